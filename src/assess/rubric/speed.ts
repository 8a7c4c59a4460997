/** Speed: points for the time to the first substantive reply, straight in its logarithm between the plan's anchors. */
import type { SpeedAnchors } from '../../model/rubric.ts';
import { type CriterionRule, pointsOf } from './case.ts';

const MINUTE = 60_000;

/** Flat before the first anchor and after the last. */
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

export const speed: CriterionRule = ({ substantive, anchors }) => {
  if (substantive.status === 'unscorable') return { status: 'unscorable', reason: substantive.reason };
  if (substantive.status === 'not-applicable')
    return pointsOf(0, 'speed.none', 'No substantive reply came by the deadline.');
  const points = speedPoints(substantive.value, anchors);
  const minutes = Math.round(substantive.value / MINUTE);
  const wait = minutes < 120 ? `${minutes} minutes` : `${Math.round(minutes / 6) / 10} hours`;
  return pointsOf(points, 'speed.log-time', `The first substantive reply came after ${wait}.`);
};
