/** The score of a probe (methods.md, section 4): the weighted mean of the criteria that count. */
import type { Assessment } from '../model/assessment.ts';
import { type Measured, notApplicable, scored, unscorable } from '../model/measured.ts';
import type { CriterionResult } from '../model/rubric.ts';
import { weightedMean } from '../model/scoring.ts';

export interface ScoreInput {
  disposition: Assessment['disposition'];
  substantive: Measured<number>;
  criteria: readonly CriterionResult[];
}

/**
 * 0 to 100. Nothing substantive by the deadline scores 0 (methods.md 0.10); our own fault has no score. Else the mean
 * over the scored criteria that are `in-score`, by their weights: one that can't be scored is left out, never 0.
 */
export function scoreOf({ disposition, substantive, criteria }: ScoreInput): Measured<number> {
  if (disposition === 'invalid') return notApplicable('the probe is invalid: our fault, not the lender’s');
  if (substantive.status === 'not-applicable') return scored(0);
  const counted = criteria.flatMap(({ verdict, use, weight }) =>
    use === 'in-score' && verdict.status === 'scored' ? [{ points: verdict.points, weight }] : [],
  );
  const mean = weightedMean(counted);
  if (mean === null) return unscorable('no criterion with a weight could be scored');
  return scored(Math.round(mean * 100) / 100);
}
