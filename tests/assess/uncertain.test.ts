/** What can't be tied to a probe for certain, or only looks like the lender's: never a false silence, never a false reply. */
import { describe, expect, it } from 'vitest';
import { attribute } from '../../src/assess/attribution.ts';
import { parseMail } from '../../src/assess/parse-mail.ts';
import { aPlan, aProbe } from '../support/plan.ts';
import { aCapture, assessed, BASE, closed, HOUR, SENT, sent } from './evidence.ts';
import { rawMail } from './mails.ts';

const ALIAS = 'anna.abcdefghij@probe.example';
const mine = aProbe({ address: 'help@acme.example' });
const sister = aProbe({ id: 'w1-acme-email-second', token: 'zzzzzzzzzz', address: 'help@acme.example' });

/** Our own message as a provider hands it back that gave it a Message-ID of its own. */
const renamed = rawMail({
  from: `Anna <${ALIAS}>`,
  to: 'help@acme.example',
  subject: 'A question',
  messageId: '<01000190-x@mail-provider.example>',
  body: 'Hello, how much could I borrow at first and what is the rate? Anna Bondar',
});

describe('our own copy under a Message-ID that the provider gave it', () => {
  it('is our own copy', async () => {
    const owner = attribute(
      aCapture(renamed, SENT, { to: ALIAS }),
      await parseMail(renamed),
      aPlan([mine]),
      BASE,
    );
    expect(owner).toEqual({ kind: 'own-copy', probe: mine.id });
  });

  it('is not when it comes from an alias that it did not go to', async () => {
    const capture = aCapture(renamed, SENT, { to: 'maria.zzzzzzzzzz@probe.example' });
    expect((await attribute(capture, await parseMail(renamed), aPlan([mine, sister]), BASE)).kind).not.toBe(
      'own-copy',
    );
  });

  it('answers nothing: the silence behind it stays a silence', async () => {
    const { assessments } = await assessed(
      [sent(), closed()],
      [{ raw: renamed, at: SENT + 1000, capture: { to: ALIAS } }],
    );
    expect(assessments[0]!.disposition).toBe('no-reply');
  });
});

describe('a message of two minds', () => {
  const raw = rawMail({
    to: ALIAS,
    body: 'Dear Anna, you can borrow up to 5000 at 1% a day.\n\nYour earlier request (from maria.zzzzzzzzzz@probe.example) is closed.',
  });

  it('belongs to the alias that it came to, and is shown to a person', async () => {
    const got = await assessed([sent(), closed()], [{ raw, at: SENT + HOUR }], aPlan([mine, sister]));
    expect(got.assessments[0]!.disposition).toBe('answered');
    expect(got.review).toHaveLength(1);
    expect(got.review[0]!.probes).toEqual([mine.id, sister.id]);
  });

  it('keeps every probe from being called silent when strong signals disagree', async () => {
    const disputed = rawMail({
      to: ALIAS,
      headers: { 'In-Reply-To': '<zzzzzzzzzz.1@probe.example>' },
      body: 'Up to 5000 at 1% a day.',
    });
    const got = await assessed(
      [sent(), closed()],
      [{ raw: disputed, at: SENT + HOUR }],
      aPlan([mine, sister]),
    );
    expect(got.assessments[0]!.disposition).toBe('invalid');
    expect(got.assessments[0]!.reason).toContain('unreviewed-message');
  });
});

describe('a message from the advertised address that lost every token', () => {
  const raw = rawMail({
    from: 'help@acme.example',
    to: 'anna@probe.example',
    body: 'Dear Anna, you can borrow up to 5000 at 1% a day.',
  });
  const play = (at: number) =>
    assessed([sent(), closed()], [{ raw, at, capture: { to: 'anna@probe.example' } }], aPlan([mine]));

  it('answers nothing for certain, and makes no silence', async () => {
    const got = await play(SENT + HOUR);
    expect(got.assessments[0]!.disposition).toBe('invalid');
    expect(got.review).toHaveLength(1);
  });

  it('is too late to matter after the deadline', async () => {
    expect((await play(SENT + 100 * HOUR)).assessments[0]!.disposition).toBe('no-reply');
  });
});
