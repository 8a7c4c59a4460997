/** Where the privacy policy stands, and whom one complains to. */
import { type Link, type PageFacts, wordsBefore } from './page-facts.ts';
import type { Sighting } from './sighting.ts';
import { around } from './surroundings.ts';
import { absolute, readablePath } from './web-address.ts';
import { wordPattern } from './words.ts';

const PRIVACY = wordPattern((w) => w.privacy);
const PRIVACY_PATH = /privacy|konfiden|konfid|personal-?data|персональн|конфиденц|конфіден|yinsi|隐私/i;
const CONSENT = /cookie|consent|згод|соглас/i;
const COMPLAINT = wordPattern((w) => w.complaint);
const COMPLAINT_PATH =
  /complain|skarg|zhalob|jalob|pretenz|grievance|(?<![a-z])claims?(?![a-z])|tousu|kesu|скарг|жалоб|投诉/i;
const COMPLAINT_LOCAL =
  /complain|skarg|zhalob|jalob|pretenz|pretenc|claims?(?![a-z])|tousu|kesu|ombud|grievance|redress|dispute/i;

/** The best of a site's links to a privacy policy: named so, then addressed so; null: none. */
export function privacyPolicyOf(pages: readonly PageFacts[]): string | null {
  let best: { score: number; url: string } | null = null;
  for (const facts of pages)
    for (const l of facts.links) {
      const url = absolute(l.href, facts.page.url);
      if (!url || messengerHost(url)) continue;
      const named = PRIVACY.test(l.text);
      const addressed = PRIVACY_PATH.test(readablePath(url));
      if (!named && !addressed) continue;
      const score =
        (named ? 2 : 0) +
        (addressed ? 2 : 0) -
        (CONSENT.test(`${l.text} ${url}`) ? 2 : 0) -
        (sameSite(url, facts) ? 0 : 3);
      if (score > 0 && (best === null || score > best.score)) best = { score, url };
    }
  return best?.url ?? null;
}

const messengerHost = (url: string): boolean =>
  /\/\/(?:t\.me|wa\.me|policies\.google|www\.google|yandex\.ru)/.test(url);
const sameSite = (url: string, facts: PageFacts): boolean =>
  new URL(url).hostname.replace(/^www\./, '') === new URL(facts.page.url).hostname.replace(/^www\./, '');

/** An address or number that is named for complaints; else the page for them. */
export function complaintChannelOf(
  pages: readonly { facts: PageFacts; sightings: readonly Sighting[] }[],
): string | null {
  for (const { sightings } of pages)
    for (const s of sightings)
      if (s.kind === 'email' && COMPLAINT_LOCAL.test(s.address!.split('@')[0]!)) return s.address!;
  for (const kind of ['email', 'phone'] as const)
    for (const { facts, sightings } of pages)
      for (const s of sightings)
        if (s.kind === kind && s.line !== null && forComplaints(facts, s)) return s.address!;
  for (const { facts } of pages)
    for (const l of facts.links) {
      const url = absolute(l.href, facts.page.url);
      if (!url || !sameSite(url, facts) || !/^https?:/.test(url)) continue;
      const named = (COMPLAINT.test(l.text) && l.text.length <= 60) || isAskedFor(facts, l);
      if (named || COMPLAINT_PATH.test(readablePath(url))) return url;
    }
  return null;
}

/** "For complaints: form" */
function isAskedFor(facts: PageFacts, l: Link): boolean {
  if (l.line < 0 || l.text === '' || l.text.length > 60) return false;
  const text = facts.lines[l.line]?.text ?? '';
  const at = l.end - l.text.length;
  return (
    at > 0 &&
    /[:：—–-]\s{0,2}$/.test(text.slice(0, at)) &&
    COMPLAINT.test(text.slice(Math.max(0, at - 60), at))
  );
}

function forComplaints(facts: PageFacts, s: Sighting): boolean {
  const text = facts.lines[s.line!]?.text ?? '';
  const printed = s.at ?? text.indexOf(s.address!);
  if (printed >= 0) {
    const { label, behind } = around(facts, s.line!, printed, printed + s.address!.length);
    if (COMPLAINT.test(label) || COMPLAINT.test(behind)) return true;
    // In running text what is said of another address is not said of this one.
    if (/\p{L}{3}.*\p{L}{3}/u.test(label) && text.length > label.length + 60) return false;
  } else {
    const before = wordsBefore(facts, s.line!, Math.min(text.length, 120));
    if (COMPLAINT.test(before) && before.length <= 140) return true;
  }
  for (let i = s.line! - 1; i >= Math.max(0, s.line! - 3); i--) {
    const l = facts.lines[i]!;
    if (l.heading) return COMPLAINT.test(l.text);
    if (l.text.length > 160) return false;
  }
  return false;
}
