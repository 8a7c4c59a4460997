/** Strict mode (methods.md, 2.1): Holm in place of Benjamini-Hochberg, so that even one false claim is rare. */
import type { Band } from '../model/wave-result.ts';
import { criticalValue } from './distributions.ts';
import { AT_THE_CUT, marketStatistics, type RankInterval, studentised, type Unit } from './rank-intervals.ts';

/**
 * Rank intervals from two-sided t tests of each unit against all others, Holm at `alpha` over these: a marginal
 * confidence set of its rank. Order of units does not matter.
 */
export function strictIntervals(units: readonly Unit[], df: number, alpha: number): RankInterval[] {
  const all = units.length;
  const cut = criticalValues(all - 1, df, alpha);
  return units.map((unit, j) => {
    const against = Float64Array.from(units, (other, k) => (k === j ? 0 : studentised(unit, other)));
    const from = holmCut(against, cut);
    let [low, high] = [1, all];
    for (const t of against) {
      if (t <= -from) low++;
      if (t >= from) high--;
    }
    return { low, high };
  });
}

/** Each unit against the mean of all units, Holm at `alpha` over the units. */
export function strictBands(units: readonly Unit[], df: number, alpha: number): Band[] {
  if (units.length < 2) return units.map(() => 'not-distinguishable');
  const statistics = marketStatistics(units);
  const from = holmCut(statistics, criticalValues(units.length, df, alpha));
  return Array.from(statistics, (t) =>
    Math.abs(t) < from ? 'not-distinguishable' : t > 0 ? 'above-market' : 'below-market',
  );
}

/** What the k-th largest of `tests` statistics must reach, k from 0; kept. Where all are rejected nothing more is asked. */
function criticalValues(tests: number, df: number, alpha: number): (k: number) => number {
  const known: number[] = [];
  return (k) => {
    known[k] ??= criticalValue(alpha / Math.max(tests - k, 1), df) * AT_THE_CUT;
    return known[k];
  };
}

/**
 * The |t| from which Holm rejects. Where k are rejected, all that reach the next critical value are rejected too, for
 * later ones ask for less; so k jumps to their number until it stands, without sorting.
 */
function holmCut(statistics: Float64Array, critical: (k: number) => number): number {
  for (let k = 0; ; ) {
    const cut = critical(k);
    let reached = 0;
    for (const t of statistics) if (Math.abs(t) >= cut) reached++;
    if (reached <= k) return cut;
    k = reached;
  }
}
