/** At most one request a second to a host, under our own name, measured on the server's log. Real seconds. */
import { describe, expect, it } from 'vitest';
import {
  type Asked,
  CONTACT,
  crawled,
  crawledTogether,
  loopbackSite,
  namedSites,
  page,
  typed,
} from './helpers/small-web.ts';

const SITE = {
  '/': page('<a href="/contact">Contact</a><a href="/help">Help</a>'),
  '/contact': page('write'),
  '/help': page('help'),
};
const AGENT = `DoorbellCensus/9.9.9 (+${CONTACT})`;

const pauses = (log: Asked[]): number[] => log.slice(1).map((r, i) => r.at - log[i]!.at);

describe('one request a second to a host', () => {
  it('under a name like a real one, behind a proxy; with www. it is the same host', async () => {
    const { proxy, log } = await namedSites({ 'osprey-loans.test': SITE, 'www.osprey-loans.test': SITE });
    const twice = await crawledTogether(
      ['http://osprey-loans.test/', 'http://www.osprey-loans.test/'].map((site) => ({
        site,
        browser: false,
      })),
      { proxy, spacing: 1000 },
    );
    expect(twice.map((c) => c.pages.length)).toEqual([3, 3]);
    expect(log).toHaveLength(10);
    for (const pause of pauses(log)) expect(pause).toBeGreaterThanOrEqual(998);
    for (const { agent } of log) expect(agent).toBe(AGENT);
  });

  it('on loopback, and two sites at once do not wait for each other', async () => {
    const both = await Promise.all([loopbackSite(SITE), loopbackSite(SITE)]);
    const began = performance.now();
    const orders = both.map(({ site }) => ({ site, browser: false }));
    await crawledTogether(orders, { spacing: 1000 });
    expect(performance.now() - began).toBeLessThan(8000);
    for (const { log } of both) {
      expect(log.map((r) => r.path)).toEqual(['/robots.txt', '/sitemap.xml', '/', '/contact', '/help']);
      for (const pause of pauses(log)) expect(pause).toBeGreaterThanOrEqual(998);
    }
  });

  it('a site that asks for longer pauses gets them', async () => {
    const robots = typed('text/plain', 'User-agent: *\nCrawl-delay: 1.5\n');
    const { site, log } = await loopbackSite({ ...SITE, '/robots.txt': robots });
    await crawled({ site, browser: false }, { spacing: 1000 });
    expect(log).toHaveLength(5);
    for (const pause of pauses(log)) expect(pause).toBeGreaterThanOrEqual(1498);
  });

  it("the browser's pages wait for their turn too", async () => {
    const { site, log } = await loopbackSite(SITE);
    const crawl = await crawled({ site }, { spacing: 1000 });
    expect(crawl.pages.map((p) => p.view)).toEqual([
      'http',
      'http',
      'http',
      'desktop',
      'desktop',
      'phone',
      'phone',
    ]);
    const asked = log.filter((r) => r.path !== '/favicon.ico');
    expect(asked).toHaveLength(9);
    for (const pause of pauses(asked)) expect(pause).toBeGreaterThanOrEqual(998);
    for (const { agent } of asked) expect(agent).toContain(AGENT);
  });
});
