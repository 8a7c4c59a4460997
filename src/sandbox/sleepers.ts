/** Who waits for which moment: the part that the jumping clock and the manual clock share. */

const MAX_SLEEPERS = 100_000;

interface Sleeper {
  at: number;
  order: number;
  wake: () => void;
}

export interface Sleepers {
  /** Resolves when `wake` passes `at` (UTC ms) or the signal aborts; never rejects. */
  add(at: number, signal?: AbortSignal): Promise<void>;
  /** The earliest moment that somebody waits for. */
  next(): number | undefined;
  /** Wakes all that are due at `now`, in the order of their moments, then of their coming. */
  wake(now: number): void;
}

export function createSleepers(): Sleepers {
  // Sorted by moment, then by order of coming.
  const waiting: Sleeper[] = [];
  let orders = 0;

  const placeOf = (at: number, order: number): number => {
    let low = 0;
    let high = waiting.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const there = waiting[middle]!;
      if (there.at < at || (there.at === at && there.order < order)) low = middle + 1;
      else high = middle;
    }
    return low;
  };

  return {
    add(at, signal) {
      if (Number.isNaN(at)) throw new TypeError('sleepUntil needs a moment in ms, got NaN');
      if (signal?.aborted) return Promise.resolve();
      if (waiting.length >= MAX_SLEEPERS)
        throw new Error(`more than ${MAX_SLEEPERS} sleepers on one clock: somebody never wakes`);
      return new Promise((resolve) => {
        const order = orders++;
        const abort = () => {
          waiting.splice(placeOf(at, order), 1);
          resolve();
        };
        const wake = () => {
          signal?.removeEventListener('abort', abort);
          resolve();
        };
        signal?.addEventListener('abort', abort, { once: true });
        waiting.splice(placeOf(at, order), 0, { at, order, wake });
      });
    },
    next: () => waiting[0]?.at,
    wake(now) {
      let due = 0;
      while (due < waiting.length && waiting[due]!.at <= now) due += 1;
      for (const sleeper of waiting.splice(0, due)) sleeper.wake();
    },
  };
}
