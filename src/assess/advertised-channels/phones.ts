/**
 * Telephone numbers that a page offers, in E.164. Links count as they are; in text a number must be written like one and
 * stand where numbers to call stand, since licences, accounts, dates and sums look alike.
 */
import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js';
import { isCredit, isOthers } from './credits.ts';
import { type PageFacts, wordsBefore } from './page-facts.ts';
import { pageKind } from './page-kind.ts';
import { quoteOf, type Sighting } from './sighting.ts';
import { stringsOfData } from './structured-data.ts';
import { decoded } from './web-address.ts';
import { wordPattern, wordSource } from './words.ts';

const CANDIDATE =
  /(?<!(?!\p{sc=Han})[\p{L}\p{N}@/=_#.,-])(?:\+|00)?\(?\d(?:[\u00a0 ().\-‐-–]{0,3}\d){5,15}(?!(?!\p{sc=Han})[\p{L}\d@%]|[.,]\d| ?(?:₴|₽|\$|€|£|¥|₸|грн|руб|元|万|тенге))/gu;
/** Written as nothing but a telephone number is. */
const STRONG = /^(?:\+\d|\(\d{2,4}\)|0[ -]?\(?800\)?[ -]|8[ -]?\(?800|400[ -])/;
const MOST = 100;
const PHONE = wordPattern((w) => w.phone);
const FAX_LAST = new RegExp(`${wordSource((w) => w.fax)}[^\\d]{0,25}$`, 'iu');
const FAX_BEHIND = new RegExp(`^[^\\d]{0,6}${wordSource((w) => w.fax)}`, 'iu');
const NOT_LAST = new RegExp(`${wordSource((w) => w.notPhone)}([^\\d]{0,30})$`, 'iu');
/** The word for another number counts unless one for calling stands behind it: "registered office, tel.". */
const isAnother = (before: string): boolean => {
  const m = NOT_LAST.exec(before);
  return m !== null && !PHONE.test(m[1]!);
};
export const MESSENGER_LAST = new RegExp(
  `(?:${wordSource((w) => Object.values(w.messenger).flat())}|viber|whats ?app|telegram)[^\\d]{0,12}$`,
  'iu',
);

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
  const add = (raw: string, line: number | null, rule: string, quote: string): void => {
    const address = out.size < MOST ? e164(raw, countries, rule === 'phone-link') : null;
    if (address && !out.has(address))
      out.set(address, {
        kind: 'phone',
        address,
        line,
        rule,
        quote: quoteOf(quote),
        key: `phone ${address}`,
      });
  };
  for (const l of facts.links) {
    if (!/^(?:tel|callto):/i.test(l.href)) continue;
    const at = Math.max(0, l.end - l.text.length);
    if (isCredit(facts, l.line, l.classes) || isOthers(facts, l.line, at) || isPersons(facts, l.line))
      continue;
    if (FAX_LAST.test(wordsBefore(facts, l.line, at)) || /fax|факс/i.test(l.classes)) continue;
    add(decoded(l.href.replace(/^\w+:(?:\/\/)?/, '')).replace(/[;,?].*$/, ''), l.line, 'phone-link', l.href);
  }
  const kind = pageKind(facts);
  for (let i = 0; i < facts.lines.length && out.size < MOST; i++) {
    const { text, zone } = facts.lines[i]!;
    if (!/\d(?:[^\d]{0,3}\d){5}/.test(text)) continue;
    for (const m of text.matchAll(CANDIDATE)) {
      const before = wordsBefore(facts, i, m.index);
      const behind = text.slice(m.index + m[0].length, m.index + m[0].length + 30);
      if (
        FAX_LAST.test(before) ||
        FAX_BEHIND.test(behind) ||
        isAnother(before) ||
        MESSENGER_LAST.test(before)
      )
        continue;
      if (isDate(m[0]) || isCredit(facts, i) || isOthers(facts, i, m.index)) continue;
      const spoken = PHONE.test(before);
      const written =
        /^(?:\+|00|\(|0\d{2}|8[ (-])/.test(m[0]) || /^400[ -]?\d{3}/.test(m[0]) || /\d[ ()-]+\d/.test(m[0]);
      const bare = /^\d+$/.test(m[0]);
      // Ten digits in a row may be anything; with a word for calling they are a number.
      if ((bare && !spoken && !/^(?:400|800|0800|8800|1[3-9]\d)/.test(m[0])) || (!written && !spoken))
        continue;
      const placed =
        spoken ||
        zone !== 'main' ||
        kind === 'contact' ||
        m[0].length > text.length * 0.4 ||
        (STRONG.test(m[0]) && kind !== 'privacy');
      if (!placed || (kind === 'news' && zone === 'main')) continue;
      add(
        numberIn(m[0], countries),
        i,
        'phone-text',
        text.slice(Math.max(0, m.index - 60), m.index + m[0].length + 40),
      );
    }
  }
  for (const value of stringsOfData(facts, 'telephone')) add(value, null, 'phone-structured-data', value);
  return [...out.values()];
}

const POST = wordPattern((w) => w.people);
/** A card of the staff: a name as heading, a post, and that person's own number. */
function isPersons(facts: PageFacts, line: number): boolean {
  const card = facts.lines.slice(Math.max(0, line - 2), line + 1);
  const named = card.some(
    (l) => l.heading && /^\p{Lu}[\p{L}'’-]+(?: \p{Lu}[\p{L}'’.-]+){1,2}$/u.test(l.text),
  );
  return named && card.some((l) => l.text.length <= 60 && POST.test(l.text));
}

/** A house's number may have run into it: "5 (044) 501-02-03". */
const numberIn = (text: string, countries: readonly CountryCode[]): string =>
  e164(text, countries) ? text : text.slice(Math.max(0, text.search(/[+(]/)));

const isDate = (text: string): boolean =>
  /^(?:\d{1,2}[.\-/ ]\d{1,2}[.\-/ ](?:19|20)\d{2}|(?:19|20)\d{2}[.\-/]\d{1,2}[.\-/]\d{1,2})/.test(text) ||
  /^(?:19|20)\d{2}\s?[-–]\s?(?:19|20)\d{2}$/.test(text) ||
  /^\d{1,2}[.:]\d{2}\s?[-–]\s?\d{1,2}[.:]\d{2}$/.test(text) ||
  (/^\d{1,3}(?:[ \u00a0]\d{3})+$/.test(text) && !/^(?:0|8 ?800|400|800)/.test(text));
