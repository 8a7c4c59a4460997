/**
 * The outcome of a probe. In this order, and only from what came by the deadline (bounces count whenever they come: a
 * late one proves that the message was never delivered, so that silence would be a false finding):
 *
 *  1. answered / partly-answered: asked facets were answered. Stands even where the watch over the window failed later.
 *  2. refused: it declined.
 *  3. our fault: the watch failed (`invalidated`), and no answer or refusal had come. Anything might have been missed.
 *  4. gated: personal data was demanded first.          5. deflected: sent elsewhere.
 *  6. our message was refused for what it is (spam list, policy): our fault, `invalid`.
 *  7. undeliverable: the server refused the address, or it bounced for good.
 *  8. our fault: a message came that our parser could not read.
 *  9. acknowledged-only: automatic replies, or ones without substance.
 * 10. our fault: a message that may be its answer could not be tied to it for certain; a person must look.
 * 11. channel-unavailable, gated, blocked: the door was shut, as fieldwork found and confirmed (`door-closed`).
 * 12. no-reply: only where a `window-closed` event proves that we looked.
 *
 * Marketing and unrelated mail is never an answer. A probe without end in the ledger has no outcome yet: null.
 */
import type { MessageAssessment } from '../model/assessment.ts';
import type { Disposition, Facet } from '../model/vocabulary.ts';
import type { ProbeState } from '../model/wave-state.ts';

export interface Outcome {
  disposition: Disposition;
  reason: string;
}

export interface OutcomeInput {
  state: ProbeState;
  /** All messages tied to the probe, in the order of their arrival, late ones included. */
  messages: readonly MessageAssessment[];
  asked: readonly Facet[];
  answered: readonly Facet[];
  /** Evidence of bounces that refuse our message for what it is. */
  blamingUs: ReadonlySet<string>;
  /** Evidence of messages of which nothing could be read. */
  unreadable: ReadonlySet<string>;
  /** A message came in time that may belong to this probe, and to others. */
  unsettled: boolean;
  /** The immediate refusal by the server blames us. */
  rejectionBlamesUs: boolean;
}

export function outcomeOf(input: OutcomeInput): Outcome | null {
  const { state, asked, answered, messages } = input;
  if (!state.closed && !state.invalid && !['rejected', 'barred'].includes(state.phase)) return null;
  const inTime = messages.filter(
    (m) => !m.late && !['marketing', 'unrelated', 'bounce'].includes(m.responder),
  );
  const failed = messages.filter((m) => m.bounce === 'hard' || m.bounce === 'soft');
  const out = (disposition: Disposition, reason: string): Outcome => ({ disposition, reason });

  if (asked.length > 0 && asked.every((f) => answered.includes(f)))
    return out('answered', `All that was asked was answered: ${asked.join(', ')}.`);
  if (answered.length > 0)
    return out(
      'partly-answered',
      `${answered.length} of ${asked.length} asked facets were answered: ${answered.join(', ')}.`,
    );
  if (inTime.some((m) => m.refusal)) return out('refused', 'The lender declined.');
  if (state.invalid) return out('invalid', `${state.invalid.code}: ${state.invalid.reason}`);
  const demanding = inTime.find((m) => m.personalData.length > 0);
  if (demanding)
    return out('gated', `Personal data was demanded before an answer: ${demanding.personalData.join(', ')}.`);
  const deflecting = inTime.find((m) => m.deflection !== 'none');
  if (deflecting)
    return out(
      'deflected',
      `The asker was sent elsewhere instead of being answered: ${deflecting.deflection}.`,
    );
  if (input.rejectionBlamesUs || failed.some((m) => input.blamingUs.has(m.evidence)))
    return out(
      'invalid',
      'refused-as-unwanted: a mail server refused our message for what it is or where it comes from, which is our side’s fault',
    );
  if (state.rejected)
    return out(
      'undeliverable',
      `The server refused the advertised address: ${state.rejected.response.slice(0, 200)}`,
    );
  if (failed.length > 0) return out('undeliverable', `The message bounced (${failed[0]!.bounce}).`);
  if (messages.some((m) => !m.late && input.unreadable.has(m.evidence)))
    return out('invalid', 'unreadable-message: a message came that our parser could not read');
  if (inTime.length > 0)
    return out(
      'acknowledged-only',
      `Only ${[...new Set(inTime.map((m) => m.responder))].join(' and ')} without substance came.`,
    );
  if (state.barred && messages.every((m) => m.late))
    return out(state.barred.disposition, `The door was shut: ${state.barred.reason}`);
  if (input.unsettled)
    return out(
      'invalid',
      'unreviewed-message: a message came that may be its answer, but is not certain to be: a person must look',
    );
  const late = messages.some((m) => m.late && m.responder !== 'bounce');
  return out(
    'no-reply',
    late
      ? 'Nothing came by the deadline; what came later does not count.'
      : 'Nothing came by the deadline, and we looked.',
  );
}
