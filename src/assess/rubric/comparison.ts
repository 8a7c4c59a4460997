/**
 * Two figures of one lender: do they agree? The rule is made so that doubt never accuses:
 *
 * - rate: the same period is compared as it stands (1% of the figure for rounding). Day, week and month are compared by
 *   simple multiplication (7, 30 days) within 10%: 0.9% a day is 27% a month. Against a yearly rate such a product can
 *   only agree: a yearly rate may be compounded or hold fees. A rate without a period can't be verified.
 * - amount, term: inside the other range agrees, an end outside it contradicts. Terms in days (7, 30, 365; 10% between
 *   different units). A single published figure is an upper end of which nothing is known below.
 * - total cost: only for the same sum and days; the total or the overpayment may be said.
 * - other currencies can't be verified, nor what differs and is said of other clients (new, returning, a promotion).
 */
import type { OfferValue } from '../../model/reading.ts';
import { daysOf, type ForWhom, type Statement } from './statements.ts';

export type Agreement = 'agrees' | 'contradicts' | 'cannot-verify';

const ROUNDING = 0.01;
const OTHER_UNIT = 0.1;

/**
 * `said` against `known`. `asked`: whom the question was about. `range`: whether a range of `known` holds everything
 * that the lender offers (published terms), or is only another thing it said.
 */
export function compare(
  said: Statement,
  known: Statement,
  asked: { conditions: readonly ForWhom[]; sums: readonly number[]; days: readonly number[] },
  range: 'whole' | 'said',
): Agreement {
  const [a, b] = [said.value, known.value];
  if (a.facet !== b.facet) return 'cannot-verify';
  if (a.currency !== undefined && b.currency !== undefined && a.currency !== b.currency)
    return 'cannot-verify';
  const found = byFacet(said, known, asked, range);
  const own = said.conditions.length > 0 ? said.conditions : asked.conditions;
  const same = sameSet(said.conditions, known.conditions) || sameSet(own, known.conditions);
  return found === 'contradicts' && !same ? 'cannot-verify' : found;
}

const sameSet = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((x) => b.includes(x));

function byFacet(
  said: Statement,
  known: Statement,
  asked: { sums: readonly number[]; days: readonly number[] },
  range: 'whole' | 'said',
): Agreement {
  switch (said.value.facet) {
    case 'rate':
      return rates(said.value, known.value);
    case 'total-cost':
      return totals(said, known, asked);
    default:
      return ranges(said.value, known.value, range);
  }
}

const PERIOD = { day: 1, week: 7, month: 30, year: 365 };

function rates(a: OfferValue, b: OfferValue): Agreement {
  if (a.per === undefined || b.per === undefined) return 'cannot-verify';
  const factor = PERIOD[b.per] / PERIOD[a.per];
  const slack = a.per === b.per ? ROUNDING : OTHER_UNIT;
  const [low, high] = [times(a.min, factor), times(a.max, factor)];
  const under = high !== null && b.min !== null && high < b.min * (1 - slack);
  const over = low !== null && b.max !== null && low > b.max * (1 + slack);
  const apart = under || over || (low !== null && high !== null && !within(low, high, b, slack));
  if (apart)
    return a.per !== b.per && (a.per === 'year' || b.per === 'year') ? 'cannot-verify' : 'contradicts';
  if (low !== null && high !== null) return 'agrees';
  // "From 0.5%" fits every higher rate: it says something only where it is the published end.
  const near = (x: number | null, y: number | null): boolean =>
    x !== null && y !== null && Math.abs(x - y) <= slack * y;
  return near(low, b.min) || near(high, b.max) ? 'agrees' : 'cannot-verify';
}

const times = (n: number | null, factor: number): number | null => (n === null ? null : n * factor);

const within = (low: number, high: number, b: OfferValue, slack: number): boolean =>
  (b.min === null || low >= b.min * (1 - slack)) && (b.max === null || high <= b.max * (1 + slack));

function ranges(a: OfferValue, b: OfferValue, range: 'whole' | 'said'): Agreement {
  const [x, y] = a.facet === 'term' ? [inDays(a), inDays(b)] : [a, b];
  const slack = a.unit === b.unit ? 1e-9 : OTHER_UNIT;
  const single = b.min !== null && b.min === b.max;
  const ends = (v: { min: number | null; max: number | null }): boolean =>
    v.max !== null && !(v.min !== null && v.min === v.max);
  // Two things said, neither of them the whole: only upper ends of the same offer can clash.
  if (range === 'said' && (!ends(a) || !ends(b)))
    return x.min === y.min && x.max === y.max ? 'agrees' : 'cannot-verify';
  if (range === 'said') return Math.abs(x.max! - y.max!) <= slack * y.max! ? 'agrees' : 'contradicts';
  if (x.max !== null && y.max !== null && x.max > y.max * (1 + slack)) return 'contradicts';
  if (x.min !== null && y.max !== null && x.min > y.max * (1 + slack)) return 'contradicts';
  if (single) return x.max !== null && x.max >= y.max! * (1 - slack) ? 'agrees' : 'cannot-verify';
  if (x.min !== null && y.min !== null && x.min < y.min * (1 - slack)) return 'contradicts';
  if (x.max !== null && y.min !== null && x.max < y.min * (1 - slack)) return 'contradicts';
  return 'agrees';
}

function inDays(v: OfferValue): { min: number | null; max: number | null } {
  const [one] = daysOf({ ...v, min: 1, max: null }) ?? [1];
  return { min: v.min === null ? null : v.min * one!, max: v.max === null ? null : v.max * one! };
}

/** The published example names the sum and the days; the reply or the question must name the same. */
function totals(
  said: Statement,
  known: Statement,
  asked: { sums: readonly number[]; days: readonly number[] },
): Agreement {
  const total = Math.max(...known.beside.sums, known.value.max ?? 0);
  const sum = known.beside.sums.filter((n) => n < total).sort((a, b) => b - a)[0];
  const value = said.value.max ?? said.value.min;
  if (value === null || sum === undefined || known.beside.days.length === 0) return 'cannot-verify';
  // The example's own figures, unless the reply works another one.
  const sums = said.beside.sums.filter((n) => n !== value).length > 0 ? said.beside.sums : asked.sums;
  const days = said.beside.days.length > 0 ? said.beside.days : asked.days;
  if (!sums.includes(sum) || !days.some((d) => known.beside.days.includes(d))) return 'cannot-verify';
  // A small loan's interest is little beside its sum: rounding is measured by the interest.
  const slack = Math.max(1, 2 * ROUNDING * (total - sum));
  const near = (n: number): boolean => Math.abs(value - n) <= slack;
  if (near(total) || near(total - sum)) return 'agrees';
  return value > sum ? 'contradicts' : 'cannot-verify';
}
