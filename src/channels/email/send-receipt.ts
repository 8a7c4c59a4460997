/**
 * What an SMTP failure means: a fault of the lender's address, a fault of ours, or unknown. Pure.
 *
 * The one thing that must never go wrong is calling "not sent" what may have gone, because that is tried again.
 * It rests on two facts only: whether any byte of the message was handed to the socket, and whether the server gave
 * a definite 4xx/5xx answer (RFC 5321, 4.2.5: then it has not taken responsibility for the message).
 */
import type { SendReceipt } from '../../fieldwork/ports.ts';

/** A refusal or a breakdown, as far as the wire said it. */
export interface WireFailure {
  /** Reply code, when the server gave one. */
  responseCode?: number | undefined;
  /** The reply line(s), or the error text when there was none; already fit for a ledger. */
  text: string;
  /** Our own word for the kind of breakdown: dns, connection, timeout, tls, auth ... */
  kind: string;
}

/** Where the exchange ended. */
export type Ending =
  | { at: 'before-data'; failure: WireFailure }
  /** RCPT TO of the lender was refused; `own` tells whether our own address was refused in the same breath. */
  | { at: 'recipient'; failure: WireFailure; ownRefused: boolean; ourAddressForm: boolean }
  /** RCPT TO of our own alias was refused: a reply could not reach us either. */
  | { at: 'own-recipient'; failure: WireFailure }
  /** The body was (at least partly) handed over before the end. */
  | { at: 'body'; failure: WireFailure };

/** The receipt for everything that did not end in a 250. */
export function receiptOf(ending: Ending): Exclude<SendReceipt, { outcome: 'sent' }> {
  const { failure } = ending;
  const ours = (code: string) => ({ outcome: 'not-sent', code, reason: failure.text }) as const;
  switch (ending.at) {
    case 'before-data':
      // A refused STARTTLS has a reply code too, but what went wrong is the encryption.
      return ours(
        failure.responseCode === undefined || failure.kind === 'tls' ? failure.kind : refusalKind(failure),
      );
    case 'own-recipient':
      return ours('own-alias-refused');
    case 'recipient':
      // A server that refuses our own mailbox as well is refusing us, whatever it says about the lender. And an
      // address that this server cannot even spell (RFC 6531) says nothing about the lender.
      if (ending.ownRefused) return ours('all-recipients-refused');
      if (ending.ourAddressForm) return ours('smtputf8-unsupported');
      return isDeadAddress(failure, 'recipient') ? rejected(failure) : ours(refusalKind(failure));
    case 'body':
      if (failure.responseCode === undefined) return { outcome: 'unknown', reason: failure.text };
      return isDeadAddress(failure, 'message') ? rejected(failure) : ours(refusalKind(failure));
  }
}

const rejected = (failure: WireFailure) =>
  ({ outcome: 'rejected', code: failure.responseCode ?? 550, response: failure.text }) as const;

/** Words by which servers say that it is us they do not want; they often come with a bare 550. */
const AGAINST_US =
  /relay|polic(y|ies)|spam|block(ed|list)|black\s?list|reputation|not (permitted|allowed|authori[sz]ed)|authenticat|quota exceeded for sender|rate|too many|sender/i;

/** Whether the reply says that the lender's address does not work, for good (RFC 3463 codes first, then RFC 5321). */
export function isDeadAddress(failure: WireFailure, about: 'recipient' | 'message'): boolean {
  const code = failure.responseCode;
  if (code === undefined || code < 500 || code > 599) return false;
  const enhanced = enhancedCode(failure.text);
  if (enhanced) {
    const [, subject, detail] = enhanced;
    // 5.1.7 and 5.1.8 are about the sender's address.
    if (subject === 1) return detail !== 7 && detail !== 8;
    if (subject === 2) return true;
    // 5.4.1 and 5.4.4: no host answers for that domain; big providers also say 5.4.1 for an unknown recipient.
    if (subject === 4) return (detail === 1 || detail === 4) && !AGAINST_US.test(failure.text);
    return false;
  }
  // Without an enhanced code only a reply to RCPT itself can be about the recipient. 556: RFC 7504.
  return about === 'recipient' && [550, 551, 553, 556].includes(code) && !AGAINST_US.test(failure.text);
}

/** A stable word for a refusal that is our side's. */
function refusalKind(failure: WireFailure): string {
  const code = failure.responseCode ?? 0;
  if ([530, 534, 535, 538, 454].includes(code) || failure.kind === 'auth') return 'auth';
  if (code < 500) return 'deferred';
  return enhancedCode(failure.text)?.[1] === 3 || code === 552 ? 'too-large-or-full' : 'refused';
}

/** Class, subject and detail of an RFC 3463 code that follows the reply code. */
function enhancedCode(text: string): [number, number, number] | null {
  const match = /(?<!\d)[2-5]\d\d[ -]([245])\.(\d{1,3})\.(\d{1,3})(?!\d)/.exec(text);
  return match ? [Number(match[1]), Number(match[2]), Number(match[3])] : null;
}
