/** What a criterion may look at: one probe's replies as they were read, its question, and what the lender says elsewhere. */
import type { MessageAssessment } from '../../model/assessment.ts';
import type { Measured } from '../../model/measured.ts';
import type { CriterionVerdict, RubricQuote, SpeedAnchors } from '../../model/rubric.ts';
import type { Facet } from '../../model/vocabulary.ts';
import { type Question, type ReplyText, spanOf } from '../reply-text.ts';
import type { Statement } from './statements.ts';

export interface RubricReply {
  message: MessageAssessment;
  text: ReplyText;
  /** Other probes of the lender that got the same words, but for the name and the figures. */
  sameForOthers: number;
}

export interface RubricCase {
  /** Those that tried to serve (`judgedReplies`), by the deadline, in the order of their arrival. */
  replies: readonly RubricReply[];
  question: Question | null;
  asked: readonly Facet[];
  /** Asked facets that were answered by the deadline. */
  answered: readonly Facet[];
  /** Milliseconds to the first substantive reply. */
  substantive: Measured<number>;
  anchors: SpeedAnchors;
  /** Figures of the lender's published terms. */
  published: readonly Statement[];
  /** Figures of its replies to other probes. */
  elsewhere: readonly Statement[];
}

/** A pure function of the case. Reasons hold no words of a reply: those stand in the quotes, which are redacted. */
export type CriterionRule = (given: RubricCase) => CriterionVerdict;

type Judgeable = Pick<MessageAssessment, 'responder' | 'answered' | 'refusal'> & {
  late?: boolean | undefined;
};

/** A mail that only confirms, is away or did not come from the lender's service is no work to be judged. */
export const judgedReplies = <T extends { message: Judgeable }>(all: readonly T[]): T[] =>
  all.filter(({ message: m }) => {
    if (
      m.late === true ||
      m.responder === 'bounce' ||
      m.responder === 'marketing' ||
      m.responder === 'unrelated'
    )
      return false;
    return m.responder === 'human' || m.responder === 'bot' || m.answered.length > 0 || m.refusal;
  });

const NO_REPLY: CriterionVerdict = { status: 'not-applicable', reason: 'no reply to judge came' };

/** For criteria of the replies' own words: nothing is said where there are none. */
export const ofReplies =
  (rule: CriterionRule): CriterionRule =>
  (given) =>
    given.replies.length === 0 ? NO_REPLY : rule(given);

const MOST_QUOTES = 12;

/** One sentence may stand for several things. */
function distinct(quotes: readonly RubricQuote[]): RubricQuote[] {
  const seen = new Map(quotes.map((q) => [`${q.evidence ?? q.source} ${q.start}-${q.end}`, q]));
  return [...seen.values()].slice(0, MOST_QUOTES);
}

export const coded = (
  code: 0 | 1 | 2,
  rule: string,
  reason: string,
  quotes: readonly RubricQuote[] = [],
): CriterionVerdict => ({
  status: 'scored',
  points: code * 50,
  code,
  rule,
  reason,
  quotes: distinct(quotes),
});

export const pointsOf = (
  points: number,
  rule: string,
  reason: string,
  quotes: readonly RubricQuote[] = [],
): CriterionVerdict => ({
  status: 'scored',
  points: Math.round(points * 100) / 100,
  rule,
  reason,
  quotes: distinct(quotes),
});

export function quoteOf(reply: RubricReply, at: { start: number; end: number }): RubricQuote {
  return { ...spanOf(reply.text.text, at.start, at.end), evidence: reply.message.evidence };
}
