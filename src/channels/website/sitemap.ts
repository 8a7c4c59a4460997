/** Pages that the sitemap names and that belong to the first: contact, help, terms. Some sites link them nowhere else. */
import { gunzipSync } from 'node:zlib';
import type { Fetcher } from './fetching.ts';
import { comesFirst, normalUrl, sameSite } from './links.ts';
import type { Robots } from './robots.ts';

/** Files read, addresses read of each, pages named in the end; bytes of an unpacked file. */
const MOST = { files: 3, addresses: 20_000, pages: 15, bytes: 20_000_000 };

export async function sitemapPages(site: string, robots: Robots, fetcher: Fetcher): Promise<string[]> {
  const { sitemaps } = await robots.of(site);
  const queue = (sitemaps.length > 0 ? sitemaps : [new URL('/sitemap.xml', site).href]).slice(0, MOST.files);
  const found: string[] = [];
  for (let n = 0; n < MOST.files && queue.length > 0; n++) {
    const url = queue.shift()!;
    if (!(await robots.allows(url))) continue;
    const file = await fetcher
      .get(url, (to) => sameSite(to, site), 'application/xml,text/xml,application/gzip')
      .catch(() => null);
    if (file?.status !== 200) continue;
    const text = unpacked(file.body);
    const addresses = locations(text).filter((u) => sameSite(u, site));
    if (/<(?:\w+:)?sitemapindex/i.test(text.slice(0, 2000)))
      // Its pages first: posts and products are many, and say nothing of how the lender is reached.
      queue.unshift(...addresses.sort((a, b) => Number(isOfPages(b)) - Number(isOfPages(a))).slice(0, 2));
    else found.push(...addresses.filter(comesFirst));
  }
  return [...new Set(found.map(normalUrl))].slice(0, MOST.pages);
}

const isOfPages = (url: string): boolean => /page|static|main|info/i.test(new URL(url).pathname);

function unpacked(body: Uint8Array): string {
  try {
    const plain =
      body[0] === 0x1f && body[1] === 0x8b ? gunzipSync(body, { maxOutputLength: MOST.bytes }) : body;
    return new TextDecoder().decode(plain);
  } catch {
    return '';
  }
}

function locations(xml: string): string[] {
  const out: string[] = [];
  for (const m of xml.matchAll(/<(?:\w+:)?loc>\s*(?:<!\[CDATA\[)?\s*([^<\]\s]{1,2000})/gi)) {
    const url = m[1]!.replaceAll('&amp;', '&');
    if (URL.canParse(url)) out.push(url);
    if (out.length >= MOST.addresses) break;
  }
  return out;
}
