/** The mean of one difference a lender, with Student's t: for shares, of which most differ by nothing or by a step. */
import type { Paired } from '../../model/market-findings.ts';
import { notApplicable, scored } from '../../model/measured.ts';
import { criticalValue, twoSidedTail } from '../distributions.ts';

/** Fewer steps than this are no sample of a mean. */
const LEAST = 6;

export function pairedMean(differences: readonly number[]): Paired {
  const d = differences.toSorted((a, b) => a - b);
  const n = d.length;
  const base = {
    lenders: n,
    higher: d.filter((x) => x > 0).length,
    lower: d.filter((x) => x < 0).length,
    same: d.filter((x) => x === 0).length,
    method: 'paired-t',
  } as const;
  if (n === 0) {
    const none = notApplicable('no lender has both sides');
    return { ...base, estimate: none, interval: none, p: none };
  }
  const mean = d.reduce((a, b) => a + b, 0) / n;
  const squares = d.reduce((sum, x) => sum + (x - mean) ** 2, 0);
  if (n < LEAST || squares < 1e-12) {
    const none = notApplicable(n < LEAST ? `fewer than ${LEAST} lenders` : 'all differ by the same');
    return { ...base, estimate: scored(mean), interval: none, p: none };
  }
  const error = Math.sqrt(squares / (n - 1) / n);
  const half = criticalValue(0.05, n - 1) * error;
  return {
    ...base,
    estimate: scored(mean),
    interval: scored({ low: mean - half, high: mean + half }),
    p: scored(Math.min(1, twoSidedTail(mean / error, n - 1))),
  };
}
