/** The real clock behind the port. */
import type { Clock } from '../fieldwork/ports.ts';

/** Longest wait of one timer: Node's own bound is 2^31 ms, and a shorter one notices a clock that was set. */
const LONGEST = 60_000;

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  async sleepUntil(at, signal) {
    while (!signal?.aborted && Date.now() < at) {
      await new Promise<void>((resolve) => {
        const done = () => {
          clearTimeout(timer);
          signal?.removeEventListener('abort', done);
          resolve();
        };
        const timer = setTimeout(done, Math.min(LONGEST, Math.max(0, at - Date.now())));
        signal?.addEventListener('abort', done);
      });
    }
  },
  hold: () => () => {},
};
