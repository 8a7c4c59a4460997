/** Takes out of a text whatever names a person, a mailbox, a telephone, a ticket or a private link. */
import type { Persona } from '../model/scenario.ts';

export type Mask = (text: string) => string;

/** What of a wave is known to be private, beside what any text shows by its form. */
export interface KnownNames {
  /** Names of the lenders' people, as read in their replies. */
  staff: readonly string[];
  /** Ticket numbers, and the private parts of our aliases. */
  codes: readonly string[];
}

/** Bounded, so that a long word without an @ costs no more than its length. */
const ADDRESS = /[^\s<>()[\]{},;:"'«»“”@]{1,128}(?:@[^\s<>()[\]{},;:"'«»“”@]{1,255})+/gu;

/** Letters against which a number does not end: Chinese runs straight into its numbers. */
const WORD = String.raw`\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{N}`;
const DAY = String.raw`(?:\p{Nd}{4}-\p{Nd}{2}-\p{Nd}{2}|\p{Nd}{1,2}[./]\p{Nd}{1,2}[./]\p{Nd}{4})(?!\p{Nd})`;

/** Seven digits or more that belong together; calendar days (2026-10-05, 5.10.2026) are left alone. */
const NUMBER = new RegExp(
  String.raw`(?<![${WORD}])(?!${DAY})(?:\(\p{Nd}{1,5}\)\s?\p{Nd}|[+＋]?\p{Nd})(?:[\s().\-‐‑–－/]{0,3}\p{Nd}){6,}(?![${WORD}])`,
  'gu',
);

/** A web address in a reply may lead to the state of one person's request. */
const LINK =
  /(?:https?:\/\/|(?<![\p{L}\p{N}.])(?:www\.|t\.me\/|wa\.me\/|viber:|tg:))[^\s<>"'«»“”]{1,2048}|(?<![\p{L}\p{N}.@])(?:[\p{L}\p{N}-]{1,63}\.){1,4}\p{L}{2,24}\/[^\s<>"'«»“”]{1,2048}/giu;

/** "#48213", "№ 12-345", "SC-48213", "case 48213": what a help desk calls one person's request. */
const TICKET =
  /[#№＃]\s?\p{L}{0,8}[-‑ ]?\p{Nd}[\p{L}\p{Nd}-]{2,40}|(?<![\p{L}\p{N}])\p{Lu}{2,8}[-‑_]\p{Nd}{3,20}(?![\p{L}\p{N}])/gu;

/** A handle of a messenger. */
const HANDLE = /(?<![\p{L}\p{N}.])@[A-Za-z][\w.]{2,31}/gu;

/** Control, zero-width and direction characters: they can hide or turn round what is printed. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** A function that masks mail addresses, telephone numbers and all known names and codes in a text of our own. */
export function maskOf(personas: readonly Persona[], known: KnownNames = { staff: [], codes: [] }): Mask {
  const patterns = [
    [namePattern(askerWords(personas)), '[name]'],
    [staffPattern(known.staff), '[name]'],
    [namePattern(known.codes), '[code]'],
  ] as const;
  return (text) => {
    let masked = text
      .normalize('NFC')
      .replace(INVISIBLE, ' ')
      .replace(ADDRESS, '[address]')
      .replace(NUMBER, '[number]');
    for (const [pattern, place] of patterns) if (pattern) masked = masked.replace(pattern, place);
    return masked;
  };
}

/** The same for words of somebody else: links, tickets and handles go too. */
export const quoteMaskOf =
  (mask: Mask): Mask =>
  (text) =>
    mask(text.replace(INVISIBLE, ' ').replace(LINK, '[link]').replace(TICKET, '[code]')).replace(
      HANDLE,
      '[handle]',
    );

/** At most `most` code units, cut between characters. */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  const cut = text.slice(0, most - 1);
  return `${/[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut}…`;
}

const askerWords = (personas: readonly Persona[]): string[] =>
  personas
    .flatMap((p) => [p.mailbox, ...Object.values(p.names).flatMap((n) => [n.full, n.given, ...n.forms])])
    .flatMap((name) => [name, ...name.split(/\s+/u)]);

const HAN = /\p{Script=Han}/u;

/** One Han character alone is a word of its own in any text; with its family name it is in the list anyway. */
const unique = (names: readonly string[]): string[] =>
  [...new Set(names.map((n) => n.normalize('NFC')).filter((n) => n.length > 1))].sort(
    (a, b) => b.length - a.length || (a < b ? -1 : 1),
  );

function namePattern(names: readonly string[]): RegExp | null {
  const all = unique(names);
  return all.length === 0 ? null : new RegExp(all.map((n) => bounded(n, literal(n))).join('|'), 'giu');
}

/**
 * A person's name as it was read, each of its words, and their other cases; capitals as in a name, since "will" and
 * "hope" are words too.
 */
function staffPattern(names: readonly string[]): RegExp | null {
  const words = unique(
    names.flatMap((name) => [name, ...(HAN.test(name) ? hanForms(name) : name.split(/[\s.]+/u))]),
  );
  if (words.length === 0) return null;
  const forms = words.flatMap((w) =>
    HAN.test(w) ? [literal(w)] : [declined(w), bounded(w, literal(w.toUpperCase()))],
  );
  return new RegExp(forms.join('|'), 'gu');
}

/** "周晓琳" is also spoken to as 晓琳, 周女士, 小周. */
const hanForms = (name: string): string[] => {
  const family = name[0]!;
  return [
    ...(name.length > 2 ? [name.slice(1)] : []),
    ...['女士', '先生', '小姐', '经理', '老师'].map((title) => family + title),
    `小${family}`,
    `老${family}`,
  ];
};

/** Endings that Ukrainian and Russian names take in place of their last vowel, or after their last consonant. */
const ENDING = '(?:[аяоеєіїиыйуюьъ]|ою|ею|єю|ой|ей|ом|ем|єм|ові|еві|єві|ого|ому|ым|им|их|ій|ая|ую|ої|ьо)?';

function declined(word: string): string {
  if (!/^\p{Script=Cyrillic}[\p{Script=Cyrillic}'’ʼ-]{2,}$/u.test(word)) return bounded(word, literal(word));
  const stem = word.replace(/(?:ий|ый|ой|ая|яя|[аяоеєіїиыйуюьъ])$/u, '');
  return bounded(word, `${literal(stem.length >= 2 ? stem : word)}${ENDING}`);
}

const bounded = (name: string, pattern: string): string =>
  HAN.test(name) ? pattern : `(?<![\\p{L}\\p{N}])(?:${pattern})(?![\\p{L}\\p{N}])`;

const literal = (name: string): string => name.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
