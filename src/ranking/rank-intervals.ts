/** Who can be told apart from whom (methods.md, 2.2): pair tests under one false discovery rate, rank intervals, bands. */
import type { Band } from '../model/wave-result.ts';
import { criticalValue } from './distributions.ts';

/** A mean and the variance of that mean: s^2/n, with s pooled over all units. */
export interface Unit {
  mean: number;
  variance: number;
}

export interface RankInterval {
  /** 1 + units that are clearly better. */
  low: number;
  /** All units - those that are clearly worse. */
  high: number;
}

/** Differences that are only rounding. */
const SAME = 1e-9;

/** A |t| that stands exactly at the cut counts as reached, on whichever side the last bits fall. */
export const AT_THE_CUT = 1 - 1e-12;

/**
 * Rank intervals from two-sided t tests of all pairs with `df` degrees of freedom and Benjamini-Hochberg at `q`.
 * `cut` is the |t| from which a pair is told apart. Order of units does not matter; fewer than two give no tests.
 */
export function rankIntervals(
  units: Unit[],
  df: number,
  q: number,
): { intervals: RankInterval[]; cut: number } {
  const all = units.length;
  if (all < 2) return { intervals: units.map(() => ({ low: 1, high: 1 })), cut: Number.POSITIVE_INFINITY };
  const statistics = new Float64Array((all * (all - 1)) / 2);
  let at = 0;
  for (let j = 0; j < all; j++)
    for (let k = j + 1; k < all; k++) statistics[at++] = Math.abs(studentised(units[j]!, units[k]!));
  const cut = discoveryCut(statistics, df, q);
  const intervals = units.map(() => ({ low: 1, high: all }));
  at = 0;
  for (let j = 0; j < all; j++)
    for (let k = j + 1; k < all; k++) {
      if (statistics[at++]! < cut) continue;
      const [better, worse] = units[j]!.mean > units[k]!.mean ? [j, k] : [k, j];
      intervals[better]!.high--;
      intervals[worse]!.low++;
    }
  return { intervals, cut };
}

/**
 * The |t| from which Benjamini-Hochberg at `q` rejects. A set of tests is rejected down to rank k when the k-th largest
 * |t| reaches the critical value of k*q/m; walking down from k = m to the first k that holds itself finds the largest
 * such k without sorting or a p-value per pair. Where nothing is rejected it is what a single pair would need.
 */
export function discoveryCut(statistics: Float64Array, df: number, q: number): number {
  const tests = statistics.length;
  for (let k = tests; ; ) {
    const cut = criticalValue((Math.max(k, 1) * q) / tests, df) * AT_THE_CUT;
    let reached = 0;
    for (const t of statistics) if (t >= cut) reached++;
    if (reached >= k || k === 0) return cut;
    k = reached;
  }
}

/** Each unit against the mean of all units, Benjamini-Hochberg at `q` over the units. */
export function bandsOf(units: Unit[], df: number, q: number): Band[] {
  if (units.length < 2) return units.map(() => 'not-distinguishable');
  const statistics = marketStatistics(units);
  const cut = discoveryCut(Float64Array.from(statistics, Math.abs), df, q);
  return Array.from(statistics, (t) =>
    Math.abs(t) < cut ? 'not-distinguishable' : t > 0 ? 'above-market' : 'below-market',
  );
}

/** t of each unit against the mean of all units, of which it is one itself. */
export function marketStatistics(units: readonly Unit[]): Float64Array {
  const all = units.length;
  const mean = units.reduce((sum, u) => sum + u.mean, 0) / all;
  const shared = units.reduce((sum, u) => sum + u.variance, 0) / all ** 2;
  return Float64Array.from(units, (u) =>
    ratio(u.mean - mean, Math.sqrt((1 - 2 / all) * u.variance + shared)),
  );
}

/** t of the difference of two units. */
export const studentised = (a: Unit, b: Unit): number =>
  ratio(a.mean - b.mean, Math.sqrt(a.variance + b.variance));

/** Where nothing varies, equal means are equal and different ones differ for certain. */
const ratio = (difference: number, error: number): number =>
  Math.abs(difference) < SAME ? 0 : difference / error;
