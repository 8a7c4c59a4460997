/**
 * Whether two groups wait differently (methods.md, 1.2). Where probes of one lender go together, the permutation of whole
 * lenders takes the place of chi-square.
 */
import { chisquareTail } from './distributions.ts';
import type { Wait } from './survival.ts';

export interface GroupedWait extends Wait {
  /** 0 or 1. */
  group: 0 | 1;
  /** Compared within strata only; one stratum when left out. */
  stratum?: string;
}

export interface LogRank {
  observed: [number, number];
  expected: [number, number];
  /** Variance of observed - expected of either group. */
  variance: number;
  chisq: number;
  p: number;
}

/**
 * Log-rank test of two groups, pooled over strata. `rho` 0 weighs all times alike; 1 (Peto and Peto) weighs early ones
 * more, by the share that still waits.
 */
export function logRank(waits: readonly GroupedWait[], rho: 0 | 1 = 0): LogRank {
  const observed: [number, number] = [0, 0];
  const expected: [number, number] = [0, 0];
  let variance = 0;
  for (const stratum of Map.groupBy(waits, (w) => w.stratum ?? '').values()) {
    const sorted = stratum.toSorted((a, b) => a.time - b.time);
    const atRisk: [number, number] = [0, 0];
    for (const w of sorted) atRisk[w.group]++;
    let survival = 1;
    for (let i = 0; i < sorted.length; ) {
      const { time } = sorted[i]!;
      const [n0, n1] = atRisk;
      const n = n0 + n1;
      const events: [number, number] = [0, 0];
      for (; i < sorted.length && sorted[i]!.time === time; i++) {
        atRisk[sorted[i]!.group]--;
        if (sorted[i]!.event) events[sorted[i]!.group]++;
      }
      const d = events[0] + events[1];
      const weight = rho === 1 ? survival : 1;
      for (const g of [0, 1] as const) {
        observed[g] += weight * events[g];
        expected[g] += (weight * d * (g === 0 ? n0 : n1)) / n;
      }
      if (n > 1) variance += (weight ** 2 * d * (n - d) * n0 * n1) / (n ** 2 * (n - 1));
      survival *= 1 - d / n;
    }
  }
  const chisq = variance > 0 ? (observed[0] - expected[0]) ** 2 / variance : 0;
  return { observed, expected, variance, chisq, p: chisquareTail(chisq, 1) };
}

/**
 * Observed less expected answers of each wait under one common curve (martingale residuals): their sum over a group is
 * the numerator of the log-rank test, so a permutation only has to add them up anew.
 */
export function residuals(waits: readonly Wait[]): number[] {
  const order = waits.map((_, i) => i).sort((a, b) => waits[a]!.time - waits[b]!.time);
  const out = waits.map(() => 0);
  let hazard = 0;
  for (let i = 0; i < order.length; ) {
    const { time } = waits[order[i]!]!;
    const from = i;
    let events = 0;
    for (; i < order.length && waits[order[i]!]!.time === time; i++) if (waits[order[i]!]!.event) events++;
    hazard += events / (order.length - from);
    for (let j = from; j < i; j++) out[order[j]!] = (waits[order[j]!]!.event ? 1 : 0) - hazard;
  }
  return out;
}

/**
 * Two-sided p-value of paired values under swaps of the two labels within each pair: `pairs` hold a cluster's residuals
 * under either label, `flip` gives a fair bit. The seen arrangement counts as one of the permutations.
 */
export function swapTest(
  pairs: readonly { a: number; b: number }[],
  permutations: number,
  flip: () => boolean,
): number {
  const differences = pairs.map(({ a, b }) => a - b);
  const seen = Math.abs(differences.reduce((sum, d) => sum + d, 0));
  let asFar = 1;
  for (let i = 0; i < permutations; i++) {
    let sum = 0;
    for (const d of differences) sum += flip() ? d : -d;
    if (Math.abs(sum) >= seen - 1e-9) asFar++;
  }
  return asFar / (permutations + 1);
}
