/** Mail addresses that a page offers: links, text, and the disguises that keep harvesters away. */
import { getDomain } from 'tldts';
import { isCredit, isOthers } from './credits.ts';
import { mailInAttributes, spelledOut, unveiled } from './hidden-mail.ts';
import { bones, isPersonal, mailAddress } from './mail-address.ts';
import type { PageFacts } from './page-facts.ts';
import { pageKind } from './page-kind.ts';
import { toUnicode } from './punycode.ts';
import { assembledStrings } from './script-strings.ts';
import { quoteOf, type Sighting } from './sighting.ts';
import { stringsOfData } from './structured-data.ts';
import { around } from './surroundings.ts';
import { decoded } from './web-address.ts';
import { wordPattern } from './words.ts';

const MAIL =
  /[\p{L}\p{N}!#$%&'*+/=?^_`{|}~.-]{1,64}@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.){1,6}[\p{L}\p{N}][\p{L}\p{N}-]{1,24}/gu;
const MOST = 300;
const MOST_ELEMENTS = 10_000;
const MOST_SCRIPT_TEXT = 1_500_000;
/** Mailboxes that a lender may have at somebody else's domain. */
const FREE =
  /^(?:gmail\.com|googlemail\.com|outlook\.\w+|hotmail\.\w+|yahoo\.[\w.]+|icloud\.com|proton(?:mail)?\.\w+|ukr\.net|i\.ua|meta\.ua|mail\.(?:ru|ua|com)|bk\.ru|list\.ru|inbox\.ru|yandex\.\w+|ya\.ru|rambler\.ru|qq\.com|163\.com|126\.com|sina\.(?:com|cn)|foxmail\.com|aliyun\.com|139\.com)$/i;

interface Found {
  raw: string;
  line: number | null;
  at: number;
  rule: string;
  quote: string;
  classes?: string;
}

export function emailsOn(facts: PageFacts, site: string): Sighting[] {
  const news = pageKind(facts) === 'news';
  const own = registrable(new URL(site).hostname);
  const out = new Map<string, Sighting>();
  for (const f of candidates(facts)) {
    if (out.size >= MOST) break;
    const address = mailAddress(f.raw);
    if (!address || out.has(address)) continue;
    const domain = registrable(address.slice(address.lastIndexOf('@') + 1));
    if (isPersonal(address, f.line === null ? '' : wordsAround(facts, f.line, f), own)) continue;
    const zone = f.line === null ? 'main' : (facts.lines[f.line]?.zone ?? 'main');
    if (domain !== own) {
      // Somebody else's address in running text is no door of the lender's.
      if (/\.gov(?:\.|$)|(?:^|\.)(?:bank\.gov|cbr\.ru|fca\.org)/.test(domain)) continue;
      if (!FREE.test(domain) && !sameBrand(domain, own)) {
        if (news || (pageKind(facts) !== 'contact' && zone === 'main' && f.rule === 'email-text')) continue;
        if (f.line !== null && !isPlainlyGiven(facts, f)) continue;
      } else if (news && zone === 'main') continue;
      const end = f.at + f.raw.length;
      if (f.line !== null && (isCredit(facts, f.line, f.classes, f.at) || isOthers(facts, f.line, f.at, end)))
        continue;
    }
    out.set(address, {
      kind: 'email',
      address,
      line: f.line,
      at: f.at,
      quote: quoteOf(f.quote),
      rule: f.rule,
      key: `email ${address}`,
    });
  }
  return [...out.values()];
}

/** What may name the person behind an address: the words before it, the short lines of a card above it, what follows. */
function wordsAround(facts: PageFacts, line: number, f: Found): string {
  const { label, behind } = around(facts, line, f.at, f.at + f.raw.length);
  const card = /\p{L}{3}/u.test((facts.lines[line]?.text ?? '').slice(0, f.at))
    ? []
    : facts.lines.slice(Math.max(0, line - 2), line).filter((l) => l.text.length <= 60 && !/@/.test(l.text));
  return [...card.map((l) => l.text), label, behind.slice(0, 60)].join(' ; ');
}

const registrable = (host: string): string =>
  getDomain(host, { allowPrivateDomains: false }) ?? host.split('.').slice(-2).join('.');

/** "скриня.example" and "skrynia-zt.example". */
const sameBrand = (a: string, b: string): boolean => {
  const [x, y] = [a, b].map((d) => bones(toUnicode(d).split('.')[0]!)) as [string, string];
  const [short, long] = x.length < y.length ? [x, y] : [y, x];
  return a.split('.')[0] === b.split('.')[0] || (short.length >= 3 && long.startsWith(short));
};

const NAMED_MAIL = wordPattern((w) => w.mail);
/** An address of another domain, with nothing before it but what mail is called: not in a sentence on somebody. */
function isPlainlyGiven(facts: PageFacts, f: Found): boolean {
  const { label } = around(facts, f.line!, f.at, f.at + f.raw.length);
  const words = label.match(/\p{L}{2,}|\p{sc=Han}{2}/gu)?.length ?? 0;
  return words === 0 || (words <= 5 && NAMED_MAIL.test(label));
}

function* candidates(facts: PageFacts): Generator<Found> {
  for (const l of facts.links) {
    if (!/^mailto:/i.test(l.href)) continue;
    const [to, query] = decoded(l.href.slice(7)).split('?');
    const named = to!.trim() === '' ? (/(?:^|&)to=([^&]+)/i.exec(query ?? '')?.[1] ?? '') : to!;
    for (const raw of named.split(/[,;]/).slice(0, 10))
      yield {
        raw: unveiledOrSelf(raw),
        line: l.line,
        at: Math.max(0, l.end - l.text.length),
        rule: 'email-mailto',
        quote: l.href,
        classes: l.classes,
      };
  }
  for (const e of facts.elements.slice(0, MOST_ELEMENTS)) {
    const found = mailInAttributes(e.attributes);
    if (found)
      yield {
        raw: found,
        line: e.line,
        at: 0,
        rule: e.attributes.has('data-cfemail') ? 'email-cloudflare' : 'email-data-attributes',
        quote: found,
      };
    const click =
      e.attributes.get('onclick') ?? e.attributes.get('onmouseover') ?? e.attributes.get('href') ?? '';
    if (/mailto|%40|fromCharCode|atob/i.test(click) && /^javascript|['"]/.test(click))
      for (const s of assembledStrings(click)) yield* within(s, e.line, 'email-script', click);
  }
  for (const l of facts.links) {
    const hex = /\/cdn-cgi\/l\/email-protection#([0-9a-f]{8,400})/i.exec(l.href)?.[1];
    const mail = hex ? mailInAttributes(new Map([['data-cfemail', hex]])) : null;
    if (mail) yield { raw: mail, line: l.line, at: 0, rule: 'email-cloudflare', quote: l.href };
    if (/^javascript:/i.test(l.href))
      for (const s of assembledStrings(decoded(l.href))) yield* within(s, l.line, 'email-script', l.href);
  }
  for (let i = 0; i < facts.lines.length; i++) {
    const { text } = facts.lines[i]!;
    const plain = /@|＠/.test(text);
    const spelled = plain || MAYBE_SPELLED.test(text) ? spelledOut(text) : text;
    if (!spelled.includes('@')) continue;
    yield* within(spelled, i, spelled === text ? 'email-text' : 'email-spelled', text);
  }
  let read = 0;
  for (const s of facts.scripts) {
    if (s.inline === '' || /json/i.test(s.attributes)) continue;
    read += s.inline.length;
    if (read > MOST_SCRIPT_TEXT) break;
    for (const joined of assembledStrings(s.inline)) yield* within(joined, null, 'email-script', joined);
  }
  for (const value of stringsOfData(facts, 'email'))
    yield* within(value, null, 'email-structured-data', value);
}

const MAYBE_SPELLED = /[\])}>»]|собак|равлик|艾特|小老鼠|(?<![\p{L}])(?:dot|крапка|точка)(?![\p{L}])/iu;

const unveiledOrSelf = (raw: string): string => (raw.includes('@') ? raw : (unveiled(raw) ?? raw));

function* within(text: string, line: number | null, rule: string, quote: string): Generator<Found> {
  let n = 0;
  for (const m of text.matchAll(MAIL)) {
    if (++n > 50) return;
    yield { raw: m[0], line, at: m.index, rule, quote };
  }
}
