/**
 * The census crawl of one lender's site: read politely, changed in nothing, every page kept as evidence.
 *
 * robots.txt obeyed, our own name in the User-Agent, one request a second to a host, at most 30 pages; plain HTTP first,
 * a browser for pages that are nothing without their scripts, for the home page (widgets come late) and for pictures of
 * contact pages, and once at a phone's viewport. It must never post, press, log in or go to another site.
 */
import type { Browser } from 'playwright-core';
import type { Clock } from '../../fieldwork/ports.ts';
import { instant } from '../../model/scalars.ts';
import type { WebSettings } from '../../model/settings.ts';
import type { SiteCrawl } from '../../model/site.ts';
import { launchBrowser } from '../browser/index.ts';
import { viewPages } from './browser-pages.ts';
import type { Crawl } from './crawl.ts';
import { createFetcher } from './fetching.ts';
import { readHttpPages } from './http-pages.ts';
import { normalUrl, sameSite } from './links.ts';
import { AGENT, robotsOf } from './robots.ts';
import { sitemapPages } from './sitemap.ts';
import { createTurns } from './turns.ts';

export { htmlOf } from './decode.ts';

export interface CrawlOptions {
  settings: Pick<WebSettings, 'contact' | 'browser' | 'proxy'>;
  clock: Clock;
  /** Version of Doorbell, for the User-Agent. */
  version: string;
  /** Behind the sandbox's proxy every certificate is its own. */
  sandbox: boolean;
  /** Keeps bytes under their sha256. */
  keep(bytes: Uint8Array): Promise<string>;
  /** Least time between two requests to one host, ms; 1000 when left out. Less is for servers of our own. */
  spacing?: number;
  /** For one answer, ms; 30 s when left out. */
  timeout?: number;
}

export interface SiteOrder {
  /** The home page. */
  site: string;
  /** Pages that the study names as proof: they are looked at again, wherever they are linked. At most 10 are. */
  known?: readonly string[];
  /** The lender's, the main one first: what a site with several languages is asked for. */
  languages?: readonly string[];
  /** Called after each page. */
  onPage?: (pages: number) => void;
  /** Left out for plain HTTP alone. */
  browser?: boolean;
}

export interface Crawler {
  /** Rejects never for what a site does: that stands in the result. */
  crawl(order: SiteOrder): Promise<SiteCrawl>;
  close(): Promise<void>;
}

export const userAgentOf = (version: string, contact: string): string => `${AGENT}/${version} (+${contact})`;

export function createCrawler(options: CrawlOptions): Crawler {
  const { clock, settings } = options;
  const userAgent = userAgentOf(options.version, settings.contact);
  const turns = createTurns(clock, options.spacing ?? 1000);
  const fetching = createFetcher({
    turns,
    userAgent,
    proxy: settings.proxy,
    trustAnyCertificate: options.sandbox,
    timeout: options.timeout ?? 30_000,
  });
  let browser: Promise<Browser> | null = null;
  /** The one browser; a dead one is replaced. */
  const theBrowser = async (): Promise<Browser> => {
    const open = await browser?.catch(() => null);
    if (open?.isConnected()) return open;
    browser = launchBrowser({ path: settings.browser, proxy: settings.proxy });
    return browser;
  };
  return {
    async crawl({ site, known = [], languages = [], onPage = () => {}, browser: withBrowser = true }) {
      const release = clock.hold();
      const at = instant(clock.now());
      const out: SiteCrawl = {
        format: 'doorbell-crawl/1',
        site,
        startedAt: at,
        endedAt: at,
        userAgent,
        robots: { status: 0, disallowed: 0 },
        pages: [],
        skipped: [],
        failures: [],
      };
      const fetcher = fetching.speaking(languages);
      const crawl: Crawl = {
        site,
        out,
        links: new Map(),
        bare: new Set(),
        clock,
        userAgent,
        languages,
        fetcher,
        turns,
        robots: robotsOf(site, fetcher, turns),
        sandbox: options.sandbox,
        keep: options.keep,
        theBrowser,
        onPage,
      };
      try {
        await crawlSite(crawl, known, withBrowser);
        return out;
      } finally {
        out.endedAt = instant(clock.now());
        release();
      }
    },
    async close() {
      await fetching.close();
      await (await browser?.catch(() => null))?.close().catch(() => {});
    },
  };
}

async function crawlSite(crawl: Crawl, known: readonly string[], withBrowser: boolean): Promise<void> {
  const { site, out, robots } = crawl;
  const rules = await robots.of(site);
  out.robots.status = rules.status;
  if (rules.status === 0 || !rules.allows(normalUrl(site))) {
    if (rules.status > 0) out.robots.disallowed++;
    const kind = rules.status === 0 ? 'unreachable' : rules.status === 429 ? 'rate-limited' : 'robots';
    out.blocked = {
      kind,
      url: site,
      reason: rules.reason || 'robots.txt forbids its home page to robots',
    };
    return;
  }
  const proofs = known.filter((u) => URL.canParse(u) && sameSite(u, site)).slice(0, 10);
  const listed = await sitemapPages(site, robots, crawl.fetcher);
  await readHttpPages(crawl, [
    ...proofs.map((url) => ({ url: normalUrl(url), urgent: true })),
    ...listed.map((url) => ({ url, urgent: false })),
  ]);
  if (withBrowser && !out.blocked && out.pages.length > 0) await viewPages(crawl);
}
