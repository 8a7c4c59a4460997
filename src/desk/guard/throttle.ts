/** Counts what one source did within a stretch of time, so that it can be refused more. Bounded in memory. */

/** Sources remembered at one time; beyond them the oldest is forgotten. */
const MOST = 2000;

export interface Throttle {
  /** Whether the source still has room; does not count. */
  open(source: string, now: number): boolean;
  count(source: string, now: number): void;
}

/** At most `limit` counts per source in any window of `span` ms (fixed windows, begun by the first count). */
export function throttle(limit: number, span: number): Throttle {
  const windows = new Map<string, { since: number; n: number }>();
  const current = (source: string, now: number) => {
    const window = windows.get(source);
    return window && now - window.since < span ? window : undefined;
  };
  return {
    open: (source, now) => (current(source, now)?.n ?? 0) < limit,
    count(source, now) {
      const window = current(source, now);
      if (window) {
        window.n++;
        return;
      }
      windows.delete(source);
      if (windows.size >= MOST) windows.delete(windows.keys().next().value!);
      windows.set(source, { since: now, n: 1 });
    },
  };
}
