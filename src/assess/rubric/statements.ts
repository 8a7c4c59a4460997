/** Figures as they can be compared: with the client they are for, the loan they are about, and where they stand. */
import type { PublishedTerm } from '../../model/lenders.ts';
import type { OfferValue } from '../../model/reading.ts';
import type { RubricQuote } from '../../model/rubric.ts';
import { foldText } from '../clean-text.ts';
import { valuesOf } from '../reading/values.ts';
import { type Question, type ReplyText, readReply, spanOf } from '../reply-text.ts';
import type { RubricReply } from './case.ts';
import { type Said, saidIn, sayingIn } from './words.ts';

export const FOR_WHOM = ['newClient', 'returningClient', 'promotion'] as const;
export type ForWhom = (typeof FOR_WHOM)[number];

export interface Statement {
  value: OfferValue;
  /** Whom or what it is limited to, by the words beside it; empty for everybody. */
  conditions: readonly ForWhom[];
  /** Sums and days named beside a total: what the total is for. */
  beside: { sums: readonly number[]; days: readonly number[] };
  quote: RubricQuote;
  /** The probe whose reply says it; none for published terms. */
  probe?: string;
}

/** `place`: what is added to each quote, so that a reader finds it. */
export function statementsIn(
  reply: ReplyText,
  values: readonly OfferValue[],
  place: Partial<RubricQuote>,
): Statement[] {
  const said = saidIn(reply);
  return particular(values).map((value) => {
    const sentence = sentenceOf(said, value);
    const { start, end } = sentence?.unit ?? value;
    const inside = reply.quantities.filter((q) => q.start >= start && q.end <= end);
    return {
      value,
      conditions: sentence ? conditionsOf(sentence, value, values) : [],
      beside: {
        sums: inside.filter((q) => q.kind === 'money' || q.kind === 'num').flatMap((q) => q.values),
        days: valuesOf(reply, [
          { facet: 'term', units: sentence ? [sentence.unit] : [], void: new Set() },
        ]).flatMap((v) => daysOf(v) ?? []),
      },
      quote: { ...spanOf(reply.text, start, end), ...place },
    };
  });
}

/** Without the ranges over several values: each of those is a statement already. */
const particular = (values: readonly OfferValue[]): OfferValue[] =>
  values.filter(
    (v) => !values.some((o) => o !== v && o.facet === v.facet && o.start >= v.start && o.end <= v.end),
  );

export const statementsOfReply = (reply: RubricReply, probe?: string): Statement[] =>
  statementsIn(reply.text, reply.message.reading?.values ?? [], {
    evidence: reply.message.evidence,
    ...(probe !== undefined && { probe }),
  }).map((s) => (probe === undefined ? s : { ...s, probe }));

const FIGURES: readonly string[] = ['rate', 'amount', 'term', 'total-cost'] satisfies OfferValue['facet'][];

/** What the lender publishes, read by the rules that read replies: each sentence for the facet that it is filed under. */
export function publishedStatements(
  terms: readonly PublishedTerm[],
  languages: readonly string[],
): Statement[] {
  return terms.flatMap((term) => {
    if (!FIGURES.includes(term.facet)) return [];
    const text = readReply({ visibleText: term.text }, null, languages);
    const units = text.units.filter((u) => u.kind === 'sentence');
    const values = valuesOf(text, [{ facet: term.facet, units, void: new Set() }]);
    return statementsIn(text, values, { source: term.source, seenOn: term.seenOn });
  });
}

/** Why nothing can be compared with a published sentence that ought to hold a figure; null where it can. */
export function whyUnread(term: PublishedTerm, languages: readonly string[]): string | null {
  if (!FIGURES.includes(term.facet)) return null;
  const found = publishedStatements([term], languages);
  if (found.length === 0) return 'holds no figure that the rules read';
  if (term.facet === 'rate' && found.every((s) => s.value.per === undefined)) return 'names no period';
  return null;
}

/** Whom the question is about: a reply need not repeat it. */
export function conditionsAsked(question: Question | null): ForWhom[] {
  if (!question) return [];
  const words = foldText(`${question.subject}\n${question.body}`).replace(/\n/g, ' ');
  return FOR_WHOM.filter((list) => list !== 'promotion' && sayingIn(words, words, [question.language], list));
}

/** The sums and stretches of days that the question names. */
export function figuresIn(question: Question | null): { sums: number[]; days: number[] } {
  if (!question) return { sums: [], days: [] };
  const text = readReply({ visibleText: `${question.subject}\n${question.body}` }, null, [question.language]);
  const terms = valuesOf(text, [{ facet: 'term', units: text.units, void: new Set() }]);
  return {
    sums: text.quantities.filter((q) => q.kind === 'money' || q.kind === 'num').flatMap((q) => q.values),
    days: terms.flatMap((v) => daysOf(v) ?? []),
  };
}

/** The shortest sentence around a value. */
const sentenceOf = (said: readonly Said[], at: { start: number; end: number }): Said | undefined =>
  said
    .filter((s) => s.unit.start <= at.start && s.unit.end >= at.end)
    .sort((a, b) => a.unit.end - a.unit.start - (b.unit.end - b.unit.start))[0];

const CLAUSE_END = /[,;:，；：、]/g;

/** Its own clause speaks first, then the sentence as far as it belongs to this figure and no other. */
function conditionsOf(said: Said, value: OfferValue, all: readonly OfferValue[]): ForWhom[] {
  const { start, end } = said.unit;
  const masked = said.unit.text;
  const found = (from: number, to: number): ForWhom[] =>
    FOR_WHOM.filter((list) => sayingIn(said.words.slice(from, to), masked.slice(from, to), said.codes, list));
  const [at, until] = [value.start - start, value.end - start];
  // Figures are masked: a decimal comma ends no clause.
  const cuts = [...masked.matchAll(CLAUSE_END)].map((m) => m.index);
  const clause = found(cuts.findLast((c) => c < at) ?? 0, cuts.find((c) => c >= until) ?? masked.length);
  if (clause.length > 0) return clause;
  let [from, to] = [0, masked.length];
  for (const v of all) {
    if (v === value || v.facet !== value.facet || v.start < start || v.end > end) continue;
    const [left, right] = [v.start - start, v.end - start];
    if (right <= at) from = Math.max(from, cuts.find((c) => c >= right && c < at) ?? right);
    else to = Math.min(to, cuts.find((c) => c >= until && c < left) ?? left);
  }
  return found(from, to);
}

const DAYS: Partial<Record<OfferValue['unit'], number>> = { day: 1, week: 7, month: 30, year: 365 };

/** The ends of a term in days; null for a figure that is none. */
export function daysOf(v: OfferValue): number[] | null {
  const unit = DAYS[v.unit];
  return unit === undefined ? null : [v.min, v.max].flatMap((n) => (n === null ? [] : [n * unit]));
}
