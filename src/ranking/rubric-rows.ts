/** Each criterion over all valid probes with a substantive reply: how it came out, and how often it could be told. */
import { notApplicable, scored } from '../model/measured.ts';
import { CRITERIA, type Weights } from '../model/rubric.ts';
import type { ProbeRow, RubricRow } from '../model/wave-result.ts';

export function rubricRows(weights: Weights, rows: readonly ProbeRow[]): RubricRow[] {
  const served = rows.filter((r) => r.excluded === undefined && r.clocks.substantive.status === 'scored');
  return CRITERIA.map((criterion) => {
    const points = served.flatMap((r) =>
      r.criteria.flatMap((c) =>
        c.criterion === criterion && c.points.status === 'scored' ? [c.points.value] : [],
      ),
    );
    // Sums of floats depend on their order.
    const sum = points.sort((a, b) => a - b).reduce((a, b) => a + b, 0);
    return {
      criterion,
      weight: weights[criterion] ?? 0,
      n: served.length,
      scored: points.length,
      mean: points.length > 0 ? scored(sum / points.length) : notApplicable('scored on no message'),
    };
  });
}
