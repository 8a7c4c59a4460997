/** Sites for the crawl: on loopback, or under names like real ones behind a proxy, with a log of every request. */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { type CrawlOptions, createCrawler, type SiteOrder } from '../../../../src/channels/website/index.ts';
import type { SiteCrawl } from '../../../../src/model/site.ts';
import { startProxy } from '../../../../src/sandbox/web/proxy.ts';
import { systemClock } from '../../../support/sandbox-web.ts';

export interface Asked {
  /** When it arrived, ms of this process. */
  at: number;
  method: string;
  host: string;
  path: string;
  agent: string;
  language: string;
}

/** What stands at a path: HTML, or a function that answers. `null`: 404. */
export type Answer = string | ((request: IncomingMessage, response: ServerResponse) => void) | null;
export type Pages = Record<string, Answer> | ((path: string) => Answer | undefined);

export const page = (body: string, head = ''): string =>
  `<!doctype html><html><head><meta charset="utf-8">${head}</head><body>${body}</body></html>`;

export const status =
  (code: number, body = '', headers: Record<string, string> = {}): Answer =>
  (_request, response) =>
    void response.writeHead(code, { 'content-type': 'text/html', ...headers }).end(body);

export const typed =
  (type: string, body: string | Uint8Array): Answer =>
  (_request, response) =>
    void response.writeHead(200, { 'content-type': type }).end(body);

export const moved = (to: string): Answer => status(302, '', { location: to });

function answerFrom(pages: Pages, log: Asked[]) {
  return (request: IncomingMessage, response: ServerResponse, path: string): void => {
    log.push({
      at: performance.now(),
      method: request.method!,
      host: request.headers.host ?? '',
      path,
      agent: request.headers['user-agent'] ?? '',
      language: request.headers['accept-language'] ?? '',
    });
    request.resume();
    const found = typeof pages === 'function' ? pages(path) : pages[path];
    if (typeof found === 'function') found(request, response);
    else if (typeof found === 'string')
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(found);
    else response.writeHead(404, { 'content-type': 'text/html' }).end('<h1>not here</h1>');
  };
}

/** A site on 127.0.0.1. */
export async function loopbackSite(pages: Pages): Promise<{ site: string; log: Asked[] }> {
  const log: Asked[] = [];
  const answer = answerFrom(pages, log);
  const server = createServer((request, response) => answer(request, response, request.url!));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return { site: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, log };
}

/** Sites by host name behind a proxy; every other host is refused and its name kept. */
export async function namedSites(
  sites: Record<string, Pages>,
): Promise<{ proxy: string; log: Asked[]; refused: () => string[] }> {
  const log: Asked[] = [];
  const answers = new Map(Object.entries(sites).map(([host, pages]) => [host, answerFrom(pages, log)]));
  const proxy = await startProxy({
    hosts: (hostname) => {
      const answer = answers.get(hostname);
      return answer
        ? { request: ({ request, response, url }) => answer(request, response, url.pathname + url.search) }
        : null;
    },
  });
  onTestFinished(() => proxy.stop());
  return { proxy: proxy.address, log, refused: () => [...proxy.log.refused.keys()] };
}

export const CONTACT = 'https://study.example/who';

export type Crawled = SiteCrawl & { bytes: (sha256: string) => Buffer; paths: () => string[] };
type Options = Partial<CrawlOptions> & { proxy?: string };

/** One crawl; quick unless `spacing` says otherwise. `bytes` gives what was kept. */
export async function crawled(order: SiteOrder, options: Options = {}): Promise<Crawled> {
  return (await crawledTogether([order], options))[0]!;
}

/** Several at the same time, by one crawler. */
export async function crawledTogether(orders: SiteOrder[], options: Options = {}): Promise<Crawled[]> {
  const kept = new Map<string, Buffer>();
  const { proxy, ...rest } = options;
  const crawler = createCrawler({
    settings: { contact: CONTACT, proxy },
    clock: systemClock,
    version: '9.9.9',
    sandbox: true,
    spacing: 0,
    keep: async (bytes) => {
      const sha = createHash('sha256').update(bytes).digest('hex');
      kept.set(sha, Buffer.from(bytes));
      return sha;
    },
    ...rest,
  });
  try {
    return await Promise.all(
      orders.map(async (order) => {
        const crawl = await crawler.crawl(order);
        return {
          ...crawl,
          bytes: (sha: string) => kept.get(sha)!,
          paths: () => crawl.pages.map((p) => new URL(p.url).pathname + new URL(p.url).search),
        };
      }),
    );
  } finally {
    await crawler.close();
  }
}
