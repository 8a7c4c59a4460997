/** A wave in seconds on a real clock: the same loop, shorter patience. */
import { DEFAULT_PACE, type Pace } from '../../src/fieldwork/context.ts';

export const PACE: Pace = {
  ...DEFAULT_PACE,
  canaryEvery: 1000,
  canaryPatience: 20_000,
  heartbeat: 2000,
  closeGrace: 120_000,
  retryAfter: 200,
  clockTolerance: 10_000,
};
