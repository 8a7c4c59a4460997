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
  const askers = namePattern(askerWords(personas));
  const staff = staffMask(known.staff);
  const codes = codeMask(known.codes);
  return (text) => {
    const visible = text
      .normalize('NFC')
      .replace(INVISIBLE, ' ')
      .replace(ADDRESS, '[address]')
      .replace(NUMBER, '[number]');
    const masked = codes(staff(askers ? visible.replace(askers, '[name]') : visible));
    return masked.replace(/\[name\](?:[ .]{1,2}\[name\])+/g, '[name]');
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

const WORDS = /\p{L}+(?:['’ʼ]\p{L}+)*/gu;

/**
 * A person's name as it was read, each of its words, and their other cases; with a capital as in a name, since "will"
 * and "hope" are words too. A market has thousands of names: each word of a text is looked up, not tried against all.
 */
function staffMask(names: readonly string[]): Mask {
  const words = unique(names.flatMap((name) => [...name.matchAll(WORDS)].map(([word]) => word)));
  const spaced = words.filter((w) => !HAN.test(w));
  const exact = new Set(spaced.flatMap((w) => [w, w.toUpperCase()]));
  const stems = new Set(spaced.filter(isCyrillic).flatMap((w) => [stemOf(w), stemOf(w).toUpperCase()]));
  const han = namePattern(words.filter((w) => HAN.test(w)).flatMap((w) => [w, ...hanForms(w)]));
  const isName = (word: string): boolean => {
    const bare = word.replace(/['’]s$/iu, '');
    return exact.has(bare) || (isCyrillic(bare) && stemsOf(bare).some((stem) => stems.has(stem)));
  };
  return (text) => {
    const masked = exact.size === 0 ? text : text.replace(WORDS, (word) => (isName(word) ? '[name]' : word));
    return han ? masked.replace(han, '[name]') : masked;
  };
}

/** Runs of letters, digits and hyphens that hold a digit: looked up as a whole. */
const CODES = /(?<![\p{L}\p{N}])[\p{L}\p{N}]+(?:[-_/][\p{L}\p{N}]+)*/gu;

function codeMask(codes: readonly string[]): Mask {
  const known = new Set(
    codes.flatMap((code) => [...code.toLowerCase().matchAll(CODES)].map(([run]) => run)).filter(isCode),
  );
  return (text) =>
    known.size === 0 ? text : text.replace(CODES, (run) => (known.has(run.toLowerCase()) ? '[code]' : run));
}

/** A token of an alias may have no digit in it; of a ticket only what has one is no word. */
const isCode = (run: string): boolean => run.length > 2 && (/\p{N}/u.test(run) || /^[a-z2-7]{10}$/.test(run));

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

const isCyrillic = (word: string): boolean => /^\p{Script=Cyrillic}[\p{Script=Cyrillic}'’ʼ]{2,}$/u.test(word);

/** Endings that Ukrainian and Russian names have in any case, the longest first. */
const ENDINGS =
  'ого ому ові еві єві ими іми ою ею єю ой ей ом ем єм ым им их ій ий ый ая яя ую юю ої ьо ця а я о е є і ї и ы й у ю ь ъ'.split(
    ' ',
  );

/** The name without its ending in the first case. */
const stemOf = (word: string): string => {
  const stem = word.replace(/(?:ий|ый|ой|ая|яя|[аяоеєіїиыйуюьъ])$/u, '');
  return stem.length > 1 ? stem : word;
};

/** What a word may be a case of. */
const stemsOf = (word: string): string[] => {
  const lower = word.toLowerCase();
  return [
    word,
    ...ENDINGS.filter((e) => lower.endsWith(e) && word.length - e.length > 1).map((e) =>
      word.slice(0, -e.length),
    ),
  ];
};

const bounded = (name: string, pattern: string): string =>
  HAN.test(name) ? pattern : `(?<![\\p{L}\\p{N}])(?:${pattern})(?![\\p{L}\\p{N}])`;

const literal = (name: string): string => name.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
