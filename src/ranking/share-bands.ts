/** Bands about a share that has ended, and the times at which a curve is drawn. */
import { MOST_POINTS } from '../model/curves.ts';
import { tQuantile } from './distributions.ts';
import { wilson } from './proportions.ts';
import { bandAt } from './survival.ts';

/** An end of a band on the scale of what is answered; left out where one cluster alone was asked. */
export interface ShareBand {
  low?: number;
  high?: number;
}

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
