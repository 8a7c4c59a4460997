/** The reading halves of the packs as patterns: compiled once. */
import { foldText } from '../clean-text.ts';
import { PACKS } from '../languages/index.ts';
import { READING_PACKS } from '../languages/reading/index.ts';
import type { ReadingPack } from '../languages/reading/pack.ts';
import { compilePhrases, type Phrases } from '../phrases.ts';
import { readingPackInLatin } from '../transliteration.ts';

const LISTS = [
  'greeting',
  'nextStep',
  'notNextStep',
  'overPromise',
  'notOverPromise',
  'automation',
  'csat',
  'complaint',
  'statusLink',
  'injection',
  'vaguePromise',
] as const;
export type ReadingList = (typeof LISTS)[number];

export interface CompiledReading {
  pack: ReadingPack;
  spaced: boolean;
  lists: Record<ReadingList, Phrases | null>;
  per: [keyof ReadingPack['per'], Phrases][];
}

function compile(pack: ReadingPack): CompiledReading {
  const spaced = PACKS.find((p) => p.code === pack.code)?.spaced ?? true;
  const phrases = (list: readonly string[]): Phrases | null => compilePhrases(list.map(foldText), spaced);
  return {
    pack,
    spaced,
    lists: Object.fromEntries(LISTS.map((l) => [l, phrases(pack[l])])) as CompiledReading['lists'],
    per: (['day', 'week', 'month', 'year'] as const).flatMap((p) => {
      const pattern = phrases(pack.per[p]);
      return pattern ? [[p, pattern] as [typeof p, Phrases]] : [];
    }),
  };
}

const COMPILED = new Map<string, CompiledReading>(READING_PACKS.map((pack) => [pack.code, compile(pack)]));

/** The reading packs of these languages, in their order; a language without one is left out. */
export const readingPacks = (codes: readonly string[]): CompiledReading[] =>
  codes.flatMap((c) => {
    const latin = COMPILED.has(c) ? undefined : readingPackInLatin(c);
    if (latin) COMPILED.set(c, compile(latin));
    return COMPILED.get(c) ?? [];
  });
