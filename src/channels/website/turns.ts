/** One request at a time to a host, and a pause behind each: what keeps a crawl polite. */
import type { Clock } from '../../fieldwork/ports.ts';

export interface Turns {
  /**
   * Waits for the host's turn. The host is ours until the returned function is called: when the answer has begun, so
   * that the pause counts from a moment at which the server had surely seen the request.
   */
  take(url: string): Promise<() => void>;
  /** The host asks for longer pauses, ms. Shorter ones than ours are not taken. */
  slower(url: string, pause: number): void;
}

/** `spacing`: least time between two requests to one host, ms. The name with www. is the same host. */
export function createTurns(clock: Clock, spacing: number): Turns {
  /** By host: resolves to the moment (UTC ms) at which the last request was answered. */
  const tails = new Map<string, Promise<number>>();
  const pauses = new Map<string, number>();
  const hostOf = (url: string): string => new URL(url).host.replace(/^www\./, '');
  return {
    slower: (url, pause) => void pauses.set(hostOf(url), Math.max(spacing, pause)),
    async take(url) {
      const host = hostOf(url);
      const before = tails.get(host);
      let free: (at: number) => void = () => {};
      tails.set(
        host,
        new Promise<number>((resolve) => {
          free = resolve;
        }),
      );
      const last = await before;
      // The pause is that of now: the answer before may have asked for a longer one.
      const at = last === undefined ? 0 : last + (pauses.get(host) ?? spacing);
      if (at > clock.now()) await clock.sleepUntil(at);
      return () => free(clock.now());
    },
  };
}
