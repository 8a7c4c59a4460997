/** The arithmetic of a score, shared by the assessment that sets it and the sensitivity that varies it. */
import type { SpeedAnchors } from './rubric.ts';

const MINUTE = 60_000;

/** Points for a wait, straight in its logarithm between two anchors, flat before the first and after the last. */
export function speedPoints(ms: number, anchors: SpeedAnchors): number {
  const [first, last] = [anchors[0]!, anchors.at(-1)!];
  const minutes = ms / MINUTE;
  if (minutes <= first.minutes) return first.points;
  if (minutes >= last.minutes) return last.points;
  const i = anchors.findIndex((a) => minutes < a.minutes);
  const [from, to] = [anchors[i - 1]!, anchors[i]!];
  const share =
    (Math.log(minutes) - Math.log(from.minutes)) / (Math.log(to.minutes) - Math.log(from.minutes));
  return from.points + (to.points - from.points) * share;
}

/** The mean of `points` by `weights`; null where no weight is left. */
export function weightedMean(parts: readonly { points: number; weight: number }[]): number | null {
  let [sum, weights] = [0, 0];
  for (const { points, weight } of parts) {
    sum += weight * points;
    weights += weight;
  }
  return weights === 0 ? null : sum / weights;
}
