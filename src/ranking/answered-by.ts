/** One answered-by curve: 1 - S of one clock over a set of probes, with a band that is robust to clusters. */
import { COUNTED_HOURS, type Curve, type CurveClock } from '../model/curves.ts';
import { scored } from '../model/measured.ts';
import type { ProbeRow } from '../model/wave-result.ts';
import { aalenJohansen, type Ended, incidenceErrors, lastUpTo } from './competing.ts';
import { type Mass, turnbull } from './interval-censored.ts';
import { drawnTimes, type ShareBand, shareBand } from './share-bands.ts';
import { type ClockWait, cappedWait, medianOf } from './wait-estimates.ts';

const HOUR = 3_600_000;

/** A probe that counts, and whom its fate is shared with. */
export interface ClusteredProbe {
  row: ProbeRow;
  /** Its legal entity. */
  cluster: string;
}

/** The curve of a clock, or null where it is known of none of the probes. */
export function answeredBy(
  probes: readonly ClusteredProbe[],
  clock: CurveClock,
  deadline: number,
): Curve | null {
  const known = probes.filter(({ row }) => row.clocks[clock].status !== 'unscorable');
  if (known.length === 0) return null;
  const waits = known
    .map((p) => waitOf(p, clock, deadline))
    .sort((a, b) => a.from - b.from || a.to - b.to || (a.cluster < b.cluster ? -1 : 1));
  const entities = new Set(known.map((p) => p.cluster)).size;
  const bounded = waits.filter((w) => w.from < w.to && Number.isFinite(w.to)).length;
  const late = tableOf(
    waits.map((w) => w.to),
    waits,
    deadline,
  );
  const early =
    bounded === 0
      ? late
      : tableOf(
          waits.map((w) => (Number.isFinite(w.to) ? w.from : w.to)),
          waits,
          deadline,
        );
  const masses = bounded === 0 ? exactMasses(late) : turnbull(waits);
  const times = drawnTimes(
    masses.map((m) => m.to).filter((t) => t <= deadline),
    deadline,
  );
  const hours = COUNTED_HOURS.filter((h) => h <= deadline);
  const bands = bandsAt(
    late,
    early,
    entities,
    [...new Set([...times, ...hours])].sort((a, b) => a - b),
  );
  return {
    clock,
    n: waits.length,
    lenders: new Set(known.map((p) => p.row.lender)).size,
    entities,
    answered: waits.filter((w) => Number.isFinite(w.to)).length,
    bounded,
    estimator: bounded === 0 ? 'kaplan-meier' : 'turnbull',
    points: times.map((t) => ({ hours: t, answered: shareBy(masses, t), ...bands.get(t) })),
    counts: hours.map((h) => ({
      hours: h,
      sure: waits.filter((w) => w.to <= h).length,
      possible: waits.filter((w) => w.to <= h || (w.from < h && Number.isFinite(w.to))).length,
      n: waits.length,
      ...bands.get(h),
    })),
    median: medianOf(masses, times, bands),
    cappedWait: scored(cappedWait(waits, masses, deadline, entities)),
  };
}

function waitOf({ row, cluster }: ClusteredProbe, clock: CurveClock, deadline: number): ClockWait {
  const latency = row.clocks[clock];
  const never = { from: deadline, to: Number.POSITIVE_INFINITY, cluster };
  if (latency.status !== 'scored') return never;
  const bounds = row.bounds?.[clock];
  const from = (bounds?.from ?? latency.value) / HOUR;
  return from > deadline ? never : { from, to: bounds ? bounds.to / HOUR : from, cluster };
}

interface Table {
  waits: Ended[];
  times: number[];
  share: number[];
}

/** The plain estimate when each wait ended at its `moments`; what ends after the deadline is censored there. */
function tableOf(moments: readonly number[], waits: readonly ClockWait[], deadline: number): Table {
  const ended = moments.map(
    (time, i): Ended => ({
      time: Math.min(time, deadline),
      cause: time <= deadline ? 0 : null,
      cluster: waits[i]!.cluster,
    }),
  );
  const { times, byCause } = aalenJohansen(ended, 1);
  return { waits: ended, times, share: byCause[0]! };
}

const exactMasses = ({ times, share }: Table): Mass[] =>
  times.flatMap((t, i) => {
    const mass = share[i]! - (share[i - 1] ?? 0);
    return mass > 0 ? [{ from: t, to: t, share: mass }] : [];
  });

/** Of what lies in a stretch of time nothing is drawn before its end: "answered by then" is then certain. */
const shareBy = (masses: readonly Mass[], t: number): number =>
  Math.min(
    1,
    masses.reduce((sum, m) => (m.to <= t ? sum + m.share : sum), 0),
  );

/**
 * 95% bands by time. Where moments are known only within bounds the low end takes each as late as it can be, the high end
 * as early: the band then holds what sampling and what the bounds leave open.
 */
function bandsAt(late: Table, early: Table, clusters: number, at: readonly number[]): Map<number, ShareBand> {
  const errorsLate = incidenceErrors(late.waits, 1, at)[0]!;
  const errorsEarly = late === early ? errorsLate : incidenceErrors(early.waits, 1, at)[0]!;
  const shareAt = ({ times, share }: Table, t: number) => share[lastUpTo(times, t)] ?? 0;
  return new Map(
    at.map((t, i) => {
      const { low } = shareBand(shareAt(late, t), errorsLate[i]!, clusters);
      const { high } = shareBand(shareAt(early, t), errorsEarly[i]!, clusters);
      return [t, { ...(low !== undefined && { low }), ...(high !== undefined && { high }) }];
    }),
  );
}
