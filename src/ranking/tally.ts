/** Counts and waits of a set of probes (methods.md, 1). */
import { type Measured, notApplicable, scored, unscorable } from '../model/measured.ts';
import type { Disposition } from '../model/vocabulary.ts';
import type { ProbeRow, Results, Tally } from '../model/wave-result.ts';

const HOUR = 3_600_000;

/**
 * Tallies the probes. With fewer than `least` valid ones the results are withheld, and only fielded, valid and excluded
 * are said. `deadlineHours` is the wave's, in clock hours.
 */
export function tallyOf(probes: readonly ProbeRow[], deadlineHours: number, least: number): Tally {
  const valid = probes.filter((p) => p.excluded === undefined);
  const excluded: Record<string, number> = {};
  for (const p of probes)
    if (p.excluded !== undefined) excluded[p.excluded] = (excluded[p.excluded] ?? 0) + 1;
  return {
    fielded: probes.length,
    valid: valid.length,
    excluded,
    results:
      valid.length < least
        ? notApplicable(`fewer than ${least} valid probes`)
        : scored(resultsOf(valid, deadlineHours)),
  };
}

function resultsOf(valid: ProbeRow[], deadlineHours: number): Results {
  const dispositions: Partial<Record<Disposition, number>> = {};
  for (const p of valid) dispositions[p.disposition] = (dispositions[p.disposition] ?? 0) + 1;
  const waits = valid
    .filter((p) => p.clocks.substantive.status !== 'unscorable')
    .map((p) => hoursToSubstantive(p) ?? Number.POSITIVE_INFINITY)
    .map((hours) => (hours > deadlineHours ? Number.POSITIVE_INFINITY : hours))
    .sort((a, b) => a - b);
  return {
    answered: valid.filter(isAnswered).length,
    answeredInFull: valid.filter((p) => p.disposition === 'answered').length,
    within24h: valid.filter((p) => isAnswered(p) && (hoursToSubstantive(p) ?? Number.POSITIVE_INFINITY) <= 24)
      .length,
    cappedWait:
      waits.length === 0
        ? unscorable('no valid probe has a known wait')
        : scored({
            hours: waits.reduce((sum, hours) => sum + Math.min(hours, deadlineHours), 0) / waits.length,
            n: waits.length,
          }),
    medianHours: medianOf(waits),
    dispositions,
  };
}

export const isAnswered = (p: ProbeRow): boolean =>
  p.disposition === 'answered' || p.disposition === 'partly-answered';

/** Clock hours to the first substantive reply, or null when there was none by the deadline. */
export const hoursToSubstantive = (p: ProbeRow): number | null =>
  p.clocks.substantive.status === 'scored' ? p.clocks.substantive.value / HOUR : null;

/**
 * The printed Kaplan-Meier median of ascending waits that share one deadline, where Infinity stands for none by then:
 * the first wait at which half or fewer still wait; where exactly half do for a stretch that later ends, its middle.
 */
export function medianOf(waits: number[]): Measured<number> {
  const half = Math.ceil(waits.length / 2);
  const at = waits[half - 1] ?? Number.POSITIVE_INFINITY;
  if (!Number.isFinite(at)) return notApplicable('fewer than half have one');
  const next = waits[half] ?? Number.POSITIVE_INFINITY;
  return scored(waits.length % 2 === 0 && Number.isFinite(next) ? (at + next) / 2 : at);
}
