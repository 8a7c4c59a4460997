/**
 * The language of a text: letters that only one language has, then eld among the languages of the study. No verdict on
 * fewer than twelve letters (methods.md 4.2: letter rule, then eld: 43 of 43 sentences of twenty letters or more).
 */
import { eld } from 'eld/extrasmall';
import { PACKS } from './languages/index.ts';

const MIN_LETTERS = 12;
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

/** An ISO 639-1 code out of `among` (the study's languages), or `unknown`. */
export function languageOf(text: string, among: readonly string[]): string {
  const sample = text.slice(0, 4_000);
  const letters = sample.match(/\p{L}/gu) ?? [];
  const han = letters.filter((c) => /\p{sc=Han}/u.test(c)).length;
  // A Chinese character says what two or three letters do.
  if (letters.length - han + 3 * han < MIN_LETTERS) return 'unknown';
  const byScript = scriptLanguage(letters, among);
  if (byScript) return byScript;
  const found = detector(among).detect(sample).language;
  return among.includes(found) ? found : 'unknown';
}

function scriptLanguage(letters: readonly string[], among: readonly string[]): string | null {
  const packs = PACKS.filter((p) => among.includes(p.code));
  const count = { Latin: 0, Cyrillic: 0, Han: 0 };
  const own = new Map<string, number>();
  for (const c of letters) {
    const letter = c.toLowerCase();
    if (/\p{sc=Han}/u.test(letter)) count.Han += 3;
    else if (/\p{sc=Cyrillic}/u.test(letter)) count.Cyrillic += 1;
    else if (/\p{sc=Latin}/u.test(letter)) count.Latin += 1;
    for (const p of packs) if (p.letters.includes(letter)) own.set(p.code, (own.get(p.code) ?? 0) + 1);
  }
  const script = (Object.keys(count) as (keyof typeof count)[]).sort((a, b) => count[b] - count[a])[0]!;
  const candidates = packs.filter((p) => p.script === script);
  // The only language of its script among the study's, unless eld knows others written so.
  if (candidates.length === 1 && script === 'Han') return candidates[0]!.code;
  const ranked = candidates
    .map((p) => ({ code: p.code, hits: own.get(p.code) ?? 0 }))
    .sort((a, b) => b.hits - a.hits || (a.code < b.code ? -1 : 1));
  const [first, second] = ranked;
  if (first && first.hits >= 2 && first.hits >= 3 * (second?.hits ?? 0)) return first.code;
  return null;
}
