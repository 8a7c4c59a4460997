/**
 * The language of a text: letters, then words that only one language has, then eld among the languages of the study. No
 * verdict on fewer than twelve letters (methods.md 4.2: letter rule, then eld: 43 of 43 sentences of twenty letters or more).
 */
import { eld } from 'eld/extrasmall';
import { foldText } from './clean-text.ts';
import { PACKS } from './languages/index.ts';
import type { Pack } from './languages/pack.ts';

const MIN_LETTERS = 12;
/** Letters of Cyrillic languages without a pack. Kazakh and Belarusian write an і too. */
const NEIGHBOURS = /[әғқңөұүһўћђјљњџѓќ]/iu;
const theirs = (word: string): boolean => NEIGHBOURS.test(word) || /і/iu.test(word);
/** Their words, in greetings and names, tell nothing of our languages. */
export const withoutNeighbours = (text: string): string =>
  NEIGHBOURS.test(text) ? text.replace(/\p{L}+/gu, (w) => (theirs(w) ? ' ' : w)) : text;
/** Links and mail addresses are in no language. */
const ADDRESSES = /https?:\/\/\S+|(?<!\S)[^\s@]{1,64}@\S+|@\w+|(?<!\S)[a-z0-9-]+(?:\.[a-z0-9-]+)+\S*/giu;
const detectors = new Map<string, ReturnType<typeof eld.newInstance>>();

function detector(languages: readonly string[]) {
  const key = [...languages].sort().join();
  let found = detectors.get(key);
  if (!found) {
    found = eld.newInstance();
    found.setLanguageSubset([...languages]);
    if (detectors.size < 16) detectors.set(key, found);
  }
  return found;
}

/** In fewer letters than these eld takes sister languages for one another. */
const FEW_LETTERS = 60;

/**
 * An ISO 639-1 code out of `among` (the study's languages), or `unknown`. Of sister languages a short text in which nothing
 * tells is in that of the question, `asked`.
 */
export function languageOf(text: string, among: readonly string[], asked: string | null = null): string {
  const sample = text.slice(0, 4_000).replace(ADDRESSES, ' ');
  const letters = sample.match(/\p{L}/gu) ?? [];
  const han = letters.filter((c) => /\p{sc=Han}/u.test(c)).length;
  // A Chinese character says what two or three letters do.
  if (letters.length - han + 3 * han < MIN_LETTERS) return 'unknown';
  const own = withoutNeighbours(sample);
  const ours = own.match(/\p{L}/gu) ?? [];
  // A text all in such a language is none of ours, whichever comes next to it.
  const mixed = ours.length > letters.length / 2;
  const byScript = mixed ? scriptLanguage(own, ours, among) : scriptLanguage(sample, letters, among);
  if (byScript) return byScript;
  // Its patterns take quadratic time on a line without blanks.
  const found = detector(among).detect(sample.replace(/\S{20}/gu, '$& ')).language;
  if (letters.length < FEW_LETTERS && asked !== null && areSisters(found, asked)) return asked;
  return among.includes(found) ? found : 'unknown';
}

/** One script, and letters of its own for each. */
function areSisters(one: string, other: string): boolean {
  const [a, b] = [one, other].map((code) => PACKS.find((p) => p.code === code && p.letters !== ''));
  return a !== undefined && b !== undefined && a.script === b.script;
}

const SCRIPTS = new Map(PACKS.map((p) => [p.script, new RegExp(`\\p{sc=${p.script}}`, 'u')]));

/** The verdict of the letters alone: a script, or letters, that only one of the study's languages has. */
function scriptLanguage(text: string, letters: readonly string[], among: readonly string[]): string | null {
  const packs = PACKS.filter((p) => among.includes(p.code));
  const script = mainScript(letters);
  const candidates = packs.filter((p) => p.script === script);
  // A script of signs (Chinese) tells by itself; an alphabet is shared with languages that have no pack.
  const [only] = candidates;
  if (only && candidates.length === 1 && !only.spaced) return only.code;
  const ranked = candidates
    .map((p) => ({ code: p.code, hits: letters.filter((c) => p.letters.includes(c.toLowerCase())).length }))
    .sort((a, b) => b.hits - a.hits || (a.code < b.code ? -1 : 1));
  return clearlyFirst(ranked, 2) ?? clearlyFirst(ownWords(text, candidates), 1);
}

interface Ranked {
  code: string;
  hits: number;
}

/** How often words stand in the text that only that one of the languages has, or has letters for. */
function ownWords(text: string, candidates: readonly Pack[]): Ranked[] {
  const words = foldText(text).match(/[\p{L}']+/gu) ?? [];
  return candidates
    .map((p) => ({
      code: p.code,
      hits: words.filter((w) => p.words.includes(w) || [...p.letters].some((c) => w.includes(c))).length,
    }))
    .sort((a, b) => b.hits - a.hits || (a.code < b.code ? -1 : 1));
}

const clearlyFirst = ([first, second]: readonly Ranked[], atLeast: number): string | null =>
  first && first.hits >= atLeast && first.hits >= 3 * (second?.hits ?? 0) ? first.code : null;

/** The script of most letters; one sign counts as three letters. */
function mainScript(letters: readonly string[]): string | undefined {
  const dense = new Set(PACKS.filter((p) => !p.spaced).map((p) => p.script));
  const counts = [...SCRIPTS].map(([script, pattern]) => ({
    script,
    n: letters.filter((c) => pattern.test(c)).length * (dense.has(script) ? 3 : 1),
  }));
  return counts.sort((a, b) => b.n - a.n)[0]?.script;
}
