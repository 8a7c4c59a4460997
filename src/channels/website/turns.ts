/** One request at a time to a host, and a pause behind each: what keeps a crawl polite. */
import type { Clock } from '../../fieldwork/ports.ts';

export interface Turns {
  /**
   * Waits for the host's turn. The host is ours until the returned function is called: when the answer has begun, so
   * that the pause counts from a moment at which the server had surely seen the request.
   */
  take(url: string): Promise<() => void>;
}

/** `spacing`: least time between two requests to one host, ms. The name with www. is the same host. */
export function createTurns(clock: Clock, spacing: number): Turns {
  /** By host: resolves to the moment (UTC ms) from which the next request may go. */
  const tails = new Map<string, Promise<number>>();
  return {
    async take(url) {
      const host = new URL(url).host.replace(/^www\./, '');
      const before = tails.get(host);
      let free: (at: number) => void = () => {};
      tails.set(
        host,
        new Promise<number>((resolve) => {
          free = resolve;
        }),
      );
      const at = (await before) ?? 0;
      if (at > clock.now()) await clock.sleepUntil(at);
      return () => free(clock.now() + spacing);
    },
  };
}
