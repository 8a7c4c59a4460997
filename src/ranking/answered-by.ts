/** One answered-by curve: 1 - S of one clock over a set of probes, with a band that is robust to clusters. */
import {
  COUNTED_HOURS,
  type Curve,
  type CurveClock,
  type HoursEstimate,
  MOST_POINTS,
} from '../model/curves.ts';
import { type Measured, notApplicable, scored } from '../model/measured.ts';
import type { ProbeRow } from '../model/wave-result.ts';
import { aalenJohansen, type Ended, incidenceErrors, lastUpTo } from './competing.ts';
import { tQuantile } from './distributions.ts';
import { type Mass, turnbull } from './interval-censored.ts';
import { wilson } from './proportions.ts';
import { bandAt, medianPrinted } from './survival.ts';

const HOUR = 3_600_000;

/** A probe that counts, and whom its fate is shared with. */
export interface ClusteredProbe {
  row: ProbeRow;
  /** Its legal entity. */
  cluster: string;
}

/** Hours after the accepted send; `to` is Infinity where it did not happen by the deadline. */
interface ClockWait {
  from: number;
  to: number;
  cluster: string;
}

/** An end of a band on the scale of what is answered; left out where one cluster alone was asked. */
export interface ShareBand {
  low?: number;
  high?: number;
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
 * Times of the points: all, or for a large wave the last in each of so many equal stretches of log time; then the
 * deadline. Waits under a minute share a stretch.
 */
export function drawnTimes(times: readonly number[], deadline: number): number[] {
  const rising = [...new Set(times)].sort((a, b) => a - b).filter((t) => t < deadline);
  const stretches = MOST_POINTS - 1;
  const from = Math.log(1 / 60);
  const stretch = (t: number) =>
    Math.floor((stretches * (Math.log(Math.max(t, 1 / 60)) - from)) / (Math.log(deadline) - from + 1e-9));
  const drawn =
    rising.length <= stretches
      ? rising
      : rising.filter((t, i) => i === rising.length - 1 || stretch(rising[i + 1]!) > stretch(t));
  return [...drawn, deadline];
}

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

/**
 * Log-log band of a share that has ended, with the t quantile of clusters - 1 degrees of freedom: for few clusters the
 * normal one is too narrow. Where all clusters did alike, so that the error is 0, it is Wilson's over clusters.
 */
export function shareBand(share: number, error: number, clusters: number): ShareBand {
  if (clusters < 2) return {};
  const waiting = 1 - share;
  if (error < 1e-9 || share < 1e-12 || waiting < 1e-12) return wilson(share * clusters, clusters);
  const { low, high } = bandAt(waiting, error / waiting, 'log-log', tQuantile(0.975, clusters - 1));
  return { ...(high !== null && { low: 1 - high }), ...(low !== null && { high: 1 - low }) };
}

function medianOf(
  masses: readonly Mass[],
  drawn: readonly number[],
  bands: Map<number, ShareBand>,
): Measured<HoursEstimate> {
  const times = masses.map((m) => m.to).filter(Number.isFinite);
  const hours = medianPrinted(times, waitingAfter(masses).slice(0, times.length));
  if (hours === null || hours > drawn.at(-1)!)
    return notApplicable('fewer than half have it by the deadline');
  const end = (of: 'low' | 'high') =>
    medianPrinted(
      drawn,
      drawn.map((t) => {
        const share = bands.get(t)?.[of];
        return share === undefined ? null : 1 - share;
      }),
    );
  const [low, high] = [end('high'), end('low')];
  return scored({ hours, ...(low !== null && { low }), ...(high !== null && { high }) });
}

function waitingAfter(masses: readonly Mass[]): number[] {
  let waiting = 1;
  return masses.map((m) => {
    waiting -= m.share;
    return waiting;
  });
}

/** With one deadline the restricted mean is the mean of min(T, deadline), and its error that of a clustered mean. */
function cappedWait(
  waits: readonly ClockWait[],
  masses: readonly Mass[],
  deadline: number,
  clusters: number,
): HoursEstimate {
  const drawn = masses.reduce((sum, m) => sum + m.share * Math.min(m.to, deadline), 0);
  const ended = Math.min(
    1,
    masses.reduce((sum, m) => sum + m.share, 0),
  );
  const hours = drawn + (1 - ended) * deadline;
  if (clusters < 2) return { hours };
  const t = tQuantile(0.975, clusters - 1);
  const late = clusteredMean(waits.map((w) => ({ value: Math.min(w.to, deadline), cluster: w.cluster })));
  const early = clusteredMean(
    waits.map((w) => ({ value: Number.isFinite(w.to) ? w.from : deadline, cluster: w.cluster })),
  );
  return {
    hours,
    low: Math.max(0, early.mean - t * early.error),
    high: Math.min(deadline, late.mean + t * late.error),
  };
}

function clusteredMean(values: readonly { value: number; cluster: string }[]): {
  mean: number;
  error: number;
} {
  const mean = values.reduce((sum, v) => sum + v.value, 0) / values.length;
  const sums = [...Map.groupBy(values, (v) => v.cluster)].sort(([a], [b]) => (a < b ? -1 : 1));
  const squares = sums.reduce(
    (total, [, own]) => total + own.reduce((sum, v) => sum + v.value - mean, 0) ** 2,
    0,
  );
  return { mean, error: Math.sqrt(squares) / values.length };
}
