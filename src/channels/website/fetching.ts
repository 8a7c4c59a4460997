/** Plain HTTP under our own name, in the host's turn, and never more than a page's worth of bytes. Only ever GET. */
import { Agent, type Dispatcher, fetch, ProxyAgent } from 'undici';
import type { Turns } from './turns.ts';

export interface Fetched {
  /** Where it was after redirects. */
  url: string;
  status: number;
  headers: Record<string, string>;
  body: Uint8Array;
  /** The body was longer than is read. */
  cut: boolean;
  /** A redirect to where the caller would not go: `url` is the page that leads there. */
  leadsTo?: string;
}

export interface Fetcher {
  /** Waits for the host's turn, then fetches. `follow` is asked before each redirect. Rejects where no answer comes. */
  get(url: string, follow: (to: string) => Promise<boolean> | boolean, accept?: string): Promise<Fetched>;
}

/** Bytes of a body, after decompression. */
const BODY = 5_000_000;
const MOST_REDIRECTS = 5;
const HTML = 'text/html,application/xhtml+xml;q=0.9,*/*;q=0.1';

export function createFetcher(options: {
  turns: Turns;
  userAgent: string;
  proxy?: string | undefined;
  trustAnyCertificate: boolean;
  /** For one answer with its body, ms. */
  timeout: number;
}): { speaking(languages: readonly string[]): Fetcher; close(): Promise<void> } {
  const tls = { rejectUnauthorized: !options.trustAnyCertificate };
  const dispatcher: Dispatcher =
    options.proxy === undefined
      ? new Agent({ connect: tls })
      : new ProxyAgent({ uri: options.proxy, requestTls: tls });

  async function once(url: string, accept: string, spoken: string): Promise<Fetched> {
    const done = await options.turns.take(url);
    try {
      const response = await fetch(url, {
        redirect: 'manual',
        signal: AbortSignal.timeout(options.timeout),
        headers: {
          'user-agent': options.userAgent,
          accept,
          'accept-language': spoken,
        },
        dispatcher,
      });
      const parts: Uint8Array[] = [];
      let size = 0;
      let cut = false;
      for await (const part of response.body ?? []) {
        cut = size + part.length > BODY;
        parts.push(cut ? part.subarray(0, BODY - size) : part);
        size += part.length;
        if (cut) break;
      }
      const headers = [...response.headers].slice(0, 60).map(([k, v]) => [k, v.slice(0, 2000)]);
      return {
        url,
        status: response.status,
        headers: Object.fromEntries(headers),
        body: Buffer.concat(parts),
        cut,
      };
    } catch (error) {
      throw new Error(whyOf(error, options.timeout), { cause: error });
    } finally {
      done();
    }
  }

  const speaking = (languages: readonly string[]): Fetcher => ({
    async get(url, follow, accept = HTML) {
      let at = url;
      for (let hop = 0; ; hop++) {
        const found = await once(at, accept, acceptLanguage(languages));
        const { location } = found.headers;
        if (found.status < 300 || found.status > 399 || !location || !URL.canParse(location, at))
          return found;
        const to = new URL(location, at);
        to.hash = '';
        if (hop === MOST_REDIRECTS) throw new Error(`more than ${MOST_REDIRECTS} redirects`);
        if (!/^https?:$/.test(to.protocol) || !(await follow(to.href))) return { ...found, leadsTo: to.href };
        at = to.href;
      }
    },
  });
  return { speaking, close: () => dispatcher.close() };
}

/** The lender's languages, the main one first: a site that has several shows that in which it is asked. */
export const acceptLanguage = (languages: readonly string[]): string =>
  languages.length === 0
    ? '*'
    : languages
        .slice(0, 8)
        .map((l, i) => (i === 0 ? l : `${l};q=${(1 - i / 10).toFixed(1)}`))
        .join(',');

/** undici hides the reason in `cause`. */
function whyOf(error: unknown, timeout: number): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `no answer within ${timeout / 1000} s`;
  const { cause } = error;
  const code = cause instanceof Error && 'code' in cause ? `${cause.code}` : '';
  const text = cause instanceof Error && cause.message ? cause.message : error.message;
  return text.includes(code) ? text : `${code}: ${text}`;
}
