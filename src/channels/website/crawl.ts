/** What the parts of one crawl share. */
import type { Browser } from 'playwright-core';
import type { Clock } from '../../fieldwork/ports.ts';
import { instant } from '../../model/scalars.ts';
import type { SavedPage, SiteCrawl } from '../../model/site.ts';
import type { Fetched, Fetcher } from './fetching.ts';
import type { Link } from './links.ts';
import type { Robots } from './robots.ts';
import type { Turns } from './turns.ts';

export interface Crawl {
  site: string;
  /** Filled as the crawl goes. */
  out: SiteCrawl;
  /** Of each page read by HTTP, by its address after redirects. */
  links: Map<string, readonly Link[]>;
  /** Addresses of pages that show little without their scripts. */
  bare: Set<string>;
  clock: Clock;
  userAgent: string;
  languages: readonly string[];
  fetcher: Fetcher;
  turns: Turns;
  robots: Robots;
  /** Behind the sandbox's proxy every certificate is its own. */
  sandbox: boolean;
  keep(bytes: Uint8Array): Promise<string>;
  theBrowser(): Promise<Browser>;
  onPage(pages: number): void;
}

/** Pages a lender, all views counted; of them by HTTP, and in a browser when HTTP took its share. */
export const MOST = { all: 30, http: 22 };

type Blocked = NonNullable<SiteCrawl['blocked']>;

export function skip(out: SiteCrawl, url: string, reason: SiteCrawl['skipped'][number]['reason']): void {
  if (out.skipped.length >= 500 || out.skipped.some((s) => s.url === url)) return;
  out.skipped.push({ url, reason });
  if (reason === 'robots') out.robots.disallowed++;
}

export function fail(out: SiteCrawl, url: string, error: unknown): void {
  const text = error instanceof Error ? error.message : String(error);
  if (out.failures.length < 500) out.failures.push({ url, reason: text.split('\n')[0]!.slice(0, 300) });
}

/** What keeps robots out, by status or by what the page says; null for a page. */
export function wallOf(url: string, status: number, wall: boolean): Blocked | null {
  if (status === 429) return { kind: 'rate-limited', url, reason: 'the site answers 429: too many requests' };
  if (wall) return { kind: 'captcha', url, reason: 'the site wants to be shown that no robot is here' };
  if (status === 403 || status === 401 || status === 451)
    return { kind: 'forbidden', url, reason: `the site answers ${status}` };
  return null;
}

export async function savedOf(
  crawl: Crawl,
  page: Fetched,
  way: Pick<SavedPage, 'requested' | 'steps' | 'from' | 'linkText'>,
): Promise<SavedPage> {
  return {
    ...way,
    url: page.url,
    view: 'http',
    at: instant(crawl.clock.now()),
    status: page.status,
    headers: page.headers,
    html: await crawl.keep(page.body),
    bytes: page.body.length,
    requests: [],
    globals: [],
  };
}
