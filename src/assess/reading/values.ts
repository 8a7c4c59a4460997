/** Figures of an offer in their normal form: rate with its period, amount with its currency, term with its unit. */
import type { OfferValue } from '../../model/reading.ts';
import { foldText } from '../clean-text.ts';
import type { QuantityKind } from '../phrases.ts';
import type { Quantity } from '../quantities.ts';
import type { ReadUnit, ReplyText } from '../reply-text.ts';
import { type CompiledReading, readingPacks } from './compiled.ts';
import { unitAt } from './time-units.ts';

const KINDS: Record<OfferValue['facet'], QuantityKind> = {
  rate: 'percent',
  amount: 'money',
  term: 'days',
  'total-cost': 'money',
};
const MOST = 20;

/** `answering`: for each facet the stretches that answer it, and the quantities that may not count for it. */
export function valuesOf(
  reply: ReplyText,
  answering: readonly { facet: string; units: readonly ReadUnit[]; void: ReadonlySet<Quantity> }[],
): OfferValue[] {
  const folded = foldText(reply.text);
  const out: OfferValue[] = [];
  for (const { facet, units, void: excluded } of answering) {
    if (!isValued(facet)) continue;
    const seen = new Set<Quantity>();
    for (const unit of units) {
      const packs = readingPacks(unit.packs.map((p) => p.code));
      for (const q of reply.quantities) {
        if (q.kind !== KINDS[facet] || q.values.length === 0 || seen.has(q) || excluded.has(q)) continue;
        if (q.start < unit.start || q.end > unit.end || out.length >= MOST) continue;
        seen.add(q);
        out.push(offerOf(facet, q, folded, unit, packs));
      }
    }
  }
  return out;
}

const isValued = (facet: string): facet is OfferValue['facet'] => facet in KINDS;

function offerOf(
  facet: OfferValue['facet'],
  q: Quantity,
  folded: string,
  unit: ReadUnit,
  packs: readonly CompiledReading[],
): OfferValue {
  const text = folded.slice(q.start, q.end);
  const ends = endsOf(q, folded.slice(Math.max(unit.start, q.start - 24), q.start), packs);
  const place = { start: q.start, end: q.end };
  if (facet === 'rate') {
    const per = periodOf(folded.slice(unit.start, unit.end), q.start - unit.start, text.length, packs);
    return { facet, ...ends, unit: 'percent', ...(per && { per }), ...place };
  }
  if (facet === 'term') {
    const found = unitAt(text, packs);
    const unitOf = found === null || found === 'minute' || found === 'hour' ? 'day' : found;
    return { facet, ...ends, unit: unitOf, ...place };
  }
  const currency = currencyOf(text, packs);
  return { facet, ...ends, unit: 'money', ...(currency && { currency }), ...place };
}

/** A range has both ends; "up to" and "from" leave the other open; a bare figure is both. */
function endsOf(
  q: Quantity,
  before: string,
  packs: readonly CompiledReading[],
): { min: number | null; max: number | null } {
  const [first, second] = [q.values[0]!, q.values[1]];
  if (second !== undefined) return { min: Math.min(first, second), max: Math.max(first, second) };
  const ends = (pick: (p: CompiledReading) => string[]): boolean =>
    packs.some((p) =>
      pick(p).some((w) =>
        p.spaced
          ? new RegExp(`(?:^|[^\\p{L}])${w}[\\s:,-]*$`, 'u').test(before)
          : before.replace(/[\s为是可:约]+$/u, '').endsWith(w),
      ),
    );
  if (ends((p) => p.pack.upTo)) return { min: null, max: first };
  if (ends((p) => p.pack.from)) return { min: first, max: null };
  return { min: first, max: first };
}

/** The period named nearest to the figure, behind it rather than before. */
function periodOf(
  sentence: string,
  at: number,
  length: number,
  packs: readonly CompiledReading[],
): OfferValue['per'] {
  const near = (text: string): OfferValue['per'] | undefined => {
    let best: { per: OfferValue['per']; at: number } | undefined;
    for (const p of packs)
      for (const [per, pattern] of p.per) {
        const m = pattern.exec(text);
        if (m && (!best || m.index < best.at)) best = { per, at: m.index };
      }
    return best?.per;
  };
  return (
    near(sentence.slice(at + length, at + length + 40)) ??
    near(sentence.slice(Math.max(0, at - 60), at)) ??
    near(sentence)
  );
}

function currencyOf(text: string, packs: readonly CompiledReading[]): string | undefined {
  let best: { code: string; length: number } | undefined;
  for (const { pack } of packs)
    for (const [code, words] of Object.entries(pack.currencies))
      for (const w of words)
        if (text.includes(w) && (!best || w.length > best.length)) best = { code, length: w.length };
  return best?.code;
}
