/** Which links of a page are followed, and in what order. Pure. */
import { load } from 'cheerio';
import { getDomain } from 'tldts';
import { z } from 'zod';
import en from './words/en.json' with { type: 'json' };
import ru from './words/ru.json' with { type: 'json' };
import uk from './words/uk.json' with { type: 'json' };
import zh from './words/zh.json' with { type: 'json' };

const Words = z.strictObject({
  code: z.string(),
  first: z
    .array(z.string())
    .describe('In the text or address of pages that say how to reach the lender, and its terms.'),
  never: z.array(z.string()).describe('In those of actions: nothing is done on a site, it is only read.'),
});
const ALL = [en, uk, ru, zh].map((w) => Words.parse(w));
const FIRST = ALL.flatMap((w) => w.first);
const NEVER = ALL.flatMap((w) => w.never);

export interface Link {
  url: string;
  text: string;
  /** Pages that say how the lender is reached come first. */
  first: boolean;
}

/** Links looked at on a page. */
const MOST_LINKS = 2000;
const FILES =
  /\.(?:pdf|docx?|xlsx?|pptx?|zip|rar|7z|gz|jpe?g|png|gif|webp|svg|ico|mp[34]|avi|mov|webm|css|js|json|xml|rss|apk|exe|dmg|woff2?|ttf)$/i;

/** Addresses without fragment and without what only counts visits. */
export function normalUrl(url: string): string {
  const u = new URL(url);
  u.hash = '';
  for (const key of [...u.searchParams.keys()])
    if (/^(utm_|gclid|fbclid|yclid|_ga|roistat|ysclid|from$|ref$)/i.test(key)) u.searchParams.delete(key);
  return u.href;
}

/** The site, its subdomains and the same name with www: what the lender itself publishes. */
export function sameSite(a: string, b: string): boolean {
  const [x, y] = [new URL(a).hostname, new URL(b).hostname];
  const strip = (h: string): string => h.replace(/^www\./, '');
  if (strip(x) === strip(y)) return true;
  const domain = (h: string): string | null => getDomain(h, { allowPrivateDomains: true });
  return domain(x) !== null && domain(x) === domain(y);
}

export function linksOf(html: string, base: string): Link[] {
  const $ = load(html);
  const found = new Map<string, Link>();
  const root = baseOf($('base[href]').attr('href'), base);
  for (const el of $('a[href], area[href]').toArray().slice(0, MOST_LINKS)) {
    const href = $(el).attr('href') ?? '';
    if (!URL.canParse(href, root)) continue;
    const target = new URL(href, root);
    if (!/^https?:$/.test(target.protocol) || FILES.test(target.pathname) || !sameSite(target.href, base))
      continue;
    const url = normalUrl(target.href);
    const text = ($(el).text() || $(el).attr('aria-label') || $(el).attr('title') || '')
      .replace(/\s+/g, ' ')
      .trim()
      .slice(0, 300);
    const words = `${text} ${decoded(target.pathname)}`.toLowerCase();
    if (NEVER.some((w) => words.includes(w)) && !FIRST.some((w) => text.toLowerCase().includes(w))) continue;
    if (!found.has(url)) found.set(url, { url, text, first: FIRST.some((w) => words.includes(w)) });
  }
  return [...found.values()].sort((a, b) => Number(b.first) - Number(a.first));
}

/** Whether an address alone says that the page belongs to the first. */
export const comesFirst = (url: string): boolean => {
  const path = decoded(new URL(url).pathname).toLowerCase();
  return FIRST.some((w) => path.includes(w));
};

const baseOf = (href: string | undefined, base: string): string =>
  href !== undefined && URL.canParse(href, base) ? new URL(href, base).href : base;

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** A page that shows little until its scripts have run. */
export function needsBrowser(html: string): boolean {
  const $ = load(html);
  const scripts = $('script').length;
  $('script,style,noscript,template,svg').remove();
  const text = $('body').text().replace(/\s+/g, ' ').trim();
  return scripts > 0 && text.length < 400;
}

/** What walls against robots look like where the status is 200. */
export function isWall(html: string): boolean {
  if (html.length > 60_000) return false;
  const $ = load(html);
  const sign = $(
    '#challenge-form, #cf-challenge-running, .g-recaptcha, .h-captcha, .cf-turnstile, iframe[src*="captcha"], [id*="px-captcha"]',
  );
  $('script,style').remove();
  const text = $('body').text().replace(/\s+/g, ' ').trim();
  const asked =
    /captcha|are you (a )?(human|robot)|not a robot|checking your browser|я не робот|підтвердіть, що ви людина|подтвердите, что вы человек|人机验证|安全验证|access denied/i;
  return text.length < 1200 && (sign.length > 0 || asked.test(`${$('title').text()} ${text}`));
}
