/**
 * What a lender's site advertises, read from its saved pages and nothing else: no page is fetched, no script run.
 * Pages are hostile: every reader is bounded and works in time that grows with the page.
 */
import type { FoundChannel, SiteReading } from '../../model/census.ts';
import type { PublishedTerm } from '../../model/lenders.ts';
import type { PageWithHtml } from '../../model/site.ts';
import { CHANNEL_KINDS } from '../../model/vocabulary.ts';
import { chatsOn } from './chat-vendors.ts';
import { emailsOn } from './emails.ts';
import { formsOn } from './forms.ts';
import { identityOn } from './identity.ts';
import { messengersOn } from './messengers.ts';
import { type PageFacts, pageFacts } from './page-facts.ts';
import { hoursOn, type PageHours } from './page-hours.ts';
import { pageKind } from './page-kind.ts';
import { countriesOf, e164, phonesOn } from './phones.ts';
import { complaintChannelOf, privacyPolicyOf } from './policies.ts';
import { type PagePromise, promisesOn } from './promises.ts';
import type { Sighting } from './sighting.ts';
import { termsOn } from './terms.ts';

export interface SiteContext {
  /** ISO 639-1, the site's main one first. */
  languages: readonly string[];
  /** ISO 3166 code of the country in which the lender is licensed. */
  country?: string;
  /** The day on which the pages were saved. */
  seenOn: string;
}

interface ReadPage {
  facts: PageFacts;
  sightings: Sighting[];
  hours: PageHours[];
  promises: PagePromise[];
}

const MOST_CHANNELS = 200;
const MOST_TERMS = 100;
const MOST_IDS = 20;

/** `site` is the home page's address. Pages in any order and view; the same page may come in several views. */
export function readSite(site: string, pages: readonly PageWithHtml[], context: SiteContext): SiteReading {
  const language = context.languages[0] ?? 'en';
  const countries = countriesOf(site, context.languages, context.country);
  const phone = (raw: string): string | null => e164(raw, countries, true);
  const licences = new Set<string>();
  const taxNumbers = new Set<string>();
  const chatAccounts = new Set<string>();
  const terms: PublishedTerm[] = [];
  const read = [...pages]
    .sort((a, b) => a.steps - b.steps)
    .map((page): ReadPage => {
      const facts = pageFacts(page);
      const chats = chatsOn(facts);
      for (const a of chats.accounts) chatAccounts.add(a);
      const ids = identityOn(facts);
      for (const l of ids.licences) licences.add(l);
      for (const t of ids.taxNumbers) taxNumbers.add(t);
      for (const t of termsOn(facts, language, context.seenOn))
        if (!terms.some((known) => known.facet === t.facet && known.text === t.text)) terms.push(t);
      const messengers = messengersOn(facts, phone);
      return {
        facts,
        sightings: [
          ...emailsOn(facts, site),
          ...phonesOn(facts, countries),
          ...messengers,
          ...formsOn(facts),
          ...chats.sightings,
        ],
        hours: hoursOn(facts),
        promises: promisesOn(facts, language),
      };
    });
  return {
    site,
    channels: channelsOf(read),
    terms: terms.slice(0, MOST_TERMS),
    hours: generalHours(read),
    promise: read.flatMap((p) => p.promises)[0]?.text ?? null,
    privacyPolicy: privacyPolicyOf(read.map((p) => p.facts)),
    complaintChannel: complaintChannelOf(read),
    https: pages.length > 0 && pages.every((p) => p.url.startsWith('https://')),
    identity: {
      licences: [...licences].slice(0, MOST_IDS),
      taxNumbers: [...taxNumbers].slice(0, MOST_IDS),
      chatAccounts: [...chatAccounts].slice(0, MOST_IDS),
    },
  };
}

/** The same door on several pages is one channel: proven by the page nearest to the home page. */
function channelsOf(pages: readonly ReadPage[]): FoundChannel[] {
  const found = new Map<string, FoundChannel>();
  for (const { facts, sightings, hours, promises } of pages) {
    const { page } = facts;
    for (const s of sightings) {
      const near = hours.find((h) => isOf(facts, s, h));
      const promise =
        s.line === null ? undefined : promises.find((p) => Math.abs(p.line - s.line!) <= 1)?.text;
      const known = found.get(s.key);
      const phone = page.view === 'phone';
      if (known) {
        if (phone) known.stepsPhone = Math.min(known.stepsPhone ?? page.steps, page.steps);
        else known.steps = Math.min(known.steps, page.steps);
        known.hours ??= near?.hours;
        known.promise ??= promise;
        continue;
      }
      found.set(s.key, {
        kind: s.kind,
        address: s.address === '' ? undefined : s.address,
        url: s.url,
        vendor: s.vendor,
        foundOn: page.url,
        steps: page.steps,
        stepsPhone: phone ? page.steps : undefined,
        hours: near?.hours,
        promise,
        quote: s.quote === '' ? (s.address ?? s.kind) : s.quote,
        rule: s.rule,
      });
    }
  }
  // A picture of a code without its name adds nothing where the name is known.
  const named = [...found.values()].some((c) => c.kind === 'wechat' && c.address);
  return [...found.values()]
    .filter((c) => c.kind !== 'wechat' || c.address || !named)
    .sort((a, b) => CHANNEL_KINDS.indexOf(a.kind) - CHANNEL_KINDS.indexOf(b.kind) || a.steps - b.steps)
    .slice(0, MOST_CHANNELS)
    .map(withoutUndefined);
}

const withoutUndefined = (c: FoundChannel): FoundChannel =>
  Object.fromEntries(Object.entries(c).filter(([, v]) => v !== undefined)) as FoundChannel;

const CHAT = /(?<!\p{L})chat|чат(?!\p{L}{4})|在线客服|线上客服/iu;

/** A chat stands in no line: its hours are those that are said of a chat. */
function isOf(facts: PageFacts, s: Sighting, h: PageHours): boolean {
  if (s.line !== null) return isNear(facts, s.line, h);
  return s.kind === 'webchat' && h.from >= 0 && CHAT.test(facts.lines[h.from]!.text);
}

/** On the channel's own line, or right below it with no announcement of general hours. */
function isNear(facts: PageFacts, line: number, h: PageHours): boolean {
  if (h.from < 0 || line < 0) return false;
  if (line >= h.from && line <= h.to) return true;
  return !h.labelled && h.from === line + 1 && facts.lines[line]!.text.length <= 120;
}

/** Announced hours first, those of the contact page before others; hours of one channel alone are not general. */
function generalHours(pages: readonly ReadPage[]): string | null {
  let best: { score: number; hours: string } | null = null;
  for (const { facts, sightings, hours } of pages) {
    const kind = pageKind(facts);
    if (kind === 'news' || kind === 'privacy') continue;
    for (const h of hours) {
      const ofChat = h.from >= 0 && CHAT.test(facts.lines[h.from]!.text);
      const owned = ofChat || sightings.some((s) => s.kind !== 'form' && isOf(facts, s, h));
      const score =
        (h.labelled && !owned ? 4 : 0) +
        (kind === 'contact' ? 2 : 0) +
        (owned ? -3 : 0) +
        (h.from < 0 ? -1 : 0) +
        (h.hours === '24/7' ? -3 : 0);
      if (best === null || score > best.score) best = { score, hours: h.hours };
    }
  }
  return best?.hours ?? null;
}
