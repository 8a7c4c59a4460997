/** What comes from the lender's own domain and speaks of loans is its answer, in whatever thread. */
import { describe, expect, it } from 'vitest';
import { assessMessage, type MessageVerdict } from '../../src/assess/assess-message.ts';
import { isFromLender, signatureByPhone } from '../../src/assess/lender-identity.ts';
import { parseMail } from '../../src/assess/parse-mail.ts';
import type { Facet } from '../../src/model/vocabulary.ts';

const LENDER = { name: 'Acme', domains: ['acme.example'], phone: '+7 800 555-01-00' };

async function assess(text: string, from: string, asked: Facet[], subject = 'Hi'): Promise<MessageVerdict> {
  const raw = `From: ${from}\r\nSubject: ${subject}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n${text}\r\n`;
  return assessMessage(await parseMail(Buffer.from(raw)), {
    question: { language: 'en', subject: '', body: 'What is your rate?' },
    asked,
    languages: ['en', 'ru'],
    latencyMs: 2 * 3_600_000,
    live: false,
    inOurThread: false,
    sameForOthers: 0,
    names: [],
    lender: LENDER,
  });
}

describe('a message from the lender’s domain', () => {
  it.each([
    ['it is 0.8% per day. Bob', ['rate']],
    ['sure, no problem at all. Bob', ['early-repayment']],
    ['We look at that when you have the loan. Bob', ['rate']],
  ] as [string, Facet[]][])('"%s" is a person’s answer', async (text, asked) => {
    expect((await assess(text, 'Bob <bob@mail.acme.example>', asked)).responder).toBe('human');
  });
  it('is still somebody else’s when it is about something else', async () => {
    const verdict = await assess('Can you bring the projector to room 4? Jen', 'jen@acme.example', ['rate']);
    expect(verdict.responder).toBe('unrelated');
  });
  it('is not told by a stranger’s answer', async () => {
    const verdict = await assess('it is 0.8% per day. Bob', 'bob@elsewhere.example', ['rate']);
    expect(verdict.responder).not.toBe('human');
  });
  it.each([
    ['a@acme.example', true],
    ['a@mail.ACME.example', true],
    ['a@notacme.example', false],
    ['a@acme.example.net', false],
  ])('%s: %s', async (address, own) => {
    const mail = await parseMail(Buffer.from(`From: ${address}\r\n\r\nx\r\n`));
    expect(isFromLender(mail, LENDER)).toBe(own);
    expect(isFromLender(mail, undefined)).toBe(false);
  });
});

describe('the lender’s number under a letter', () => {
  const letter = 'The rate is 0.8% per day.';
  it('makes the last paragraph a signature when a name stands above it', () => {
    const text = `${letter}\n\nIgor Talyzin\nSpecialist, call 8 800 555-01-00`;
    expect(text.slice(signatureByPhone(text, LENDER) ?? 0)).toMatch(/^Igor/);
  });
  it.each([
    `${letter}\n\nPlease call us:\n8 800 555-01-00`,
    `${letter}\n\nIgor Talyzin\nSpecialist, call 8 800 777-77-77`,
    'Igor Talyzin\n8 800 555-01-00',
  ])('otherwise it stays: %s', (text) => {
    expect(signatureByPhone(text, LENDER)).toBeNull();
  });
  it('sends nobody to the telephone', async () => {
    const signed = `It is 0.8% per day.\n\nIgor Talyzin\nSpecialist, call us on 8 800 555-01-00`;
    expect((await assess(signed, 'i@acme.example', ['rate', 'term'])).deflection).toBe('none');
  });
});
