/**
 * Telephone numbers that a page offers, in E.164. Links count as they are; in text a number must be written like one and
 * stand where numbers to call stand, since licences, accounts, dates and sums look alike.
 */
import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js';
import { isCredit, isOthers } from './credits.ts';
import { type PageFacts, wordsBefore } from './page-facts.ts';
import { type PageKind, pageKind } from './page-kind.ts';
import { quoteOf, type Sighting } from './sighting.ts';
import { stringsOfData } from './structured-data.ts';
import { around } from './surroundings.ts';
import { decoded } from './web-address.ts';
import { wordPattern, wordSource } from './words.ts';

const CANDIDATE =
  /(?<!(?!\p{sc=Han})[\p{L}\p{N}@/=_#.,-])(?:\+|00)?\(?\d(?:[\u00a0 ().\-‐-―−]{0,3}\d){5,15}(?!(?!\p{sc=Han})[\p{L}\d@%]|[.,]\d| ?[×*]\s?\d|[:：]\d\d| ?(?:₴|₽|\$|€|£|¥|₸|грн|руб|元|万|тенге))/gu;
/** Written as nothing but a telephone number is. */
const STRONG = /^(?:\+\d|\(\d{2,4}\)|0[ -]?\(?800\)?[ -]|8[ -]?\(?800|400[ -])/;
const MOST = 100;
/** Links of which it is asked whose they are. */
const MOST_JUDGED = 2_000;
const PHONE = wordPattern((w) => w.phone);
const NOT_LAST = new RegExp(`${wordSource((w) => w.notPhone)}([^\\d]{0,30})$`, 'iu');
/** Words in an address name no number. */
const ADDRESSES =
  /[^\s@]{0,64}@[^\s@,;]{1,80}|(?:https?:\/\/)?[\p{L}\p{N}-]{2,60}(?:\.[\p{L}\p{N}-]{2,60})*\.[a-z]{2,20}[^\s,;]{0,80}/giu;
/** The word for another number counts unless one for calling stands behind it: "registered office, tel.". */
const isAnother = (before: string): boolean => {
  const m = NOT_LAST.exec(before.replace(ADDRESSES, ' '));
  return m !== null && !PHONE.test(m[1]!);
};
const MESSENGERS = `(?:${wordSource((w) => Object.values(w.messenger).flat())}|viber|whats ?app|telegram)`;
const MESSENGER_LAST = new RegExp(`${MESSENGERS}[^\\d]{0,12}$`, 'iu');
const MESSENGER_FIRST = new RegExp(`^[\\s\\p{P}]{0,4}${MESSENGERS}`, 'iu');

/** Countries in which a number without a country's code is read, likeliest first. */
export function countriesOf(site: string, languages: readonly string[], country?: string): CountryCode[] {
  const tld = new URL(site).hostname.split('.').at(-1) ?? '';
  const byTld: Record<string, string> = {
    uk: 'GB',
    'xn--p1ai': 'RU',
    'xn--j1amh': 'UA',
    'xn--80ao21a': 'KZ',
    su: 'RU',
  };
  const byLanguage: Record<string, string> = {
    uk: 'UA',
    ru: 'RU',
    zh: 'CN',
    kk: 'KZ',
    pl: 'PL',
    es: 'ES',
    de: 'DE',
    en: 'GB',
  };
  const known = [country, byTld[tld] ?? tld].flatMap((c) => supported(c));
  // A language's home country is a guess, for sites that give nothing better.
  const all = known.length > 0 ? known : languages.flatMap((l) => supported(byLanguage[l]));
  return [...new Set(all)].slice(0, 4);
}

function supported(code: string | undefined): CountryCode[] {
  const upper = (code ?? '').toUpperCase();
  return isSupportedCountry(upper) ? [upper] : [];
}

/**
 * E.164, or null where the text is no valid number in any of the countries. `linked`: dialled by a click, so a possible
 * number counts where it is not known to be in use.
 */
export function e164(raw: string, countries: readonly CountryCode[], linked = false): string | null {
  const text = raw
    .normalize('NFKC')
    .replace(/[‐-―−]/g, '-')
    .trim()
    .slice(0, 40);
  const digits = text.replace(/\D/g, '');
  if (digits.length < 6 || digits.length > 15 || /^(\d)\1+$/.test(digits)) return null;
  for (const country of countries.length > 0 ? countries : [undefined]) {
    // "8-067-..." of the days before 2009.
    if (country === 'UA' && /^80\d{9}$/.test(digits)) return e164(digits.slice(1), countries, linked);
    const plain = parsePhoneNumberFromString(text, country);
    if (plain?.isValid() || (linked && text.startsWith('+') && plain?.isPossible())) return plain.number;
    // "380 44 ..." and "8 (10)": a country's code without its plus.
    const coded = text.startsWith('+') ? undefined : parsePhoneNumberFromString(`+${digits}`);
    if (coded?.isValid() && coded.country && countries.includes(coded.country) && digits.length >= 11)
      return coded.number;
  }
  return null;
}

export function phonesOn(facts: PageFacts, countries: readonly CountryCode[]): Sighting[] {
  const out = new Map<string, Sighting>();
  const add = (
    address: string | null,
    at: { line: number | null; at?: number },
    rule: string,
    quote: string,
  ): void => {
    if (address && out.size < MOST && !out.has(address))
      out.set(address, {
        kind: 'phone',
        address,
        ...at,
        rule,
        quote: quoteOf(quote),
        key: `phone ${address}`,
      });
  };
  let judged = 0;
  for (const l of facts.links) {
    if (!/^(?:tel|callto):/i.test(l.href)) continue;
    if (out.size >= MOST || ++judged > MOST_JUDGED) break;
    const at = Math.max(0, l.end - l.text.length);
    if (
      isCredit(facts, l.line, l.classes, at) ||
      isOthers(facts, l.line, at, l.end) ||
      isPersons(facts, l.line)
    )
      continue;
    const { label, behind } = around(facts, l.line, at, l.end);
    if (isFax(label, behind) || /fax|факс/i.test(l.classes)) continue;
    const raw = decoded(l.href.replace(/^\w+:(?:\/\/)?/, '')).replace(/[;,?].*$/, '');
    add(e164(raw, countries, true), { line: l.line, at }, 'phone-link', l.href);
  }
  const kind = pageKind(facts);
  /** The number with which the line before ends. */
  let lineBefore: Written | null = null;
  for (let i = 0; i < facts.lines.length && out.size < MOST; i++) {
    const { zone } = facts.lines[i]!;
    const text = halfWidth(facts.lines[i]!.text);
    let last: Written | null = lineBefore;
    lineBefore = null;
    if (!/\d(?:[^\d]{0,3}\d){4}/.test(text)) continue;
    const quote = (from: number, to: number): string => text.slice(Math.max(0, from - 60), to + 40);
    let done = 0;
    if (last && text.length <= 60) {
      const more = goneOn(last, text, 0, '', countries);
      if (more) {
        add(more.address, { line: i, at: 0 }, 'phone-text', text);
        done = more.end;
        last = more;
      }
    }
    const scan = new RegExp(CANDIDATE);
    scan.lastIndex = done;
    for (let m = scan.exec(text); m !== null; m = scan.exec(text)) {
      if (!isOffered(facts, text, i, m, kind)) continue;
      for (const part of numbersIn(m[0], countries)) {
        const [from, to] = [m.index + part.start, m.index + part.end];
        add(part.address, { line: i, at: from }, 'phone-text', quote(from, to));
        last = { address: part.address, printed: text.slice(from, to), end: to };
        done = to;
        for (let n = 0; n < MOST_GONE_ON && last; n++) {
          const more: Written | null = goneOn(last, text, done, JOINED, countries);
          if (!more) break;
          const { label, behind } = around(facts, i, done, more.end);
          if (!isFax(label, behind))
            add(more.address, { line: i, at: done }, 'phone-text', quote(from, more.end));
          done = more.end;
          last = more;
        }
        // What is left of the run may begin another number.
        scan.lastIndex = done;
      }
    }
    if (last && done > 0 && text.length - done <= 2 && zone === facts.lines[i + 1]?.zone) lineBefore = last;
  }
  for (const value of stringsOfData(facts, 'telephone'))
    add(e164(value, countries), { line: null }, 'phone-structured-data', value);
  return [...out.values()];
}

/** Whether figures in a text are a number that somebody may call. */
function isOffered(
  facts: PageFacts,
  text: string,
  line: number,
  m: RegExpExecArray,
  kind: PageKind,
): boolean {
  const { zone } = facts.lines[line]!;
  const end = m.index + m[0].length;
  const before = wordsBefore(facts, line, m.index);
  const { label, behind } = around(facts, line, m.index, end);
  if (isFax(label, behind) || isAnother(before) || isMessengers(label, behind)) return false;
  if (isDate(m[0]) || isCredit(facts, line, '', m.index) || isOthers(facts, line, m.index, end)) return false;
  if (/(\d)\1{6}$/.test(m[0].replace(/\D/g, '')) && /[09]$/.test(m[0])) return false;
  if (isPersons(facts, line)) return false;
  const spoken = PHONE.test(before);
  const written =
    /^(?:\+|00|\(|0\d{2}|8[ (-])/.test(m[0]) ||
    /^400[ -]?\d{3}/.test(m[0]) ||
    /\d[ ()\-‐-―−]+\d|\d{3}\.\d{3}\.\d{4}/.test(m[0]);
  const bare = /^\d+$/.test(m[0]);
  // Ten digits in a row may be anything; with a word for calling they are a number.
  if ((bare && !spoken && !/^(?:400|800|0800|8800|1[3-9]\d)/.test(m[0])) || (!written && !spoken))
    return false;
  const placed =
    spoken ||
    zone !== 'main' ||
    kind === 'contact' ||
    m[0].length > text.length * 0.4 ||
    (STRONG.test(m[0]) && kind !== 'privacy');
  return placed && !(kind === 'news' && zone === 'main');
}

interface Written {
  address: string;
  /** As it stands on the page. */
  printed: string;
  /** The place behind it. */
  end: number;
}

const MOST_GONE_ON = 6;
const JOINED = `\\s{0,2}(?:[,，、;；/]|(?<![\\p{L}])(?:${wordSource((w) => w.hours.also, true)}|or|или|або|或)(?![\\p{L}]))\\s{0,2}`;
const GOES_ON = (joined: string): RegExp =>
  new RegExp(`^${joined}(\\d(?:[ \\-‐-―−]?\\d){4,7})(?![\\d@%]|[ \\-‐-―−.,/:]\\d)`, 'u');
const NEXT = GOES_ON('');
const NEXT_JOINED = GOES_ON(JOINED);
const TAIL = /^(?:\/|, ?-| ?\/ ?(?=\d\d))(\d{1,4})(?![\d/:.]|\s?[-–]?\s?\d|\s?\p{L})/u;

/** "(0412) 55-21-30, 55-21-31" and "55-21-30/31": a number that leaves out what it shares with the one before. */
function goneOn(
  last: Written,
  text: string,
  from: number,
  joined: string,
  countries: readonly CountryCode[],
): Written | null {
  const rest = text.slice(from, from + 40);
  const m = (joined === '' ? NEXT : NEXT_JOINED).exec(rest) ?? (joined === '' ? null : TAIL.exec(rest));
  if (!m) return null;
  const digits = m[1]!.replace(/\D/g, '');
  // Only where the number before is cut at the same place.
  const groups = last.printed.match(/\d+/g)!;
  let size = 0;
  const cuts = groups.reverse().map((g) => (size += g.length));
  if (digits.length >= 5 ? !cuts.slice(0, -1).includes(digits.length) : digits.length > groups[0]!.length)
    return null;
  const address = e164(last.address.slice(0, -digits.length) + digits, countries);
  return address ? { address, printed: last.printed, end: from + m[0].length } : null;
}

/** Wide figures and signs of Chinese pages as plain ones, place by place. */
const halfWidth = (text: string): string =>
  /[\uff01-\uff5e]/.test(text)
    ? text.replace(/[０-９（）＋－]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
    : text;

/** A run of figures may hold two numbers, or one and something else: "400-662-0715 7×24", "5 (044) 501-02-03". */
function* numbersIn(
  run: string,
  countries: readonly CountryCode[],
): Generator<{ address: string; start: number; end: number }> {
  const lone = /^(.*\d{3,}) \d$/.exec(run)?.[1];
  const short = lone === undefined ? null : e164(lone, countries);
  if (short) return yield { address: short, start: 0, end: lone!.length };
  const whole = e164(run, countries);
  if (whole) return yield { address: whole, start: 0, end: run.length };
  const sign = run.search(/(?<=.)[+(]/);
  const inner = sign < 0 ? null : e164(run.slice(sign), countries);
  if (inner) return yield { address: inner, start: sign, end: run.length };
  // Two numbers with but a blank between them, or hours behind one.
  const gaps = [...run.matchAll(/ /g)].map((g) => g.index).reverse();
  for (const gap of gaps.slice(0, 8)) {
    const first = e164(run.slice(0, gap), countries);
    const rest = run.slice(gap + 1);
    if (!first) continue;
    yield { address: first, start: 0, end: gap };
    const second = /^[+(08]/.test(rest) ? e164(rest, countries) : null;
    if (second) yield { address: second, start: gap + 1, end: run.length };
    return;
  }
}

const FAX = wordPattern((w) => w.fax);
const CALLED = wordPattern((w) => w.calls);
/** "Tel./fax" is called too. */
const isFax = (label: string, behind: string): boolean =>
  (FAX.test(label.slice(-60)) && !CALLED.test(label.slice(-60))) ||
  (FAX.test(behind.slice(0, 12)) && !CALLED.test(behind.slice(0, 12)));
/** Of a number that stands beside a messenger's name alone. */
const isMessengers = (label: string, behind: string): boolean =>
  (MESSENGER_LAST.test(label) && !CALLED.test(label.slice(-60))) ||
  (MESSENGER_FIRST.test(behind) && !PHONE.test(label) && !CALLED.test(`${label} ${behind}`));

const POST = wordPattern((w) => w.people);
/** A card of the staff: a name as heading, a post, and that person's own number. */
function isPersons(facts: PageFacts, line: number): boolean {
  const above = facts.lines.slice(Math.max(0, line - 4), line + 1);
  const card = above.slice(
    Math.max(
      0,
      above.findLastIndex((l) => l.heading),
    ),
  );
  const named = card.some(
    (l) => l.heading && /^\p{Lu}[\p{L}'’-]+(?: \p{Lu}[\p{L}'’.-]+){1,2}$/u.test(l.text),
  );
  return named && card.some((l) => l.text.length <= 60 && POST.test(l.text));
}

const isDate = (text: string): boolean =>
  /^(?:\d{1,2}[.\-/ ]\d{1,2}[.\-/ ](?:19|20)\d{2}|(?:19|20)\d{2}[.\-/]\d{1,2}[.\-/]\d{1,2})/.test(text) ||
  /^(?:19|20)\d{2}\s?[-–]\s?(?:19|20)\d{2}$/.test(text) ||
  /^\d{1,2}[.:]\d{2}\s?[-–]\s?\d{1,2}[.:]\d{2}$/.test(text) ||
  (/^\d{1,3}(?:[ \u00a0]\d{3})+$/.test(text) && !/^(?:0|8 ?800|400|800)/.test(text));
