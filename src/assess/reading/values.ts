/** Figures of an offer in their normal form: rate with its period, amount with its currency, term with its unit. */
import type { OfferValue } from '../../model/reading.ts';
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
  const folded = reply.folded;
  const out: OfferValue[] = [];
  for (const { facet, units, void: excluded } of answering) {
    if (!isValued(facet)) continue;
    const seen = new Set<Quantity>();
    for (const unit of units) {
      const packs = readingPacks(unit.packs.map((p) => p.code));
      const kinds = kindsOf(facet, unit, reply);
      for (const q of reply.quantities) {
        if (!kinds.includes(q.kind) || q.values.length === 0 || seen.has(q) || excluded.has(q)) continue;
        if (q.start < unit.start || q.end > unit.end || out.length >= MOST) continue;
        seen.add(q);
        const offer = offerOf(facet, q, folded, unit, packs);
        const range = rangeOf(out.at(-1), offer, folded, packs);
        if (range) out[out.length - 1] = range;
        else out.push(offer);
      }
    }
  }
  return out;
}

/** "0.79 a day": a rate whose sign is left out. Under a label a bare number is of its kind. */
function kindsOf(facet: OfferValue['facet'], unit: ReadUnit, reply: ReplyText): QuantityKind[] {
  if (unit.head && facet !== 'rate') return [KINDS[facet], 'num'];
  const signed = reply.quantities.some(
    (q) => q.kind === 'percent' && q.start >= unit.start && q.end <= unit.end,
  );
  return [facet === 'rate' && !signed ? 'num' : KINDS[facet]];
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
  const ends = endsIn(q, folded, unit, packs);
  const place = { start: q.start, end: q.end };
  if (facet === 'rate') {
    // The label may name the period: "daily rate: 0.8%".
    const from =
      unit.head && unit.head.end <= unit.start && unit.start - unit.head.end < 2
        ? unit.head.start
        : unit.start;
    const per = periodOf(folded.slice(from, unit.end), q.start - from, text.length, packs);
    return { facet, ...ends, unit: 'percent', ...(per && { per }), ...place };
  }
  if (facet === 'term') {
    const found = unitAt(text, packs);
    const unitOf = found === null || found === 'minute' || found === 'hour' ? 'day' : found;
    // Half a year.
    if (unitOf === 'year' && q.values.some((v) => v % 1 !== 0))
      return { facet, ...times(ends, 12), unit: 'month', ...place };
    return { facet, ...ends, unit: unitOf, ...place };
  }
  const currency =
    currencyOf(text, packs) ??
    (unit.head ? currencyOf(folded.slice(unit.head.start, unit.head.end), packs) : undefined);
  return { facet, ...ends, unit: 'money', ...(currency && { currency }), ...place };
}

/**
 * Beside the values of each facet the range of all of them, where a reply states several alike: two products, a first
 * loan and the next ones.
 */
export function withWholeRange(values: readonly OfferValue[]): OfferValue[] {
  const out = [...values];
  for (const facet of ['rate', 'amount', 'term'] as const) {
    const own = values.filter((v) => v.facet === facet);
    const [first] = own;
    const alike = (key: 'unit' | 'per' | 'currency'): boolean => new Set(own.map((v) => v[key])).size === 1;
    if (!first || own.length < 2 || !alike('unit') || !alike('per') || !alike('currency')) continue;
    const ends = (pick: 'min' | 'max'): number[] => own.flatMap((v) => v[pick] ?? []);
    if (ends('min').length === 0 || ends('max').length === 0) continue;
    const min = Math.min(...ends('min'), ...ends('max'));
    const max = Math.max(...ends('max'), ...ends('min'));
    if (own.some((v) => v.min === min && v.max === max)) continue;
    const end = Math.max(...own.map((v) => v.end));
    out.push({ ...first, min, max, start: Math.min(...own.map((v) => v.start)), end });
  }
  return out;
}

/** The ends of a figure as its own neighbours in the sentence tell. */
export function endsIn(
  q: Quantity,
  folded: string,
  unit: ReadUnit,
  packs: readonly CompiledReading[] = readingPacks(unit.packs.map((p) => p.code)),
): { min: number | null; max: number | null } {
  const before = folded.slice(Math.max(unit.start, q.start - 24), q.start);
  return endsOf(q, before, folded.slice(q.end, Math.min(unit.end, q.end + 16)), packs);
}

/** A range has both ends; "up to" and "from" leave the other open; a bare figure is both. */
function endsOf(
  q: Quantity,
  before: string,
  behind: string,
  packs: readonly CompiledReading[],
): { min: number | null; max: number | null } {
  const first = q.values[0] ?? null;
  if (q.values.length > 1) return { min: Math.min(...q.values), max: Math.max(...q.values) };
  const ends = (pick: (p: CompiledReading) => string[]): boolean =>
    packs.some((p) =>
      pick(p).some((w) =>
        p.spaced
          ? new RegExp(
              `(?:^|[^\\p{L}])${w}[\\s:,-]*${w.includes(' ') ? '(?:\\p{L}{1,3} )?' : ''}$`,
              'u',
            ).test(before)
          : before.replace(/[\s为是可以能分借贷做有到用选:约申请获得拿享批给]+$/u, '').endsWith(w),
      ),
    );
  const next = behind.trimStart();
  const follows = (pick: (p: CompiledReading) => string[]): boolean =>
    packs.some((p) => pick(p).some((w) => next.startsWith(w)));
  if (ends((p) => p.pack.upTo)) return { min: null, max: first };
  if (ends((p) => p.pack.from)) return { min: first, max: null };
  if (follows((p) => p.pack.upToBehind)) return { min: null, max: first };
  if (follows((p) => p.pack.fromBehind)) return { min: first, max: null };
  return { min: first, max: first };
}

type Ends = Pick<OfferValue, 'min' | 'max'>;
const times = ({ min, max }: Ends, n: number): Ends => ({
  min: min === null ? null : min * n,
  max: max === null ? null : max * n,
});

/** Between the two ends of a range: a dash or comma and "up to", but no second statement. */
const MOST_BETWEEN = 14;
const DASH = /^ ?[-–—~] ?$/;
const LIST = /^[、,/~或和及与 -]{1,3}$/u;
const DAYS: Partial<Record<OfferValue['unit'], number>> = { day: 1, week: 7, month: 30, year: 360 };

/** "from 500, up to 10 000" and "7 days, 14 days or 30 days" are one range. Null where the two are two statements. */
function rangeOf(
  first: OfferValue | undefined,
  second: OfferValue,
  folded: string,
  packs: readonly CompiledReading[],
): OfferValue | null {
  if (!first || first.facet !== second.facet || first.facet === 'total-cost') return null;
  const between = folded.slice(first.end, second.start);
  if (second.start < first.end || between.length > MOST_BETWEEN || /[。.!?！？;；\n]/u.test(between))
    return null;
  const opens = first.max === null && first.min !== null;
  const closes = second.min === null && second.max !== null;
  const to = DASH.test(between) || packs.some((p) => p.pack.rangeTo.includes(between.trim()));
  const list = first.facet === 'term' && LIST.test(between) && first.min !== null && second.max !== null;
  const joined =
    (opens && closes) ||
    to ||
    list ||
    (opens && packs.some((p) => p.pack.rangeTo.some((w) => between.trim().endsWith(w))));
  if (!joined) return null;
  const same = first.unit === second.unit || first.facet !== 'term';
  const unit = same || (DAYS[first.unit] ?? 0) < (DAYS[second.unit] ?? 0) ? first.unit : second.unit;
  const low = same ? first.min : inUnit(first.min, first.unit, unit);
  const high = same ? second.max : inUnit(second.max, second.unit, unit);
  if (low === null || high === null || low > high) return null;
  const per = first.per ?? second.per;
  const currency = first.currency ?? second.currency;
  return {
    facet: first.facet,
    min: low,
    max: high,
    unit,
    ...(per && { per }),
    ...(currency && { currency }),
    start: first.start,
    end: second.end,
  };
}

const inUnit = (v: number | null, from: OfferValue['unit'], to: OfferValue['unit']): number | null => {
  if (v === null || from === to) return v;
  if (from === 'year' && to === 'month') return v * 12;
  return (v * (DAYS[from] ?? 1)) / (DAYS[to] ?? 1);
};

/** A comma between a figure and a period sets them as far apart as this many characters. */
const COMMA = 8;

/** The period named nearest to the figure, in its own clause rather than the next. */
function periodOf(
  sentence: string,
  at: number,
  length: number,
  packs: readonly CompiledReading[],
): OfferValue['per'] {
  const behind = sentence.slice(at + length, at + length + 40);
  const before = sentence.slice(Math.max(0, at - 60), at);
  const far = (between: string): number => between.length + (/[,，;；]/u.test(between) ? COMMA : 0);
  let best: { per: OfferValue['per']; far: number } | undefined;
  const offer = (per: OfferValue['per'], between: string): void => {
    if (!best || far(between) < best.far) best = { per, far: far(between) };
  };
  for (const p of packs)
    for (const [per, pattern] of p.per) {
      const next = pattern.exec(behind);
      if (next) offer(per, behind.slice(0, next.index));
      for (const m of pattern.all(before)) offer(per, before.slice(m.index + m[0].length));
    }
  if (best) return best.per;
  return packs.flatMap((p) => p.per).find(([, pattern]) => pattern.test(sentence))?.[0];
}

function currencyOf(text: string, packs: readonly CompiledReading[]): string | undefined {
  let best: { code: string; length: number } | undefined;
  for (const { pack } of packs)
    for (const [code, words] of Object.entries(pack.currencies))
      for (const w of words)
        if (text.includes(w) && (!best || w.length > best.length)) best = { code, length: w.length };
  return best?.code;
}
