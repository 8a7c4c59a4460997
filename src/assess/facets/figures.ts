/** Which figures may count for which facet: not ours, not those of slogans and worked examples. */
import type { Facet } from '../../model/vocabulary.ts';
import { foldText } from '../clean-text.ts';
import { PLACEHOLDERS, type QuantityKind } from '../phrases.ts';
import { type Quantity, quantify } from '../quantities.ts';
import { endsIn } from '../reading/values.ts';
import type { Question, ReadUnit, ReplyText } from '../reply-text.ts';

/** Takes the place of a quantity that may not answer the facet at hand. */
const VOID = '\uE0FE';

/** Between the figures of an example and its result. */
const EXAMPLE = 60;

export const HAN = /\p{sc=Han}/u;

/** Our own figures, by kind: said back to us they are no offer. */
export function askedFigures(question: Question): Quantity[] {
  const text = foldText(`${question.subject}\n${question.body}`);
  // "1) your rate, 2) the term": numbers of a list are no figures.
  return quantify(text, question.language).quantities.filter(
    (q) => q.kind !== 'num' || !/^[.)]\s/.test(text.slice(q.end)),
  );
}

/** The masked text with the quantities blotted out that may not count for this facet. */
export function voided(reply: ReplyText, excluded: ReadonlySet<Quantity>): string {
  let out = reply.masked;
  for (const q of excluded) {
    out = out.slice(0, q.start) + VOID.repeat(q.end - q.start) + out.slice(q.end);
  }
  return out;
}

export function mayNotCount(
  q: Quantity,
  facet: Facet,
  asked: readonly Quantity[],
  reply: ReplyText,
): boolean {
  if (facet === 'rate' && q.kind === 'percent') {
    // 100 % is a promise of approval or of "online"; 0 % without its condition is a slogan.
    if (q.values.every((v) => v === 100)) return true;
    return (
      q.values.length > 0 && q.values.every((v) => v === 0) && (isFrom(reply, q) || !nearby(reply, q, 'days'))
    );
  }
  // A range is what one may borrow.
  if (facet === 'total-cost' && q.kind === 'money' && q.values.length > 1) return true;
  const echoes: Partial<Record<Facet, QuantityKind>> = {
    amount: 'money',
    term: 'days',
    'total-cost': 'money',
  };
  if (echoes[facet] !== q.kind || q.values.length === 0) return false;
  return q.values.every((v) =>
    asked.some((a) => a.values.includes(v) && (a.kind === q.kind || a.kind === 'num')),
  );
}

/**
 * "On £300 for 20 days you give back £348": the sum and the days of a worked example are no offer. A range or an end
 * ("up to 500") is one even there.
 */
export function supposed(
  q: Quantity,
  facet: Facet,
  examples: readonly ReadUnit[],
  reply: ReplyText,
): boolean {
  if (!(facet === 'amount' && q.kind === 'money') && !(facet === 'term' && q.kind === 'days')) return false;
  const unit = examples.find((u) => u.start <= q.start && q.end <= u.end);
  const result = reply.quantities.findLast(
    (r) => (r.kind === 'money' || r.kind === 'num') && unit && r.end <= unit.end,
  );
  if (!unit || !result || result.start - q.end > (HAN.test(unit.text) ? EXAMPLE / 3 : EXAMPLE)) return false;
  const { min, max } = endsIn(q, reply.folded, unit);
  return min !== null && min === max;
}

const unitOf = (reply: ReplyText, q: Quantity): ReadUnit | undefined =>
  reply.units.find((u) => u.kind === 'sentence' && u.start <= q.start && q.end <= u.end);

/** "From 0%". */
function isFrom(reply: ReplyText, q: Quantity): boolean {
  const unit = unitOf(reply, q);
  return unit !== undefined && endsIn(q, reply.folded, unit).max === null;
}

/** A quantity of that kind in the same sentence. */
function nearby(reply: ReplyText, q: Quantity, kind: QuantityKind): boolean {
  const unit = unitOf(reply, q);
  return unit ? reply.masked.slice(unit.start, unit.end).includes(PLACEHOLDERS[kind]) : false;
}
