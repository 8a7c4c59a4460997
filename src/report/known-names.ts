/** The names and codes of a wave that no output may hold. */
import type { Assessment } from '../model/assessment.ts';
import type { Plan } from '../model/plan.ts';
import type { KnownNames } from './masking.ts';

/** Names of staff and tickets as the rules read them in the replies, and the private part of each of our aliases. */
export function knownNames(assessments: readonly Assessment[], plan: Pick<Plan, 'probes'>): KnownNames {
  const readings = assessments.flatMap((a) => a.messages.flatMap((m) => m.reading ?? []));
  return {
    staff: [...new Set(readings.flatMap((r) => r.staffNames))].sort(),
    codes: [
      ...new Set([...readings.flatMap((r) => r.ticket ?? []), ...plan.probes.map((p) => p.token)]),
    ].sort(),
  };
}
