/** Plain HTTP under our own name, one request a second to a host, and never more than a page's worth of bytes. */
import { fetch, ProxyAgent } from 'undici';
import type { Clock } from '../../fieldwork/ports.ts';

export interface Fetched {
  url: string;
  status: number;
  headers: Record<string, string>;
  body: Uint8Array;
  /** The body was longer than is read. */
  cut: boolean;
}

export interface Fetcher {
  /** Waits for the host's turn, then fetches, following redirects. Rejects where no answer comes. */
  get(url: string, accept?: string): Promise<Fetched>;
  /** Waits for the host's turn: for a browser's navigation. */
  turn(url: string): Promise<void>;
  close(): Promise<void>;
}

const BODY = 5_000_000;
const TIMEOUT = 30_000;
/** Least time between two requests to one host, ms. */
const SPACING = 1000;

export function createFetcher(options: {
  clock: Clock;
  userAgent: string;
  proxy?: string | undefined;
  trustAnyCertificate: boolean;
}): Fetcher {
  const { clock } = options;
  const dispatcher =
    options.proxy === undefined
      ? undefined
      : new ProxyAgent({
          uri: options.proxy,
          requestTls: { rejectUnauthorized: !options.trustAnyCertificate },
        });
  const next = new Map<string, number>();

  async function turn(url: string): Promise<void> {
    const { host } = new URL(url);
    const now = clock.now();
    const at = Math.max(now, next.get(host) ?? 0);
    next.set(host, at + SPACING);
    if (at > now) await clock.sleepUntil(at);
  }

  return {
    turn,
    async get(url, accept = 'text/html,application/xhtml+xml;q=0.9,*/*;q=0.1') {
      await turn(url);
      const response = await fetch(url, {
        redirect: 'follow',
        signal: AbortSignal.timeout(TIMEOUT),
        headers: {
          'user-agent': options.userAgent,
          accept,
          'accept-language': 'uk,ru;q=0.9,zh;q=0.8,en;q=0.7',
        },
        ...(dispatcher ? { dispatcher } : {}),
      });
      const parts: Uint8Array[] = [];
      let size = 0;
      let cut = false;
      for await (const part of response.body ?? []) {
        size += part.length;
        if (size > BODY) {
          cut = true;
          break;
        }
        parts.push(part);
      }
      return {
        url: response.url || url,
        status: response.status,
        headers: Object.fromEntries(
          [...response.headers].slice(0, 60).map(([k, v]) => [k, v.slice(0, 2000)]),
        ),
        body: Buffer.concat(parts),
        cut,
      };
    },
    close: async () => void (await dispatcher?.close()),
  };
}
