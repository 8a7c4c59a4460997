/**
 * Cyrillic languages written in Latin letters ("Vash lyst otrymano"). Writers transliterate each in their own way, so
 * text and pack are both brought to one skeleton in which the ways fall together, and then matched as always.
 */
import { PACKS } from './languages/index.ts';
import type { Pack } from './languages/pack.ts';
import { READING_PACKS } from './languages/reading/index.ts';
import type { ReadingPack } from './languages/reading/pack.ts';

const CYRILLIC = /[\u0400-\u04FF][\u0400-\u04FF']*/gu;
const LATIN = /[a-z][a-z']*/g;
const LETTERS: Record<string, string> = Object.fromEntries(
  'а a,б b,в v,г g,ґ g,д d,е e,є e,ж zh,з z,и i,і i,ї i,й i,к k,л l,м m,н n,о o,п p,р r,с s,т t,у u,ф f,х g,ц ts,ч ch,ш sh,щ sch,ь ,ъ ,ы i,э e,ю iu,я ia'
    .split(',')
    .map((pair) => pair.split(' ') as [string, string]),
);

/** One spelling of a Latin word for all the usual ones: "dlya", "dlja" and "dlia" come out the same. Never longer. */
const latinSkeleton = (word: string): string =>
  word
    .replace(/shch/g, 'sch')
    .replace(/'/g, '')
    .replace(/kh|(?<![szc])h/g, 'g')
    .replace(/x/g, 'g')
    .replace(/w/g, 'v')
    .replace(/[yj]/g, 'i')
    .replace(/i+e/g, 'e')
    .replace(/(.)\1+/g, '$1');

const cyrillicSkeleton = (word: string): string =>
  [...word]
    .map((c) => LETTERS[c] ?? '')
    .join('')
    .replace(/i+e/g, 'e')
    .replace(/(.)\1+/g, '$1');

/** Folded text in skeletons, blanks behind the words that got shorter: every word begins where it began. */
export const skeletonOf = (folded: string): string =>
  folded
    .replace(LATIN, (w) => latinSkeleton(w).padEnd(w.length))
    .replace(CYRILLIC, (w) => cyrillicSkeleton(w).slice(0, w.length).padEnd(w.length));

/** Code of the derived packs: BCP 47's for a language in Latin letters. */
export const latinCode = (code: string): string => `${code}-Latn`;
export const isLatinCode = (code: string): boolean => code.endsWith('-Latn');

function inSkeletons<T>(value: T): T {
  if (typeof value === 'string') return value.replace(CYRILLIC, cyrillicSkeleton) as T;
  if (Array.isArray(value)) return value.map(inSkeletons).filter((v) => v !== '') as T;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([k, v]) => [k.replace(CYRILLIC, cyrillicSkeleton), inSkeletons(v)]),
  ) as T;
}

/** The pack as it looks in Latin letters. Undefined for an unknown code. */
export function packInLatin(code: string): Pack | undefined {
  const pack = PACKS.find((p) => latinCode(p.code) === code);
  return pack && { ...inSkeletons(pack), code: code as Pack['code'], script: 'Latin', letters: '' };
}

export function readingPackInLatin(code: string): ReadingPack | undefined {
  const pack = READING_PACKS.find((p) => latinCode(p.code) === code);
  return pack && { ...inSkeletons(pack), code: code as ReadingPack['code'] };
}

/** Shorter words are in several languages. */
const MIN_WORD = 4;
const MOST_WORDS = 150;
/** So many of its words belong to the pack before a text counts as transliterated. */
const ENOUGH_WORDS = 2;
const ENOUGH_SHARE = 0.35;

/** Every word and stem of the packs whose script is not Latin, as skeletons. */
const STEMS: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  PACKS.filter((p) => p.spaced && p.script === 'Cyrillic').map((p) => [
    p.code,
    new Set(
      (JSON.stringify([p, READING_PACKS.find((r) => r.code === p.code)]).match(CYRILLIC) ?? [])
        .map(cyrillicSkeleton)
        .filter((w) => w.length >= MIN_WORD),
    ),
  ]),
);

/** Words of the packs that are written in Latin letters anyway: a text with more of these is none of the others. */
const LATIN_WORDS: ReadonlySet<string> = new Set(
  PACKS.filter((p) => p.script === 'Latin').flatMap(
    (p) =>
      JSON.stringify([p, READING_PACKS.find((r) => r.code === p.code)])
        .match(LATIN)
        ?.filter((w) => w.length >= MIN_WORD) ?? [],
  ),
);

/** Letters of languages that are written in Latin ones (ł, ą, ü): no usual transliteration has them, č, š, ž, ě aside. */
const OWN_LETTERS = /(?![čšžěëéèŭ])[\u00DF-\u024F]/u;

/** Out of `among`, the language that a text in Latin letters is transliterated from. `asked` wins a tie. Null: none. */
export function transliteratedFrom(
  folded: string,
  among: readonly string[],
  asked: string | null,
): string | null {
  const count = (pattern: RegExp): number => folded.match(pattern)?.length ?? 0;
  if (count(/[\u0400-\u04FF]/g) > count(/[a-z]/g) / 4) return null;
  if (OWN_LETTERS.test(folded)) return null;
  const words = (folded.match(LATIN) ?? []).map(latinSkeleton).filter((w) => w.length >= MIN_WORD);
  const some = words.slice(0, MOST_WORDS);
  let best: { code: string; hits: number } | null = null;
  for (const [code, stems] of STEMS) {
    if (!among.includes(code)) continue;
    const hits = some.filter((w) => startsLikeOne(w, stems)).length;
    if (hits < ENOUGH_WORDS || hits < ENOUGH_SHARE * some.length) continue;
    if (!best || hits > best.hits || (hits === best.hits && code === asked)) best = { code, hits };
  }
  const own = (folded.match(LATIN) ?? []).slice(0, MOST_WORDS).filter((w) => LATIN_WORDS.has(w)).length;
  return best && best.hits > own ? best.code : null;
}

/** A line without blanks is no word. */
const LONGEST_STEM = 30;

function startsLikeOne(word: string, stems: ReadonlySet<string>): boolean {
  for (let n = Math.min(word.length, LONGEST_STEM); n >= MIN_WORD; n--)
    if (stems.has(word.slice(0, n))) return true;
  return false;
}
