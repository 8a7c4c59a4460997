/**
 * How much the census costs beside bare crawlee: pages a second by plain HTTP on the same loopback site, politeness off,
 * in the same run, and the memory. `node bench/census.ts [CRAWLS]`. Compare the ratios, not the numbers.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BasicCrawler, Configuration, LogLevel, log } from '@crawlee/basic';
import { load } from 'cheerio';
import { createCrawler } from '../src/channels/website/index.ts';
import { sha256 } from '../src/model/digest.ts';
import { keepEvidence } from '../src/store/evidence-files.ts';

const crawls = Number(process.argv[2] ?? 15);
/** Links to all others on each page, and 20 KB of text. */
const PAGES = 21;
const names = Array.from({ length: PAGES }, (_, i) => `/page-${'abcdefghijklmnopqrstu'[i]}`);
const nav = names.map((n) => `<a href="${n}">${n}</a>`).join(' ');
const text = '<p>A loan is repaid in parts, and what it costs stands in the contract. </p>'.repeat(240);
const server = createServer((request, response) => {
  const known = request.url === '/' || names.includes(request.url ?? '');
  response.writeHead(known ? 200 : 404, { 'content-type': 'text/html; charset=utf-8' });
  response.end(known ? `<!doctype html><title>x</title><nav>${nav}</nav>${text}` : '');
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const site = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
const dir = await mkdtemp(join(tmpdir(), 'doorbell-bench-'));
const clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleepUntil: async () => {},
  hold: () => () => {},
};
log.setLevel(LogLevel.OFF);

/** crawlee as its manual shows it: fetch, cheerio, enqueue the links of the same host. */
async function bare(concurrency: number): Promise<number> {
  let pages = 0;
  const crawler = new BasicCrawler(
    {
      maxConcurrency: concurrency,
      useSessionPool: false,
      async requestHandler({ request, crawler: queue }) {
        const html = await (await fetch(request.url)).text();
        pages++;
        const $ = load(html);
        const links = $('a[href]')
          .toArray()
          .map((a) => new URL($(a).attr('href')!, request.url).href);
        await queue.addRequests(links);
      },
    },
    new Configuration({
      persistStorage: false,
      purgeOnStart: false,
      defaultRequestQueueId: `bare-${serial++}`,
    }),
  );
  await crawler.run([site]);
  return pages;
}
let serial = 0;

async function ours(keep: (bytes: Uint8Array) => Promise<string>): Promise<number> {
  const crawler = createCrawler({
    settings: { contact: 'https://study.example/' },
    clock,
    version: '0',
    sandbox: false,
    spacing: 0,
    keep,
  });
  const { pages } = await crawler.crawl({ site, browser: false });
  await crawler.close();
  return pages.length;
}

const ways: Record<string, () => Promise<number>> = {
  'bare crawlee, one at a time': () => bare(1),
  'census, pages in memory': () => ours(async (bytes) => sha256(bytes)),
  'census, pages kept as evidence': () => ours(async (b) => (await keepEvidence(dir, [b]))[0]!),
};
const spent = new Map(Object.keys(ways).map((name) => [name, { pages: 0, ms: 0 }]));
const atStart = process.memoryUsage().rss;
let rss = 0;
// In turns, so that whatever else the machine does weighs on all of them; the first round warms up.
for (let round = 0; round <= crawls; round++)
  for (const [name, crawl] of Object.entries(ways)) {
    const began = performance.now();
    const pages = await crawl();
    const sum = spent.get(name)!;
    if (round > 0) {
      sum.pages += pages;
      sum.ms += performance.now() - began;
    }
    rss = Math.max(rss, process.memoryUsage().rss);
  }
const perSecond = (name: string): number => (spent.get(name)!.pages / spent.get(name)!.ms) * 1000;
const first = Object.keys(ways)[0]!;
console.table(
  Object.fromEntries(
    Object.keys(ways).map((name) => [
      name,
      {
        pages: spent.get(name)!.pages,
        'pages/s': Math.round(perSecond(name)),
        'bare / this': (perSecond(first) / perSecond(name)).toFixed(2),
      },
    ]),
  ),
);
const mb = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;
console.log(
  `memory: ${mb(atStart)} at the start, ${mb(rss)} at most; each queue of crawlee's takes 16 MB and goes with the garbage`,
);
console.log(
  'at one request a second a crawl of 30 pages takes half a minute: the pause is the cost, not the code',
);
server.close();
server.closeAllConnections();
await rm(dir, { recursive: true });
process.exit(0);
