/** Speed: points for the time to the first substantive reply, straight in its logarithm between the plan's anchors. */
import { speedPoints } from '../../model/scoring.ts';
import { type CriterionRule, pointsOf } from './case.ts';

const MINUTE = 60_000;

export const speed: CriterionRule = ({ substantive, anchors }) => {
  if (substantive.status === 'unscorable') return { status: 'unscorable', reason: substantive.reason };
  if (substantive.status === 'not-applicable')
    return pointsOf(0, 'speed.none', 'No substantive reply came by the deadline.');
  const points = speedPoints(substantive.value, anchors);
  const minutes = Math.round(substantive.value / MINUTE);
  const wait = minutes < 120 ? `${minutes} minutes` : `${Math.round(minutes / 6) / 10} hours`;
  return pointsOf(points, 'speed.log-time', `The first substantive reply came after ${wait}.`);
};
