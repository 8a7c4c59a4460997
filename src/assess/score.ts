/** The score of a probe, first cut: speed and effectiveness (methods.md, section 4), weighted as the wave says. */
import type { Assessment } from '../model/assessment.ts';
import { type Measured, notApplicable, scored, unscorable } from '../model/measured.ts';
import type { Facet } from '../model/vocabulary.ts';
import type { Weights } from '../model/wave.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Milliseconds to the first substantive reply, and points; straight in the logarithm of time between them. */
export const SPEED_ANCHORS: readonly (readonly [ms: number, points: number])[] = [
  [5 * MINUTE, 100],
  [HOUR, 80],
  [4 * HOUR, 65],
  [24 * HOUR, 40],
  [72 * HOUR, 10],
];

/** 100 up to five minutes, 10 from 72 hours to the deadline. */
export function speedPoints(ms: number): number {
  const [first, last] = [SPEED_ANCHORS[0]!, SPEED_ANCHORS.at(-1)!];
  if (ms <= first[0]) return first[1];
  if (ms >= last[0]) return last[1];
  const i = SPEED_ANCHORS.findIndex(([at]) => ms < at);
  const [t0, p0] = SPEED_ANCHORS[i - 1]!;
  const [t1, p1] = SPEED_ANCHORS[i]!;
  return p0 + ((p1 - p0) * (Math.log(ms) - Math.log(t0))) / (Math.log(t1) - Math.log(t0));
}

export interface ScoreInput {
  disposition: Assessment['disposition'];
  substantive: Measured<number>;
  asked: readonly Facet[];
  answered: readonly Facet[];
  weights: Weights;
}

/** 0 to 100. Nothing substantive by the deadline scores 0 (methods.md 0.10); our own fault has no score. */
export function scoreOf(input: ScoreInput): Measured<number> {
  const { speed, effectiveness } = input.weights;
  if (input.disposition === 'invalid')
    return notApplicable('the probe is invalid: our fault, not the lender’s');
  if (input.substantive.status === 'not-applicable') return scored(0);
  if (input.substantive.status === 'unscorable') return unscorable(input.substantive.reason);
  if (speed + effectiveness === 0) return unscorable('every weight is 0');
  if (input.asked.length === 0) return unscorable('the scenario asks nothing');
  const share = (100 * input.answered.length) / input.asked.length;
  const sum = speed * speedPoints(input.substantive.value) + effectiveness * share;
  return scored(Math.round((sum / (speed + effectiveness)) * 100) / 100);
}
