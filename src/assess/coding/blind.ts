/** A reply as a coder sees it: the words alone, without whose they are (methods.md 3.4). */
import { literal } from '../phrases.ts';

/** Letters that inflection puts behind a brand. */
const ENDING = '\\p{L}{0,4}';
const SHORTEST_BRAND = 3;
const LINK = /\b(?:https?:\/\/|www\.)\S{1,500}/giu;
const HOST = /(?<![\p{L}\p{N}@])(?:[\p{L}\p{N}-]{1,60}\.){1,4}\p{L}{2,20}(?:\/\S{0,300})?(?![\p{L}\p{N}])/gu;
const DATE =
  /(?<!\p{N})(?:\p{N}{4}[-./年]\p{N}{1,2}[-./月]\p{N}{1,2}日?|\p{N}{1,2}[./]\p{N}{1,2}[./]\p{N}{2,4})(?!\p{N})/gu;

export interface BlindOptions {
  /** Names of brands and legal entities, and domains: of the whole market, for a reply may name another. */
  brands: readonly string[];
  /** People of the lender's who are named in the reply. */
  staff: readonly string[];
  /** Masks mail addresses, telephone numbers and the personas' names. */
  mask: (text: string) => string;
}

/**
 * `signatureAt`: where the signature begins in the visible text, or null. Brand, people, addresses, links, dates and
 * signature are replaced by words in brackets; lines stay lines.
 */
export function blindText(
  reply: { visibleText: string; signatureAt?: number | null | undefined },
  options: BlindOptions,
): string {
  const { visibleText, signatureAt } = reply;
  const signed = signatureAt !== null && signatureAt !== undefined && signatureAt < visibleText.length;
  const body = (signed ? visibleText.slice(0, signatureAt) : visibleText).normalize('NFC');
  const brand = brandPattern(options.brands);
  const people = namePattern(options.staff);
  const lines = body.split('\n').map((line) => {
    let text = line.replace(LINK, '[link]');
    if (brand) text = text.replace(brand, '[lender]');
    text = text.replace(HOST, '[link]').replace(DATE, '[date]');
    if (people) text = text.replace(people, '[staff]');
    return options.mask(text);
  });
  return `${lines.join('\n').trim()}${signed ? '\n[signature]' : ''}`;
}

/** "Acme Loans", "acme.example", and "Acme" by itself, with the endings of a case. */
function brandPattern(brands: readonly string[]): RegExp | null {
  const forms = brands.flatMap((b) => {
    const whole = b.normalize('NFC').trim();
    const host = /^[^\s]+\.[^\s]{2,}$/.test(whole);
    return host ? [whole, whole.split('.').at(-2)!] : [whole];
  });
  return anyOf(forms.filter((f) => f.length >= SHORTEST_BRAND || /\p{sc=Han}{2}/u.test(f)));
}

const namePattern = (names: readonly string[]): RegExp | null =>
  anyOf(names.map((n) => n.normalize('NFC').trim()).filter((n) => n.length > 1));

function anyOf(words: readonly string[]): RegExp | null {
  const longestFirst = [...new Set(words)].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  if (longestFirst.length === 0) return null;
  const one = (word: string): string => {
    const spaced = literal(word).replace(/\s+/gu, '[\\s\\p{Pd}]{1,3}');
    if (/\p{sc=Han}/u.test(word)) return spaced;
    // Inflection changes the last vowel of a word: "Позика" is "Позики" of and "Позику" to.
    const stem = /\p{sc=Cyrillic}{4,}[аяоеьйы]$/u.test(word) ? spaced.slice(0, -1) : spaced;
    return `(?<![\\p{L}\\p{N}])${stem}${ENDING}(?![\\p{L}\\p{N}])`;
  };
  return new RegExp(longestFirst.map(one).join('|'), 'giu');
}
