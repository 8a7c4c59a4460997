/** The score of a probe (methods.md, section 4): the weighted mean of the criteria that count. */
import type { Assessment } from '../model/assessment.ts';
import { type Measured, notApplicable, scored, unscorable } from '../model/measured.ts';
import type { CriterionResult } from '../model/rubric.ts';

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
  let [sum, weights] = [0, 0];
  for (const { verdict, use, weight } of criteria) {
    if (use !== 'in-score' || verdict.status !== 'scored') continue;
    sum += weight * verdict.points;
    weights += weight;
  }
  if (weights === 0) return unscorable('no criterion with a weight could be scored');
  return scored(Math.round((sum / weights) * 100) / 100);
}
