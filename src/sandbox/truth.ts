/** The market's known truth: what each lender was told to do, and when its messages were really taken. */
import type { MessageAssessment } from '../model/assessment.ts';
import type {
  AssistedChannel,
  Deflection,
  Disposition,
  Facet,
  PersonalData,
  Responder,
} from '../model/vocabulary.ts';

/** What one message means, as its behaviour declares it. */
export interface Effect {
  responder: Responder;
  bounce?: NonNullable<MessageAssessment['bounce']>;
  /** Asked facets that it answers. */
  answered: Facet[];
  deflection: Deflection;
  refusal: boolean;
  personalData: PersonalData[];
  /** Answered facets on which it contradicts what the lender publishes. */
  contradicts?: Facet[];
}

export interface TruthMessage extends Effect {
  messageId: string;
  /** Envelope recipient: our alias, or our bounce address. */
  to: string;
  /** UTC ms at which it was to be sent. */
  dueAt: number;
  /** UTC ms of the first 250 from our side; null when it was not taken (yet). */
  deliveredAt: number | null;
  /** How often its delivery was tried. */
  tries: number;
  late: boolean;
}

/** Milliseconds from the acceptance, by the deadline; null when it did not happen. */
export interface TruthClocks {
  /** First message of any kind, bounces and delay notices apart. */
  anything: number | null;
  /** First message by a person or a bot. */
  nonAutomatic: number | null;
  /** First message that answers an asked facet, or refuses. */
  substantive: number | null;
}

export interface TruthRecord {
  lender: string;
  /** The messenger; mail and web chat are known by their alias or session. */
  channel?: AssistedChannel;
  /** Our From address, lower-case. */
  alias: string;
  messageId: string;
  scenario: string | null;
  asks: Facet[];
  /** UTC ms of our 250. */
  acceptedAt: number;
  deadlineAt: number;
  disposition: Disposition;
  /** What the behaviour calls it when nothing is held up on the way. */
  declared: Disposition;
  answered: Facet[];
  /** Asked facets on which an answer in time contradicts what the lender publishes. */
  contradicts: Facet[];
  messages: TruthMessage[];
  clocks: TruthClocks;
}

/** The outcome that a perfect reading of these messages gives; all of them in time. */
export function dispositionOf(messages: readonly Effect[], asks: readonly Facet[]): Disposition {
  const answered = new Set(messages.flatMap((m) => m.answered));
  if (asks.some((f) => answered.has(f)))
    return asks.every((f) => answered.has(f)) ? 'answered' : 'partly-answered';
  const some = (test: (m: Effect) => boolean) => messages.some(test);
  if (some((m) => m.refusal)) return 'refused';
  if (some((m) => m.personalData.length > 0)) return 'gated';
  if (some((m) => m.deflection !== 'none')) return 'deflected';
  if (some((m) => m.responder === 'bounce' && m.bounce !== 'delayed')) return 'undeliverable';
  if (some((m) => ['auto-acknowledgement', 'out-of-office', 'bot', 'human'].includes(m.responder)))
    return 'acknowledged-only';
  return 'no-reply';
}

/** Completes a record from what was delivered by now. */
export function concludeTruth(
  record: Omit<TruthRecord, 'disposition' | 'clocks' | 'answered' | 'contradicts' | 'messages'>,
  messages: readonly Omit<TruthMessage, 'late'>[],
): TruthRecord {
  const all = messages.map((m) => ({
    ...m,
    late: m.deliveredAt !== null && m.deliveredAt > record.deadlineAt,
  }));
  const inTime = all.filter((m) => m.deliveredAt !== null && !m.late);
  const first = (test: (m: TruthMessage) => boolean): number | null => {
    const moments = inTime.filter(test).map((m) => m.deliveredAt! - record.acceptedAt);
    return moments.length === 0 ? null : Math.min(...moments);
  };
  const asked = new Set(record.asks);
  return {
    ...record,
    disposition: dispositionOf(inTime, record.asks),
    answered: record.asks.filter((f) => inTime.some((m) => m.answered.includes(f))),
    contradicts: record.asks.filter((f) => inTime.some((m) => m.contradicts?.includes(f))),
    messages: all,
    clocks: {
      anything: first((m) => m.responder !== 'bounce'),
      nonAutomatic: first((m) => m.responder === 'human' || m.responder === 'bot'),
      substantive: first((m) => m.refusal || m.answered.some((f) => asked.has(f))),
    },
  };
}
