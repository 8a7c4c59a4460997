/**
 * What the census proposes for one lender of lenders.yml: added, changed, vanished. Pure. A channel is only said to have
 * vanished when the page that proved it was read again and no longer carries it; what could not be looked at is `unread`.
 */
import { load } from 'cheerio/slim';
import type { FoundChannel, SiteReading } from '../../model/census.ts';
import type { AdvertisedChannel, Lender, PublishedTerm } from '../../model/lenders.ts';
import type { PageWithHtml, SiteCrawl } from '../../model/site.ts';
import { addressOf, doorKey, pageKey } from './same-door.ts';

/** How far away a found channel is, and what is claimed of it, beside what lenders.yml has room for. */
export type Detail = Pick<FoundChannel, 'steps' | 'stepsPhone' | 'vendor' | 'promise' | 'quote' | 'rule'>;

export interface LenderDiff {
  lender: string;
  site: string;
  /** The day of the crawl. */
  seenOn: string;
  /** Why the site could not be read: then nothing is proposed. */
  blocked?: string;
  pages: number;
  added: { channel: AdvertisedChannel; detail: Detail }[];
  changed: { channel: AdvertisedChannel; to: AdvertisedChannel; detail: Detail }[];
  vanished: { channel: AdvertisedChannel; why: string }[];
  unread: { channel: AdvertisedChannel; why: string }[];
  confirmed: { channel: AdvertisedChannel; detail?: Detail }[];
  terms: {
    added: PublishedTerm[];
    changed: { term: PublishedTerm; to: PublishedTerm }[];
    vanished: PublishedTerm[];
    unread: PublishedTerm[];
    confirmed: number;
  };
}

interface Compared {
  lender: Lender;
  crawl: SiteCrawl;
  reading: SiteReading;
  pages: readonly PageWithHtml[];
}

export function compareLender({ lender, crawl, reading, pages }: Compared): LenderDiff {
  const seenOn = crawl.startedAt.slice(0, 10);
  const diff: LenderDiff = {
    lender: lender.id,
    site: lender.site,
    seenOn,
    pages: crawl.pages.length,
    added: [],
    changed: [],
    vanished: [],
    unread: [],
    confirmed: [],
    terms: { added: [], changed: [], vanished: [], unread: [], confirmed: 0 },
  };
  if (crawl.blocked) return { ...diff, blocked: `${crawl.blocked.kind}: ${crawl.blocked.reason}` };

  const found = new Map<string, FoundChannel>();
  for (const c of reading.channels) {
    const key = doorKey(c.kind, addressOf(c), lender);
    if (!found.has(key)) found.set(key, c);
  }
  const listed = new Set<string>();
  for (const channel of lender.channels) {
    const key = doorKey(channel.kind, channel.address, lender);
    listed.add(key);
    const now = found.get(key);
    if (!now) {
      const proof = proofOf(channel, crawl, pages);
      if (proof.stands) diff.confirmed.push({ channel });
      else diff[proof.read ? 'vanished' : 'unread'].push({ channel, why: proof.why });
      continue;
    }
    const to = { ...channel, seenAt: now.foundOn, seenOn };
    // Hours that are no longer printed beside it may still be the site's general ones, or be read by no rule yet.
    if (now.hours !== undefined && now.hours !== channel.hours)
      diff.changed.push({ channel, to: { ...to, hours: now.hours }, detail: detailOf(now) });
    else if (isGone(channel.seenAt, pages)) diff.changed.push({ channel, to, detail: detailOf(now) });
    else diff.confirmed.push({ channel, detail: detailOf(now) });
  }
  for (const [key, now] of found) {
    if (listed.has(key)) continue;
    const { kind, foundOn: seenAt, hours } = now;
    const channel = {
      kind,
      address: addressOf(now),
      seenAt,
      seenOn,
      ...(hours === undefined ? {} : { hours }),
    };
    diff.added.push({ channel, detail: detailOf(now) });
  }
  compareTerms(diff, lender.terms, reading.terms, pages);
  return diff;
}

const detailOf = ({ steps, stepsPhone, vendor, promise, quote, rule }: FoundChannel): Detail => ({
  steps,
  quote,
  rule,
  ...(stepsPhone === undefined ? {} : { stepsPhone }),
  ...(vendor === undefined ? {} : { vendor }),
  ...(promise === undefined ? {} : { promise }),
});

const viewsOf = (url: string, pages: readonly PageWithHtml[]): PageWithHtml[] =>
  pages.filter((p) => pageKey(p.url) === pageKey(url) || pageKey(p.requested) === pageKey(url));

const isGone = (url: string, pages: readonly PageWithHtml[]): boolean => {
  const views = viewsOf(url, pages);
  return views.length > 0 && views.every((p) => p.status === 404 || p.status === 410);
};

/** A widget of the lender's own, or of a vendor that nobody has described yet. */
const CHAT_LIKE = /<[^>]{0,500}\b(?:class|id|aria-label|title|src)="[^"]{0,200}(?:chat|чат|客服)/i;

/** What became of the page that proved a listed channel, and whether the address still stands on it, found by a rule or not. */
function proofOf(
  channel: AdvertisedChannel,
  crawl: SiteCrawl,
  pages: readonly PageWithHtml[],
): { stands: boolean; read: boolean; why: string } {
  const { seenAt, kind } = channel;
  const views = viewsOf(seenAt, pages);
  if (views.length === 0)
    return { stands: false, read: false, why: `${seenAt} was not read${whyNot(seenAt, crawl)}` };
  if (isGone(seenAt, pages))
    return { stands: false, read: true, why: `${seenAt} is gone (${views[0]!.status})` };
  const whole = views.filter((p) => p.status < 400);
  if (whole.length === 0)
    return { stands: false, read: false, why: `${seenAt} answered ${views[0]!.status}` };
  if (kind === 'webchat' && !pages.some((p) => p.view !== 'http'))
    return { stands: false, read: false, why: 'no page was seen in a browser' };
  if (kind === 'webchat' && pages.some((p) => p.view !== 'http' && CHAT_LIKE.test(p.html)))
    return {
      stands: false,
      read: false,
      why: 'something like a chat of no known vendor is there: look yourself',
    };
  if (kind !== 'webchat' && kind !== 'form' && whole.some((p) => carries(p.html, channel)))
    return { stands: true, read: true, why: '' };
  return { stands: false, read: true, why: `${seenAt} no longer carries it` };
}

function whyNot(url: string, crawl: SiteCrawl): string {
  const failed = crawl.failures.find((f) => pageKey(f.url) === pageKey(url));
  const skipped = crawl.skipped.find((s) => pageKey(s.url) === pageKey(url));
  return failed ? `: ${failed.reason}` : skipped ? `: ${skipped.reason}` : '';
}

function carries(html: string, { kind, address }: AdvertisedChannel): boolean {
  const digits = address.replace(/\D/g, '');
  if (kind === 'phone' || (digits.length >= 7 && /^[+\d\s().-]+$/.test(address)))
    return digits.length >= 7 && html.replace(/[\s\u00a0().+‐-–-]|&nbsp;/g, '').includes(digits);
  const name = address.replace(/^@/, '').toLowerCase();
  return name.length >= 4 && html.toLowerCase().includes(name);
}

function compareTerms(
  diff: LenderDiff,
  listed: readonly PublishedTerm[],
  found: readonly PublishedTerm[],
  pages: readonly PageWithHtml[],
): void {
  const texts = new Map<PageWithHtml, string>();
  const textOf = (page: PageWithHtml): string => {
    const known = texts.get(page) ?? plain(load(page.html).root().text());
    texts.set(page, known);
    return known;
  };
  const left = new Set(found);
  const { terms } = diff;
  for (const term of listed) {
    const same = [...left].find((f) => f.facet === term.facet && overlaps(f.text, term.text));
    if (same) left.delete(same);
    const views = viewsOf(term.source, pages);
    const read = views.filter((p) => p.status < 400);
    if (same || read.some((p) => textOf(p).includes(plain(term.text)))) {
      terms.confirmed++;
      continue;
    }
    if (read.length === 0 && !isGone(term.source, pages)) {
      terms.unread.push(term);
      continue;
    }
    const now = [...left].find((f) => f.facet === term.facet && pageKey(f.source) === pageKey(term.source));
    if (now) {
      left.delete(now);
      terms.changed.push({ term, to: now });
    } else terms.vanished.push(term);
  }
  // The same sentence on another page is known.
  terms.added.push(
    ...[...left].filter((f) => !listed.some((t) => t.facet === f.facet && overlaps(t.text, f.text))),
  );
}

const plain = (text: string): string => text.normalize('NFKC').replace(/\s+/g, ' ').trim().toLowerCase();

function overlaps(a: string, b: string): boolean {
  const [x, y] = [plain(a), plain(b)];
  return x.includes(y) || y.includes(x);
}

/** Whether anything is proposed. */
export const differs = (d: LenderDiff): boolean =>
  d.added.length + d.changed.length + d.vanished.length > 0 ||
  d.terms.added.length + d.terms.changed.length + d.terms.vanished.length > 0;
