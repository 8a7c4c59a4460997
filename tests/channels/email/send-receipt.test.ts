import { describe, expect, it } from 'vitest';
import { type Ending, receiptOf } from '../../../src/channels/email/send-receipt.ts';

const failure = (line: string) => ({
  responseCode: Number(line.slice(0, 3)) || undefined,
  text: line,
  kind: 'refused',
});
const atRecipient = (line: string): Ending => ({
  at: 'recipient',
  failure: failure(line),
  ownRefused: false,
  ourAddressForm: false,
});

describe("the lender's address is dead", () => {
  it.each([
    '550 5.1.1 <help@lender.test>: Recipient address rejected: User unknown',
    '550-5.1.1 The email account that you tried to reach does not exist',
    '550 5.1.10 RESOLVER.ADR.RecipientNotFound',
    '556 5.1.10 Recipient address has a null MX',
    '550 5.2.1 The account is disabled',
    '552 5.2.2 Mailbox full',
    '550 5.1.2 Domain not found',
    '550 5.4.1 Recipient address rejected: Access denied',
    '550 5.4.4 Unable to route',
    '550 No such user here',
    '551 User not local',
    '553 Requested action not taken: mailbox name invalid',
  ])('%s', (line) => {
    expect(receiptOf(atRecipient(line))).toEqual({
      outcome: 'rejected',
      code: Number(line.slice(0, 3)),
      response: line,
    });
  });
});

describe('the refusal is about us', () => {
  it.each([
    ['554 5.7.1 <help@lender.test>: Relay access denied', 'refused'],
    ['550 5.7.1 Message blocked', 'refused'],
    ['550 5.7.26 Unauthenticated email is not accepted', 'refused'],
    ['550 Relaying denied', 'refused'],
    ['550 Your IP is on a blocklist', 'refused'],
    ['550 5.4.1 Relay access denied', 'refused'],
    ['553 5.1.8 Sender address rejected: Domain not found', 'refused'],
    ['550 5.4.5 Daily sending quota exceeded', 'refused'],
    ['530 5.7.0 Authentication required', 'auth'],
    ['535 5.7.8 Bad credentials', 'auth'],
    ['451 4.7.1 Greylisted', 'deferred'],
    ['450 4.1.1 User unknown, try later', 'deferred'],
    ['452 4.5.3 Too many recipients', 'deferred'],
    ['552 5.3.4 Message too big', 'too-large-or-full'],
    ['554 Transaction failed', 'refused'],
    ['503 5.5.1 Bad sequence', 'refused'],
  ])('%s', (line, code) => {
    expect(receiptOf(atRecipient(line))).toEqual({ outcome: 'not-sent', code, reason: line });
  });

  it('when our own mailbox was refused too', () => {
    const ending = { ...atRecipient('550 5.1.1 User unknown'), ownRefused: true } as Ending;
    expect(receiptOf(ending)).toMatchObject({ outcome: 'not-sent', code: 'all-recipients-refused' });
  });
  it('when the server can not spell the address', () => {
    const ending = { ...atRecipient('553 5.1.3 Bad address syntax'), ourAddressForm: true } as Ending;
    expect(receiptOf(ending)).toMatchObject({ outcome: 'not-sent', code: 'smtputf8-unsupported' });
  });
  it('when only our alias was refused', () => {
    expect(receiptOf({ at: 'own-recipient', failure: failure('550 5.1.1 User unknown') })).toMatchObject({
      outcome: 'not-sent',
      code: 'own-alias-refused',
    });
  });
});

describe('the body was handed over', () => {
  it('and nothing definite came back: unknown, never tried again', () => {
    expect(receiptOf({ at: 'body', failure: { text: 'connection closed', kind: 'connection' } })).toEqual({
      outcome: 'unknown',
      reason: 'connection closed',
    });
  });
  it.each([
    ['550 5.7.1 Spam', { outcome: 'not-sent', code: 'refused' }],
    ['550 rejected by content filter', { outcome: 'not-sent', code: 'refused' }],
    ['452 4.3.1 Insufficient storage', { outcome: 'not-sent', code: 'deferred' }],
    ['421 4.3.2 Shutting down', { outcome: 'not-sent', code: 'deferred' }],
    ['550 5.1.1 No such user', { outcome: 'rejected', code: 550 }],
  ])('and refused by %s', (line, receipt) => {
    expect(receiptOf({ at: 'body', failure: failure(line) })).toMatchObject(receipt);
  });
});

it('keeps our own word for a breakdown before the data', () => {
  expect(receiptOf({ at: 'before-data', failure: { text: 'getaddrinfo', kind: 'dns' } })).toEqual({
    outcome: 'not-sent',
    code: 'dns',
    reason: 'getaddrinfo',
  });
});
