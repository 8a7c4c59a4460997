/** A phrase is never ruled out by the words of a text that it would match: what is skipped finds what trying all finds. */
import { describe, expect, it } from 'vitest';
import { foldText } from '../../src/assess/clean-text.ts';
import { PACKS } from '../../src/assess/languages/index.ts';
import { compilePhrases, PLACEHOLDERS, phraseSource, type QuantityKind } from '../../src/assess/phrases.ts';
import { type Dice, dice } from '../fuzz/dice.ts';

const TRIES = 3_000;

describe('what phrases need', () => {
  for (const pack of PACKS)
    it(`${pack.code}: phrases are found in texts made of them, as their pattern alone finds them`, () => {
      const phrases = allPhrases(pack);
      const throws = dice(20_261_122);
      let found = 0;
      for (let n = 0; n < TRIES; n++) {
        const phrase = throws.pick(phrases);
        const text = `${throws.pick(AROUND)}${instance(phrase, throws, pack.spaced)}${throws.pick(AROUND)}`;
        const alone = new RegExp(phraseSource(phrase, pack.spaced), 'u').exec(text);
        const compiled = compilePhrases([phrase], pack.spaced)!;
        expect(compiled.exec(text)?.index, `${phrase} in ${text}`).toBe(alone?.index);
        expect(compiled.test(text)).toBe(alone !== null);
        expect(compiled.all(text).length > 0).toBe(alone !== null);
        if (alone) {
          found++;
          expect(compiled.possible(`before ${text} behind`)).toBe(true);
        }
      }
      // Most texts hold their phrase: an exclusion of what may stand beside a word spoils a few.
      expect(found).toBeGreaterThan(TRIES * 0.8);
    });

  it('the first match counts, and of two in one place the phrase listed first', () => {
    const some = compilePhrases(['call* us', 'call', 'ring us'], true)!;
    expect(some.exec('please ring us or calls us')?.[0]).toBe('ring us');
    expect(some.exec('please call us')?.[0]).toBe('call us');
    expect(some.all('call us, ring us').map((m) => m[0])).toEqual(['call us', 'ring us']);
    expect(some.test('recall used')).toBe(false);
    expect(some.possible('recall used')).toBe(false);
  });
});

const AROUND = ['', ' ', ' xx, ', '. ', ' — ', ', 22 '];

function allPhrases(pack: (typeof PACKS)[number]): string[] {
  const { facets, deflection, refusal, personalData, demand, notDemand, tells, optionalContact } = pack;
  const out: string[] = [];
  const walk = (value: unknown): void => {
    if (typeof value === 'string') out.push(foldText(value));
    else if (value && typeof value === 'object') for (const v of Object.values(value)) walk(v);
  };
  walk([facets, deflection, refusal, personalData, demand, notDemand, tells, optionalContact]);
  walk(pack.responder);
  return out;
}

/** A text that the phrase was written for: one branch of each choice, stars filled with letters, gaps with a word. */
function instance(phrase: string, throws: Dice, spaced: boolean): string {
  const tokens = phrase.match(/\.\.\.|<[a-z]+>|[()|?]|(?:(?!\.\.\.)[^\s()|?<>])+|\s+/gu) ?? [];
  let at = 0;
  const sequence = (): string => {
    const branches: string[][] = [[]];
    for (; at < tokens.length; at++) {
      const token = tokens[at]!;
      const words = branches.at(-1)!;
      if (token === '(') {
        at++;
        words.push(sequence());
      } else if (token === ')') break;
      else if (token === '|') branches.push([]);
      else if (token === '?') {
        if (throws.below(2) === 0) words.pop();
      } else if (token === '...') words.push(spaced ? 'so' : '也');
      else if (token !== '^' && !/^\s+$/.test(token)) words.push(plain(token, throws, spaced));
    }
    return throws.pick(branches).join(spaced ? ' ' : '');
  };
  return sequence();
}

function plain(token: string, throws: Dice, spaced: boolean): string {
  const kind = /^<([a-z]+)>$/.exec(token)?.[1];
  if (kind) return PLACEHOLDERS[kind as QuantityKind].repeat(1 + throws.below(4));
  if (!spaced) return token.replace(/\[\p{L}+\]/gu, '').replace(/^\*|\*$/g, '');
  const more = throws.pick(['', 'а', 'ing']);
  return token.replace(/^\*/, more).replace(/(?<=.)\*$/, more);
}
