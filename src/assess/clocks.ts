/**
 * How long the asker waited: three clocks, never merged (methods.md 1.1), from the moment our message was accepted.
 *
 * A reply's moment is the beginning of the interval in which our server took it: exact for our own exchanger; for IMAP
 * the beginning of the whole second that INTERNALDATE names. The error is under a second, always in the lender's favour,
 * and the same moment decides whether it came in time: an instrument's coarseness is never charged to a lender.
 * Where a server says no moment at all, the one at which our process saw the message stands in, and a person is told.
 */
import type { Assessment, CensoredClocks, MessageAssessment } from '../model/assessment.ts';
import { openMillis, USUAL_HOURS } from '../model/business-hours.ts';
import type { Capture, Interval } from '../model/evidence.ts';
import { type Measured, notApplicable, scored, unscorable } from '../model/measured.ts';
import { millis } from '../model/scalars.ts';

export const receivedOf = (capture: Capture): Interval =>
  capture.clocks.received ?? { from: capture.clocks.observed, to: capture.clocks.observed };

/** The moment that counts, UTC ms. */
export const momentOf = (received: Interval): number => millis(received.from);

/** Surely after the deadline, by every moment of its interval. */
export const isLate = (received: Interval, deadline: number | null): boolean =>
  deadline !== null && momentOf(received) > deadline;

export interface ClockInput {
  /** UTC ms of the accepted send; null when not known. */
  acceptedAt: number | null;
  /** Messages in time, in the order of their arrival. */
  messages: readonly MessageAssessment[];
  asked: readonly string[];
  /** Evidence of those that refuse with a reason. */
  reasonedRefusals: ReadonlySet<string>;
  /** Hours the lender claims for this channel. */
  hours: string | undefined;
  timeZone: string;
}

/** Kinds of senders whose messages are no reply at all. */
const NO_REPLY = ['bounce', 'marketing', 'unrelated'];
const AUTOMATIC = [...NO_REPLY, 'auto-acknowledgement', 'out-of-office'];

export const isSubstantive = (
  m: MessageAssessment,
  asked: readonly string[],
  reasoned: ReadonlySet<string>,
): boolean =>
  !NO_REPLY.includes(m.responder) &&
  (m.answered.some((f) => asked.includes(f)) || (m.refusal && reasoned.has(m.evidence)));

type First = (test: (m: MessageAssessment) => boolean) => MessageAssessment | undefined;

/** The message at which each clock stops. */
function stopsOf(input: ClockInput): Record<keyof CensoredClocks, MessageAssessment | undefined> {
  const first: First = (test) => input.messages.find(test);
  return {
    anything: first((m) => m.responder !== 'bounce'),
    nonAutomatic: first((m) => !AUTOMATIC.includes(m.responder)),
    substantive: first((m) => isSubstantive(m, input.asked, input.reasonedRefusals)),
  };
}

export function clocksOf(input: ClockInput): Assessment['clocks'] {
  const { anything, nonAutomatic, substantive } = stopsOf(input);
  return {
    anything: clock(input, anything, 'no message came'),
    nonAutomatic: clock(input, nonAutomatic, 'no reply but automatic ones came'),
    substantive: clock(input, substantive, 'no substantive reply came'),
    substantiveBusiness: businessClock(input, substantive),
  };
}

/** A moment known to this is a moment; beyond it, an interval. */
const MOMENT = 1_000;

/**
 * The bounds of each latency whose ends are not known to the second. The lower one is the value of its clock: sent as
 * late and answered as early as can be. Undefined where all are known. `sentFrom`: UTC ms of the earliest moment at which
 * our message may have gone.
 */
export function boundsOf(input: ClockInput, sentFrom: number | null): CensoredClocks | undefined {
  const { acceptedAt } = input;
  if (acceptedAt === null || sentFrom === null) return undefined;
  const out: CensoredClocks = {};
  for (const [name, message] of Object.entries(stopsOf(input)) as [
    keyof CensoredClocks,
    MessageAssessment?,
  ][]) {
    if (!message) continue;
    const [from, to] = [millis(message.received.from), millis(message.received.to)];
    if (to - from <= MOMENT && acceptedAt - sentFrom <= MOMENT) continue;
    out[name] = { from: Math.max(0, from - acceptedAt), to: Math.max(0, to - sentFrom) };
  }
  return Object.keys(out).length > 0 ? out : undefined;
}

function clock(input: ClockInput, message: MessageAssessment | undefined, none: string): Measured<number> {
  if (!message) return notApplicable(`${none} by the deadline`);
  if (input.acceptedAt === null)
    return unscorable('the moment at which our message was accepted is not known');
  return scored(Math.max(0, momentOf(message.received) - input.acceptedAt));
}

/**
 * Time inside the lender's own hours. Asked and answered wholly outside them it would be nought, which says nothing of
 * the wait (methods.md 1.1 calls it an anomaly): then it has no value, and the clock-hour figure stands alone.
 */
function businessClock(input: ClockInput, message: MessageAssessment | undefined): Measured<number> {
  const plain = clock(input, message, 'no substantive reply came');
  if (plain.status !== 'scored' || !message) return plain;
  const from = input.acceptedAt!;
  const to = Math.max(from, momentOf(message.received));
  const open = openMillis(input.hours ?? USUAL_HOURS, input.timeZone, from, to);
  if (open === null) return unscorable(`the claimed hours "${input.hours}" could not be read`);
  if (open === 0 && to > from) return notApplicable("asked and answered outside the lender's hours");
  return scored(open);
}
