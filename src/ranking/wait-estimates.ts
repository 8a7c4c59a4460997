/** Hours that sum up an answered-by curve: by when half had it, and how long a wait is that ends at the deadline. */
import type { HoursEstimate } from '../model/curves.ts';
import { type Measured, notApplicable, scored } from '../model/measured.ts';
import { tQuantile } from './distributions.ts';
import type { Mass } from './interval-censored.ts';
import type { ShareBand } from './share-bands.ts';
import { medianPrinted } from './survival.ts';

/** Hours after the accepted send; `to` is Infinity where it did not happen by the deadline. */
export interface ClockWait {
  from: number;
  to: number;
  cluster: string;
}

/** The printed median of the drawn masses; its ends are where the band crosses one half. `drawn` ends at the deadline. */
export function medianOf(
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
export function cappedWait(
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
