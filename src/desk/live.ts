/** News for open pages by server-sent events: "something changed", and nothing else. Bounded in number, kept alive. */
import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';

const MOST = 60;
const MOST_EACH = 6;
/** Real ms between two signs of life: proxies cut what is quiet for a minute. */
const HEARTBEAT = 20_000;
/** Changes within so many real ms are told as one. */
const TOGETHER = 250;
/** After so many real ms a browser that lost us comes back. */
const RETRY = 3000;

export interface Live {
  /** Tells every open page that it is out of date. */
  changed(): void;
  /** A stream for one page, or null when there are too many. It ends as soon as `holds` says so. */
  stream(c: Context, owner: string, holds: () => boolean): Response | null;
  close(): void;
}

interface Subscriber {
  owner: string;
  tell(event: string): void;
  end(): void;
}

export function createLive(): Live {
  const all = new Set<Subscriber>();
  let pending: NodeJS.Timeout | undefined;
  return {
    changed() {
      pending ??= setTimeout(() => {
        pending = undefined;
        for (const one of all) one.tell('changed');
      }, TOGETHER).unref();
    },
    stream(c, owner, holds) {
      const own = [...all].filter((s) => s.owner === owner).length;
      if (all.size >= MOST || own >= MOST_EACH) return null;
      return streamSSE(
        c,
        (stream) =>
          new Promise<void>((resolve) => {
            const write = (event: string) =>
              void stream.writeSSE({ event, data: '', retry: RETRY }).catch(() => one.end());
            const beat = setInterval(() => (holds() ? write('beat') : one.end()), HEARTBEAT).unref();
            const one: Subscriber = {
              owner,
              tell: (event) => (holds() ? write(event) : one.end()),
              end() {
                clearInterval(beat);
                all.delete(one);
                resolve();
              },
            };
            all.add(one);
            stream.onAbort(one.end);
            write('beat');
          }),
      );
    },
    close() {
      clearTimeout(pending);
      for (const one of [...all]) one.end();
    },
  };
}
