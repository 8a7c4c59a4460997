/** The rubric's words as patterns: compiled once; and where a reply says one of them. */
import { foldText } from '../clean-text.ts';
import { PACKS } from '../languages/index.ts';
import { RUBRIC_PACKS } from '../languages/rubric/index.ts';
import type { RubricPack } from '../languages/rubric/pack.ts';
import { compilePhrases, type Phrases } from '../phrases.ts';
import type { ReadUnit, ReplyText } from '../reply-text.ts';

export type RubricList = Exclude<keyof RubricPack, 'code'>;

interface CompiledRubric {
  code: string;
  lists: Record<RubricList, Phrases | null>;
}

const COMPILED = new Map<string, CompiledRubric>(
  RUBRIC_PACKS.map((pack) => {
    const spaced = PACKS.find((p) => p.code === pack.code)?.spaced ?? true;
    const { code, ...lists } = pack;
    const patterns = Object.entries(lists).map(([name, list]) => [
      name,
      compilePhrases(list.map(foldText), spaced),
    ]);
    return [code, { code, lists: Object.fromEntries(patterns) as CompiledRubric['lists'] }];
  }),
);

/** The rubric words of these languages; a language without a pack has none. */
export const rubricPacks = (codes: readonly string[]): CompiledRubric[] =>
  codes.flatMap((c) => COMPILED.get(c) ?? []);

/** Whether a stretch says one of the words, in its folded form or with its quantities masked: the pack's code. */
export function sayingIn(
  words: string,
  masked: string,
  codes: readonly string[],
  list: RubricList,
): string | null {
  const hit = rubricPacks(codes).find(({ lists }) => lists[list]?.test(words) || lists[list]?.test(masked));
  return hit?.code ?? null;
}

/** A sentence of the answer, without signature, in the forms that phrases see. */
export interface Said {
  unit: ReadUnit;
  /** Folded. */
  words: string;
  codes: string[];
}

/** Several criteria ask for the same sentences: kept as long as the reply itself. */
const read = new WeakMap<ReplyText, Said[]>();

export function saidIn(reply: ReplyText): Said[] {
  const known = read.get(reply);
  if (known) return known;
  const folded = foldText(reply.text);
  const said = reply.units.flatMap((unit): Said[] =>
    unit.kind === 'sentence' && unit.text.trim() !== ''
      ? [
          {
            unit,
            words: folded.slice(unit.start, unit.end).replace(/\n/g, ' '),
            codes: unit.packs.map((p) => p.code),
          },
        ]
      : [],
  );
  read.set(reply, said);
  return said;
}

export const says = (said: Said, list: RubricList): string | null =>
  sayingIn(said.words, said.unit.text, said.codes, list);
