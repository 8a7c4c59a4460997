/** A clock that moves only when a test moves it. */
import type { Clock } from '../fieldwork/ports.ts';
import { createSleepers } from './sleepers.ts';

export interface ManualClock extends Clock {
  /**
   * Moves to `t` (UTC ms), stopping at every moment that somebody waits for on the way and letting the event loop turn
   * there, so that sleeps begun by those who woke are served too. Going back is an error.
   */
  advanceTo(t: number): Promise<void>;
}

/** Starts at `startMs` (UTC ms). Holds have no effect. */
export function createManualClock(startMs: number): ManualClock {
  const sleepers = createSleepers();
  let at = startMs;
  const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

  return {
    now: () => at,
    monotonic: () => at - startMs,
    sleepUntil(moment, signal) {
      const slept = sleepers.add(moment, signal);
      sleepers.wake(at);
      return slept;
    },
    hold: () => () => {},
    async advanceTo(t) {
      if (t < at) throw new RangeError(`the clock is at ${at} and can't go back to ${t}`);
      for (let next = sleepers.next(); next !== undefined && next <= t; next = sleepers.next()) {
        at = Math.max(at, next);
        sleepers.wake(at);
        await turn();
      }
      at = t;
      await turn();
    },
  };
}
