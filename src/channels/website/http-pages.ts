/** The pages of a site by plain HTTP, one after another, the most telling first. crawlee retries and bounds each of them. */
import { type Crawl, fail, MOST, savedOf, skip, wallOf } from './crawl.ts';
import { decodeHtml } from './decode.ts';
import { createFrontier, type Want } from './frontier.ts';
import { bareLink, normalUrl, sameSite } from './links.ts';
import { pageSigns } from './page-signs.ts';
import { UNLINKED, withShortestWays } from './steps.ts';

/** So many inner pages behind a wall, or without any answer in a row, and the rest is not tried. */
const MOST_WALLS = 3;
/** A crawl ends after this, whatever is left. ms. */
const LONGEST = 20 * 60_000;
/** Links taken from one page. */
const MOST_LINKS = 500;

/**
 * Fills `crawl.out.pages`. `known`: pages that the study or the sitemap names, the study's `urgent`: they are read
 * before all others.
 */
export async function readHttpPages(
  crawl: Crawl,
  known: readonly { url: string; urgent: boolean }[],
): Promise<void> {
  const { site, out, clock, robots } = crawl;
  const frontier = createFrontier();
  const ends = clock.now() + LONGEST;
  const read = new Set<string>();
  let tried = 0;
  let walls = 0;
  let silent = 0;
  // Loaded where it is needed: no other command should wait for it.
  const { BasicCrawler, Configuration, LogLevel, log } = await import('@crawlee/basic');
  log.setLevel(LogLevel.OFF);

  /** The next page that may be read, handed to crawlee; nothing when enough was read. */
  async function goOn(): Promise<void> {
    while (!out.blocked && tried < MOST.http && clock.now() < ends) {
      const want = frontier.next();
      if (!want) return;
      if (read.has(want.url)) continue;
      if (!(await robots.allows(want.url))) {
        skip(out, want.url, 'robots');
        continue;
      }
      tried++;
      await crawler.addRequests([{ url: want.url, uniqueKey: want.url, userData: want }]);
      return;
    }
    for (let want = frontier.next(); want && out.skipped.length < 200; want = frontier.next())
      skip(out, want.url, 'limit');
  }

  async function read1(want: Want): Promise<void> {
    const follow = async (to: string) => sameSite(to, site) && (await robots.allows(normalUrl(to)));
    const page = await crawl.fetcher.get(want.url, follow);
    silent = 0;
    const home = want.steps === 0;
    if (page.leadsTo !== undefined) return ledAway(want, page.leadsTo);
    const url = normalUrl(page.url);
    const type = page.headers['content-type'] ?? '';
    const start = new TextDecoder('latin1').decode(page.body.subarray(0, 300));
    const isHtml = /html/i.test(type) || /^[\s\xef\xbb\xbf]*<(?!\?xml(?![\s\S]*<html))/i.test(start);
    const html = isHtml ? decodeHtml(page.body, type) : '';
    const signs = pageSigns(html, url);
    const wall = wallOf(url, page.status, signs.wall);
    if (wall) {
      walls++;
      // One forbidden page is a page; a site that is told to slow us down, or shuts its front, is left at once.
      if (home || wall.kind === 'rate-limited' || walls >= MOST_WALLS) out.blocked = wall;
      else fail(out, want.url, wall.reason);
      return;
    }
    if (page.status >= 500) throw new Error(`the server answers ${page.status}`);
    if (home && page.status >= 400) {
      out.blocked = { kind: 'unreachable', url, reason: `its home page answers ${page.status}` };
      return;
    }
    if (!isHtml) return skip(out, url, 'not-html');
    if (page.cut) skip(out, url, 'too-large');
    if (read.has(url)) return;
    read.add(url);
    const { steps, from, text } = want;
    const way = { requested: want.url, steps, ...(from === undefined ? {} : { from }) };
    const saved = await savedOf(crawl, { ...page, url }, { ...way, ...(text ? { linkText: text } : {}) });
    out.pages.push(saved);
    crawl.onPage(out.pages.length);
    if (page.status >= 400) return;
    if (signs.bare) crawl.bare.add(url);
    crawl.links.set(url, signs.links);
    for (const link of signs.links.slice(0, MOST_LINKS))
      frontier.add({ ...link, steps: steps + 1, from: url });
    if (home)
      for (const { url: at, urgent } of known) frontier.add({ ...bareLink(at), steps: UNLINKED }, urgent);
  }

  function ledAway(want: Want, to: string): void {
    const elsewhere = !URL.canParse(to) || !sameSite(to, site);
    if (!elsewhere) skip(out, to, 'robots');
    if (want.steps > 0) {
      if (elsewhere) fail(out, want.url, `it leads away, to ${to}`);
      return;
    }
    out.blocked = elsewhere
      ? {
          kind: 'unreachable',
          url: want.url,
          reason: `its home page leads to another site, ${to.slice(0, 200)}: if that is the lender's, name it as its site`,
        }
      : { kind: 'robots', url: to, reason: 'robots.txt forbids its home page to robots' };
  }

  const crawler = new BasicCrawler(
    {
      maxConcurrency: 1,
      maxRequestRetries: 2,
      requestHandlerTimeoutSecs: 120,
      useSessionPool: false,
      async requestHandler({ request }) {
        try {
          await read1(request.userData as Want);
        } catch (error) {
          // Whoever let us wait to the end does so again.
          if (error instanceof Error && error.message.startsWith('no answer within')) request.noRetry = true;
          throw error;
        }
        await goOn();
      },
      async failedRequestHandler({ request }, error) {
        fail(out, request.url, error);
        silent++;
        if (out.pages.length === 0 || silent >= MOST_WALLS)
          out.blocked ??= {
            kind: 'unreachable',
            url: request.url,
            reason: error.message.split('\n')[0]!.slice(0, 200),
          };
        await goOn();
      },
    },
    // In memory alone: two crawls never share a queue (channels.md 2.3).
    new Configuration({
      persistStorage: false,
      purgeOnStart: false,
      defaultRequestQueueId: `site-${serial++}`,
      defaultKeyValueStoreId: `site-${serial}`,
    }),
  );
  tried++;
  const home = { ...bareLink(normalUrl(site)), steps: 0 };
  frontier.add(home, true);
  frontier.next();
  await crawler.run([{ url: home.url, uniqueKey: home.url, userData: home }]);
  out.pages = withShortestWays(out.pages, crawl.links);
}

let serial = 0;
