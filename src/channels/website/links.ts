/** Which links of a page are followed, and in what order. Pure. */
import type { CheerioAPI } from 'cheerio/slim';
import { getDomain } from 'tldts';
import { z } from 'zod';
import en from './words/en.json' with { type: 'json' };
import ru from './words/ru.json' with { type: 'json' };
import uk from './words/uk.json' with { type: 'json' };
import zh from './words/zh.json' with { type: 'json' };

const Words = z.strictObject({
  code: z.string(),
  contact: z
    .array(z.string())
    .describe('In the text or address of the page that says how to reach the lender.'),
  first: z
    .array(z.string())
    .describe('Likewise of pages that help, explain, say who the lender is and what its terms are.'),
  never: z.array(z.string()).describe('In those of actions: nothing is done on a site, it is only read.'),
});
const ALL = [en, uk, ru, zh].map((w) => Words.parse(w));
const CONTACT = ALL.flatMap((w) => w.contact);
const FIRST = [...CONTACT, ...ALL.flatMap((w) => w.first)];
const NEVER = ALL.flatMap((w) => w.never);

export interface Link {
  url: string;
  text: string;
  /** The page that says how the lender is reached. */
  contact: boolean;
  /** Contact, help, about, terms, privacy: read before all others. */
  first: boolean;
}

/** Links looked at on a page. */
const MOST_LINKS = 2000;
const MOST_ADDRESS = 2000;
const FILES =
  /\.(?:pdf|docx?|xlsx?|pptx?|zip|rar|7z|gz|jpe?g|png|gif|webp|svg|ico|mp[34]|avi|mov|webm|css|js|json|xml|rss|apk|exe|dmg|woff2?|ttf)$/i;

/** Addresses without fragment and without what only counts visits or names a session. */
export function normalUrl(url: string): string {
  const u = new URL(url);
  u.hash = '';
  u.pathname = u.pathname.replace(/;(?:jsessionid|sid|phpsessid)=[^/;?]*/gi, '');
  for (const key of [...u.searchParams.keys()])
    if (
      /^(?:utm_|gclid|fbclid|yclid|_ga|_gl|roistat|ysclid|from$|ref$|phpsessid|jsessionid|aspsession|sid$|s(?:ession)?_?id$|cfid|cftoken|zenid|oscsid)/i.test(
        key,
      )
    )
      u.searchParams.delete(key);
  return u.href;
}

/** The site, its subdomains and the same name with www: what the lender itself publishes. */
export function sameSite(a: string, b: string): boolean {
  const [x, y] = [new URL(a), new URL(b)];
  // Two ports of one machine are two servers.
  if (x.port !== y.port && (x.port !== '' || y.port !== '')) return false;
  const strip = (h: string): string => h.replace(/^www\./, '');
  if (strip(x.hostname) === strip(y.hostname)) return true;
  const domain = (u: URL): string | null => getDomain(u.hostname, { allowPrivateDomains: true });
  return domain(x) !== null && domain(x) === domain(y);
}

/** The links of a page that may be followed: the site's own pages, no files, no actions. Each address once. */
export function linksIn($: CheerioAPI, base: string): Link[] {
  const found = new Map<string, Link>();
  const root = baseOf($('base[href]').attr('href'), base);
  for (const el of $('a[href], area[href]').toArray().slice(0, MOST_LINKS)) {
    const link = linkOf(
      $(el).attr('href') ?? '',
      $(el).text() || $(el).attr('aria-label') || $(el).attr('title') || '',
      root,
    );
    if (link && sameSite(link.url, base) && !found.has(link.url)) found.set(link.url, link);
  }
  // A page that sends its reader on, or holds another in a frame, is a way to it.
  for (const el of $('meta[http-equiv="refresh" i], frame[src], iframe[src]').toArray().slice(0, 20)) {
    const refresh = /url\s*=\s*['"]?([^'"\s]+)/i.exec($(el).attr('content') ?? '')?.[1];
    const link = linkOf(refresh ?? $(el).attr('src') ?? '', '', root);
    if (link && sameSite(link.url, base) && !found.has(link.url)) found.set(link.url, link);
  }
  return [...found.values()];
}

function linkOf(href: string, label: string, base: string): Link | null {
  if (href === '' || href.length > MOST_ADDRESS || !URL.canParse(href, base)) return null;
  const target = new URL(href, base);
  if (!/^https?:$/.test(target.protocol) || FILES.test(target.pathname)) return null;
  const url = normalUrl(target.href);
  const text = label.replace(/\s+/g, ' ').trim().slice(0, 300);
  const words = `${text} ${decoded(target.pathname + target.search)}`.toLowerCase();
  const has = (list: readonly string[], where = words): boolean => list.some((w) => where.includes(w));
  // "How to apply: the terms" is read; "Apply" is not pressed.
  if (has(NEVER) && !has(FIRST, text.toLowerCase())) return null;
  return { url, text, contact: has(CONTACT), first: has(FIRST) };
}

/** A link of which only the address is known. */
export const bareLink = (url: string): Link => {
  const path = decoded(new URL(url).pathname).toLowerCase();
  const has = (list: readonly string[]): boolean => list.some((w) => path.includes(w));
  return { url, text: '', contact: has(CONTACT), first: has(FIRST) };
};

/** Whether an address alone says that the page belongs to the first. */
export const comesFirst = (url: string): boolean => bareLink(url).first;

const baseOf = (href: string | undefined, base: string): string =>
  href !== undefined && URL.canParse(href, base) ? new URL(href, base).href : base;

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
