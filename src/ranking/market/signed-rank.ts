/**
 * One number a lender, and whether it is nought over lenders: Wilcoxon's signed-rank test with Hodges-Lehmann's estimate
 * and interval. The test is exact up to 50 lenders, ties and zeros included in its own distribution; by the normal
 * beyond. The interval is that of values without ties; where most lenders differ by nothing it would be a point, and
 * none is given.
 */
import type { Paired } from '../../model/market-findings.ts';
import { notApplicable, scored } from '../../model/measured.ts';
import { chisquareTail, normalQuantile } from '../distributions.ts';

const EXACT = 50;
const ALPHA = 0.05;
/** Below this many no 95% interval exists: even the widest covers less. */
const LEAST = 6;

export function signedRank(differences: readonly number[]): Paired {
  const d = differences.toSorted((a, b) => a - b);
  const n = d.length;
  const method = n <= EXACT ? 'wilcoxon-exact' : 'wilcoxon-normal';
  const base = {
    lenders: n,
    higher: d.filter((x) => x > 0).length,
    lower: d.filter((x) => x < 0).length,
    same: d.filter((x) => x === 0).length,
    method,
  } as const;
  if (n === 0) {
    const none = notApplicable('no lender has both sides');
    return { ...base, estimate: none, interval: none, p: none };
  }
  const means = walshMeans(d);
  const middle = (means[(means.length - 1) >> 1]! + means[means.length >> 1]!) / 2;
  const p = base.same === n ? notApplicable('all are the same') : scored(signedRankTest(d));
  const why =
    n < LEAST
      ? `fewer than ${LEAST} lenders: no 95% interval exists`
      : base.same > n / 2
        ? 'most lenders differ by nothing'
        : null;
  if (why !== null) return { ...base, estimate: scored(middle), interval: notApplicable(why), p };
  const skip = skippedMeans(n);
  return {
    ...base,
    estimate: scored(middle),
    interval: scored({ low: means[skip]!, high: means[means.length - 1 - skip]! }),
    p,
  };
}

/** Means of all pairs of values, each with itself too, ascending. */
function walshMeans(values: readonly number[]): Float64Array {
  const means = new Float64Array((values.length * (values.length + 1)) / 2);
  let at = 0;
  for (let i = 0; i < values.length; i++)
    for (let j = i; j < values.length; j++) means[at++] = (values[i]! + values[j]!) / 2;
  return means.sort();
}

/** How many means stand outside the 95% interval at each end: the greatest c with P(W <= c) <= 2.5%. */
function skippedMeans(n: number): number {
  if (n > EXACT) {
    const mean = (n * (n + 1)) / 4;
    const sd = Math.sqrt((n * (n + 1) * (2 * n + 1)) / 24);
    return Math.floor(mean - normalQuantile(1 - ALPHA / 2) * sd - 0.5);
  }
  const ways = waysToSum(Array.from({ length: n }, (_, i) => i + 1));
  const limit = (ALPHA / 2) * 2 ** n;
  let sum = ways[0]!;
  let outside = 0;
  while (sum + ways[outside + 1]! <= limit) sum += ways[++outside]!;
  return outside;
}

/** Two-sided p of the sum of the ranks of positive values; zeros are dropped, ties share the middle rank. */
function signedRankTest(values: readonly number[]): number {
  const kept = values.filter((x) => x !== 0).sort((a, b) => Math.abs(a) - Math.abs(b));
  const n = kept.length;
  // Twice the rank: the middle of two is then whole.
  const ranks = kept.map((x) => {
    const size = Math.abs(x);
    const first = kept.findIndex((y) => Math.abs(y) === size);
    const last = kept.findLastIndex((y) => Math.abs(y) === size);
    return first + last + 2;
  });
  const seen = ranks.reduce((sum, rank, i) => sum + (kept[i]! > 0 ? rank : 0), 0);
  const middle = ranks.reduce((a, b) => a + b, 0) / 2;
  const distance = Math.abs(seen - middle);
  if (n > EXACT) {
    const sd = Math.sqrt(ranks.reduce((sum, r) => sum + r * r, 0) / 4);
    return chisquareTail((Math.max(0, distance - 1) / sd) ** 2, 1);
  }
  const ways = waysToSum(ranks);
  let extreme = 0;
  for (let sum = 0; sum < ways.length; sum++) if (Math.abs(sum - middle) >= distance) extreme += ways[sum]!;
  return Math.min(1, extreme / 2 ** n);
}

/** In how many of the 2^n choices of signs the positive ranks come to each sum. */
function waysToSum(ranks: readonly number[]): Float64Array {
  const ways = new Float64Array(ranks.reduce((a, b) => a + b, 0) + 1);
  ways[0] = 1;
  let top = 0;
  for (const rank of ranks) {
    top += rank;
    for (let sum = top; sum >= rank; sum--) ways[sum] = ways[sum]! + ways[sum - rank]!;
  }
  return ways;
}
