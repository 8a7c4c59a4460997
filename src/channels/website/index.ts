/**
 * The census crawl of one lender's site: read politely, changed in nothing, every page kept as evidence.
 *
 * robots.txt obeyed, our own name in the User-Agent, one request a second to a host, at most 30 pages; plain HTTP first,
 * a browser for pages that are nothing without their scripts, for the home page (widgets come late) and for pictures of
 * contact pages, and once at a phone's viewport.
 */
import { BasicCrawler, Configuration, LogLevel, log } from '@crawlee/basic';
import { RobotsTxtFile, Sitemap } from '@crawlee/utils';
import type { Browser } from 'playwright-core';
import type { Clock } from '../../fieldwork/ports.ts';
import { instant } from '../../model/scalars.ts';
import type { WebSettings } from '../../model/settings.ts';
import type { SavedPage, SiteCrawl } from '../../model/site.ts';
import { launchBrowser } from '../browser/index.ts';
import { decodeHtml } from './decode.ts';
import { createFetcher, type Fetched, type Fetcher } from './fetching.ts';
import { comesFirst, isWall, type Link, linksOf, needsBrowser, normalUrl, sameSite } from './links.ts';
import { openViewer, type Viewer } from './views.ts';

export { decodeHtml } from './decode.ts';

export interface CrawlOptions {
  settings: Pick<WebSettings, 'contact' | 'browser' | 'proxy'>;
  clock: Clock;
  /** Version of Doorbell, for the User-Agent. */
  version: string;
  /** Behind the sandbox's proxy every certificate is its own. */
  sandbox: boolean;
  /** Keeps bytes under their sha256. */
  keep(bytes: Uint8Array): Promise<string>;
  /** Called after each page. */
  onPage?: (pages: number) => void;
}

export interface Crawler {
  /** Never rejects for what a site does: that stands in the result. */
  crawl(site: string): Promise<SiteCrawl>;
  close(): Promise<void>;
}

/** Pages a lender: fetched by HTTP, and loaded in a browser. */
const MOST = { http: 22, browser: 8, sitemap: 5000 };
const AGENT = 'DoorbellCensus';

export const userAgentOf = (version: string, contact: string): string => `${AGENT}/${version} (+${contact})`;

export function createCrawler(options: CrawlOptions): Crawler {
  const { clock, settings } = options;
  const userAgent = userAgentOf(options.version, settings.contact);
  const fetcher = createFetcher({
    clock,
    userAgent,
    proxy: settings.proxy,
    trustAnyCertificate: options.sandbox,
  });
  let browser: Promise<Browser> | null = null;
  const theBrowser = async (): Promise<Browser> => {
    const open = await browser?.catch(() => null);
    if (open?.isConnected()) return open;
    browser = launchBrowser({ path: settings.browser, proxy: settings.proxy });
    return browser;
  };
  return {
    crawl: (site) => crawlSite(site, { ...options, userAgent, fetcher, theBrowser, bare: new Set() }),
    async close() {
      await fetcher.close();
      await (await browser?.catch(() => null))?.close().catch(() => {});
    },
  };
}

interface Tools extends CrawlOptions {
  /** Evidence of pages that show little without their scripts. */
  bare: Set<string>;
  userAgent: string;
  fetcher: Fetcher;
  theBrowser(): Promise<Browser>;
}

/** What one page's request carries through crawlee's queue. */
interface Way {
  steps: number;
  from?: string;
  text?: string;
}

async function crawlSite(site: string, tools: Tools): Promise<SiteCrawl> {
  const { clock, fetcher } = tools;
  const out: SiteCrawl = {
    format: 'doorbell-crawl/1',
    site,
    startedAt: instant(clock.now()),
    endedAt: instant(clock.now()),
    userAgent: tools.userAgent,
    robots: { status: 0, disallowed: 0 },
    pages: [],
    skipped: [],
    failures: [],
  };
  const release = clock.hold();
  try {
    const robots = await readRobots(site, fetcher, out);
    const allowed = (url: string): boolean => robots.isAllowed(url, AGENT);
    if (!allowed(site)) {
      out.robots.disallowed++;
      out.blocked = { kind: 'robots', url: site, reason: 'robots.txt forbids its home page to robots' };
      return out;
    }
    const hints = await readSitemap(site, robots, fetcher);
    await crawlPages(site, hints, allowed, tools, out);
    if (!out.blocked && out.pages.length > 0) await viewPages(site, allowed, tools, out);
    return out;
  } finally {
    out.endedAt = instant(clock.now());
    release();
  }
}

async function readRobots(site: string, fetcher: Fetcher, out: SiteCrawl): Promise<RobotsTxtFile> {
  const url = new URL('/robots.txt', site).href;
  try {
    const found = await fetcher.get(url, 'text/plain,*/*;q=0.1');
    out.robots.status = found.status;
    // RFC 9309, 2.3.1: unavailable means allowed; an error of the server means that nothing is.
    if (found.status >= 500) return RobotsTxtFile.from(url, 'User-agent: *\nDisallow: /');
    const text = found.status === 200 ? new TextDecoder().decode(found.body.subarray(0, 500_000)) : '';
    return RobotsTxtFile.from(url, /^\s*</.test(text) ? '' : text);
  } catch {
    return RobotsTxtFile.from(url, '');
  }
}

/** Pages that the sitemap names and that belong to the first: contact, help, terms. */
async function readSitemap(site: string, robots: RobotsTxtFile, fetcher: Fetcher): Promise<string[]> {
  const named = robots.getSitemaps().filter((url) => sameSite(url, site));
  const queue = (named.length > 0 ? named : [new URL('/sitemap.xml', site).href]).slice(0, 2);
  const urls: string[] = [];
  for (let n = 0; n < 3 && queue.length > 0; n++) {
    const url = queue.shift()!;
    const found = await fetcher.get(url, 'application/xml,text/xml').catch(() => null);
    if (found?.status !== 200 || found.cut) continue;
    const xml = new TextDecoder().decode(found.body);
    if (/<sitemapindex/i.test(xml.slice(0, 2000))) {
      const inner = [...xml.matchAll(/<loc>\s*([^<\s]+)\s*<\/loc>/gi)].map((m) => m[1]!);
      queue.push(...inner.filter((u) => URL.canParse(u) && sameSite(u, site)).slice(0, 2));
      continue;
    }
    const read = await Sitemap.fromXmlString(xml).catch(() => null);
    urls.push(...(read?.urls ?? []).slice(0, MOST.sitemap));
  }
  return urls.filter((u) => URL.canParse(u) && sameSite(u, site) && comesFirst(u)).slice(0, 15);
}

async function crawlPages(
  site: string,
  hints: readonly string[],
  allowed: (url: string) => boolean,
  tools: Tools,
  out: SiteCrawl,
): Promise<void> {
  const seen = new Set<string>();
  log.setLevel(LogLevel.OFF);
  const crawler = new BasicCrawler(
    {
      maxConcurrency: 1,
      maxRequestRetries: 2,
      maxRequestsPerCrawl: MOST.http,
      requestHandlerTimeoutSecs: 60,
      useSessionPool: false,
      async requestHandler({ request, crawler: queue }) {
        const way = request.userData as Way;
        if (out.blocked) return;
        const page = await tools.fetcher.get(request.url);
        const wall = wallOf(page);
        if (wall) {
          // One forbidden page is a page; a site that forbids its home page is blocked.
          if (way.steps === 0 || wall.kind !== 'forbidden') out.blocked = wall;
          else if (out.failures.length < 500) out.failures.push({ url: request.url, reason: wall.reason });
          return;
        }
        if (page.status >= 500) throw new Error(`the server answers ${page.status}`);
        const url = normalUrl(page.url);
        if (!sameSite(url, site)) return skip(out, request.url, 'not-html');
        if (page.cut) skip(out, url, 'too-large');
        const type = page.headers['content-type'] ?? '';
        if (
          !/html/i.test(type) &&
          !/^\s*</.test(new TextDecoder('latin1').decode(page.body.subarray(0, 200)))
        )
          return skip(out, url, 'not-html');
        if (seen.has(url) && url !== normalUrl(request.url)) return;
        seen.add(url);
        out.pages.push(await savedOf(page, url, way, request.url, tools));
        tools.onPage?.(out.pages.length);
        if (page.status >= 400) return;
        const html = decodeHtml(page.body, type);
        if (needsBrowser(html)) tools.bare.add(out.pages.at(-1)!.html);
        await enqueue(linksOf(html, url), way.steps + 1, url, queue);
      },
      failedRequestHandler({ request }, error) {
        if (out.failures.length < 500)
          out.failures.push({ url: request.url, reason: error.message.split('\n')[0]!.slice(0, 200) });
        if ((request.userData as Way).steps === 0 && out.pages.length === 0)
          out.blocked ??= {
            kind: 'unreachable',
            url: request.url,
            reason: error.message.split('\n')[0]!.slice(0, 200),
          };
      },
    },
    // In memory alone: two crawls never share a queue (channels.md 2.3).
    new Configuration({
      persistStorage: false,
      purgeOnStart: false,
      defaultRequestQueueId: `site-${site}-${tools.clock.now()}`,
    }),
  );

  async function enqueue(
    links: readonly Link[],
    steps: number,
    from: string,
    queue: Pick<BasicCrawler, 'addRequests'>,
  ): Promise<void> {
    const some = links.filter((l) => !seen.has(l.url));
    for (const link of some) {
      if (!allowed(link.url)) {
        out.robots.disallowed++;
        skip(out, link.url, 'robots');
      }
    }
    const open = some.filter((l) => allowed(l.url));
    const request = (l: Link) => ({
      url: l.url,
      uniqueKey: l.url,
      userData: { steps, from, text: l.text } satisfies Way,
    });
    // Contact, help and terms first: the pages are numbered.
    await queue.addRequests(
      open
        .filter((l) => l.first)
        .reverse()
        .map(request),
      { forefront: true },
    );
    await queue.addRequests(
      open
        .filter((l) => !l.first)
        .slice(0, 200)
        .map(request),
    );
  }

  const home = normalUrl(site);
  await crawler.run([{ url: home, uniqueKey: home, userData: { steps: 0 } satisfies Way }]);
  // What only the sitemap names can be reached by no click: it is read last, while there is room.
  const rest = hints.filter((u) => !seen.has(normalUrl(u)) && allowed(u));
  for (const hint of rest) {
    if (out.blocked || out.pages.length >= MOST.http) break;
    const page = await tools.fetcher.get(hint).catch(() => null);
    if (!page || page.status >= 400 || wallOf(page) || !sameSite(page.url, site)) continue;
    const url = normalUrl(page.url);
    if (seen.has(url)) continue;
    seen.add(url);
    out.pages.push(await savedOf(page, url, { steps: 9 }, hint, tools));
  }
}

function skip(out: SiteCrawl, url: string, reason: SiteCrawl['skipped'][number]['reason']): void {
  if (out.skipped.length < 500 && !out.skipped.some((s) => s.url === url)) out.skipped.push({ url, reason });
}

function wallOf(page: Fetched): NonNullable<SiteCrawl['blocked']> | null {
  const { url } = page;
  if (page.status === 429)
    return { kind: 'rate-limited', url, reason: 'the site answers 429: too many requests' };
  if (page.status === 403 || page.status === 401 || page.status === 451)
    return { kind: 'forbidden', url, reason: `the site answers ${page.status}` };
  if (isWall(decodeHtml(page.body, page.headers['content-type'])))
    return { kind: 'captcha', url, reason: 'the site wants to be shown that no robot is here' };
  return null;
}

async function savedOf(
  page: Fetched,
  url: string,
  way: Way,
  requested: string,
  tools: Tools,
): Promise<SavedPage> {
  return {
    url,
    requested,
    view: 'http',
    at: instant(tools.clock.now()),
    status: page.status,
    headers: page.headers,
    html: await tools.keep(page.body),
    bytes: page.body.length,
    steps: way.steps,
    ...(way.from === undefined ? {} : { from: way.from }),
    ...(way.text ? { linkText: way.text } : {}),
    requests: [],
    globals: [],
  };
}

/** The home page at both viewports, contact pages with a picture, and pages that are nothing without their scripts. */
async function viewPages(
  site: string,
  allowed: (url: string) => boolean,
  tools: Tools,
  out: SiteCrawl,
): Promise<void> {
  const http = [...out.pages];
  const home = http[0]!;
  const bare = http
    .slice(1)
    .filter((p) => tools.bare.has(p.html))
    .slice(0, 2);
  const linksSeen: Link[] = [];
  const contacts = http.filter((p) => p !== home && comesFirst(p.url) && p.steps <= 2).slice(0, 3);
  const wanted = [home, ...contacts, ...bare]
    .filter((p, i, all) => all.indexOf(p) === i)
    .slice(0, MOST.browser - 2);
  let viewer: Viewer | null = null;
  try {
    const browser = await tools.theBrowser();
    const given = { userAgent: tools.userAgent, trustAnyCertificate: tools.sandbox };
    viewer = await openViewer(browser, 'desktop', given);
    for (const page of wanted)
      await viewOne(viewer, 'desktop', page, contacts.includes(page) || page === home);
    // A site that is drawn by its scripts shows its links only now.
    const further = linksSeen.filter((l) => l.first && !http.some((p) => p.url === l.url) && allowed(l.url));
    for (const link of further.slice(0, Math.max(0, MOST.browser - 2 - wanted.length)))
      await viewOne(
        viewer,
        'desktop',
        { ...home, url: link.url, steps: 1, from: home.url, linkText: link.text },
        true,
      );
    await viewer.close();
    viewer = await openViewer(browser, 'phone', given);
    for (const page of [home, ...contacts].slice(0, 2)) await viewOne(viewer, 'phone', page, page !== home);
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0]! : String(error);
    if (out.failures.length < 500)
      out.failures.push({ url: site, reason: `browser: ${reason.slice(0, 200)}` });
  } finally {
    await viewer?.close();
  }

  async function viewOne(
    by: Viewer,
    view: 'desktop' | 'phone',
    page: SavedPage,
    picture: boolean,
  ): Promise<void> {
    await tools.fetcher.turn(page.url);
    try {
      const seen = await by.view(page.url, picture);
      if (view === 'desktop' && page === home) linksSeen.push(...linksOf(seen.html, seen.url));
      const html = new TextEncoder().encode(seen.html);
      out.pages.push({
        url: normalUrl(seen.url),
        requested: page.url,
        view,
        at: instant(tools.clock.now()),
        status: seen.status,
        headers: seen.headers,
        html: await tools.keep(html),
        bytes: html.length,
        ...(seen.screenshot ? { screenshot: await tools.keep(seen.screenshot) } : {}),
        steps: page.steps,
        ...(page.from === undefined ? {} : { from: page.from }),
        ...(page.linkText === undefined ? {} : { linkText: page.linkText }),
        requests: seen.requests,
        globals: seen.globals,
      });
      tools.onPage?.(out.pages.length);
    } catch (error) {
      const reason = error instanceof Error ? error.message.split('\n')[0]! : String(error);
      if (out.failures.length < 500)
        out.failures.push({ url: page.url, reason: `${view}: ${reason.slice(0, 200)}` });
    }
  }
}
