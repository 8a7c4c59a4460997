/**
 * The notation in which language packs write what they look for, and how it becomes a pattern.
 *
 *   call us          these words, in this order, with up to three blanks, commas, quotes or dashes between
 *   repay*           any word that begins so          *кредит* any word that has it inside      * any word
 *   (call|ring us)   one of these                     kindly?  may be left out
 *   [申]请  先[生]   in scripts without blanks: not right behind, not right before one of these signs
 *   call ... office  anything up to 60 characters between, inside one sentence
 *   ^ call           at the beginning of a sentence, or behind a colon, dash or bullet
 *   <percent>        a quantity that `quantities.ts` found: percent money time days age num phone date clock link ref
 *
 * Text is matched in its folded form (clean-text.ts), one sentence at a time. In scripts that write no blanks (Chinese)
 * words match inside other words. Every repetition is bounded, so no text can make a pattern slow.
 */

import { WORD } from './folded-words.ts';
import { type Held, heldBy, type Need, type Needs, needNumber } from './needed-words.ts';

/** What stands for a quantity in the text that phrases see: private-use characters, one for each code unit of it. */
export const PLACEHOLDERS = {
  percent: '\uE001',
  money: '\uE002',
  time: '\uE003',
  days: '\uE004',
  num: '\uE005',
  phone: '\uE006',
  date: '\uE007',
  clock: '\uE008',
  link: '\uE009',
  ref: '\uE00A',
  age: '\uE00B',
} as const;
export type QuantityKind = keyof typeof PLACEHOLDERS;

/** A word as a pattern that matches it letter by letter. */
export const literal = (word: string): string => word.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

interface Item {
  source: string;
  gap: boolean;
  optional: boolean;
  needs: Needs;
}

interface Parsed {
  source: string;
  needs: Needs;
}

/** Compiles one phrase to the source of a `u` pattern. Throws on broken notation: packs are checked by a test. */
export const phraseSource = (phrase: string, spaced: boolean): string => parse(phrase, spaced).source;

function parse(phrase: string, spaced: boolean): Parsed {
  const tokens = phrase.match(/\.\.\.|<[a-z]+>|[()|?]|(?:(?!\.\.\.)[^\s()|?<>])+|\s+/gu) ?? [];
  if (tokens.join('') !== phrase) throw new Error(`a lone < or > in phrase "${phrase}"`);
  let at = 0;
  const sequence = (nested: boolean): Parsed => {
    const branches: Parsed[] = [];
    let items: Item[] = [];
    const close = (): void => {
      branches.push({ source: join(items, spaced), needs: rarest(items) });
      items = [];
    };
    const whole = (): Parsed => ({
      source: branches.map((b) => b.source).join('|'),
      needs: either(branches.map((b) => b.needs)),
    });
    for (; at < tokens.length; at++) {
      const token = tokens[at]!;
      if (/^\s+$/.test(token)) continue;
      if (token === '(') {
        at++;
        const { source, needs } = sequence(true);
        items.push({ source: `(?:${source})`, gap: false, optional: false, needs });
      } else if (token === ')') {
        if (!nested) throw new Error(`unexpected ) in phrase "${phrase}"`);
        close();
        return whole();
      } else if (token === '|') close();
      else if (token === '?') {
        const last = items.at(-1);
        if (!last) throw new Error(`nothing before ? in phrase "${phrase}"`);
        last.optional = true;
      } else if (token === '^')
        items.push({
          source: spaced ? BEGINNING : DENSE_BEGINNING,
          gap: false,
          optional: false,
          needs: null,
        });
      else if (token === '...') items.push({ source: '', gap: true, optional: false, needs: null });
      else items.push({ ...word(token, spaced, phrase), gap: false, optional: false });
    }
    if (nested) throw new Error(`missing ) in phrase "${phrase}"`);
    close();
    return whole();
  };
  const { source, needs } = sequence(false);
  return { source: `(?:${source})`, needs };
}

/** What all branches need among them: nothing is known where one of them may match anything. */
const either = (branches: readonly Needs[]): Needs =>
  branches.includes(null) ? null : branches.flatMap((b) => b!);

/** A sequence needs each of its words: the least likely of them is asked for. */
function rarest(items: readonly Item[]): Needs {
  let best: Needs = null;
  for (const { needs, optional } of items)
    if (needs && !optional && (best === null || chance(needs) < chance(best))) best = needs;
  return best;
}

/** Roughly how often one of them stands in a sentence: the shorter, the oftener; a sign of Chinese says much. */
const chance = (needs: readonly Need[]): number =>
  needs.reduce((sum, { text }) => sum + 0.7 ** text.length * (/\p{sc=Han}/u.test(text) ? 0.1 : 1), 0);

/** Phrases ready to be looked for in a folded text. */
export interface Phrases {
  /** False where a word is missing in the text, so in every part of it: cheaper than a match. */
  possible(text: string): boolean;
  test(text: string): boolean;
  /** The first match, of the phrases that match there the one listed first. */
  exec(text: string): RegExpExecArray | null;
  /** All matches from left to right, none in another. */
  all(text: string): RegExpExecArray[];
}

/** Any of the phrases. Null for an empty list. */
export function compilePhrases(phrases: readonly string[], spaced: boolean): Phrases | null {
  if (phrases.length === 0) return null;
  const each = phrases.map((phrase) => {
    const { source, needs } = parse(phrase, spaced);
    return { source, needs: needs?.map(needNumber) ?? null, pattern: null as RegExp | null };
  });
  type One = (typeof each)[number];
  // Most are never needed: compiled at their first use.
  const patternOf = (one: One): RegExp => {
    one.pattern ??= new RegExp(one.source, 'u');
    return one.pattern;
  };
  const possible = ({ needs }: One, held: Held): boolean => {
    if (needs === null) return true;
    for (const n of needs) if (held[n] === 1) return true;
    return false;
  };
  return {
    possible: (text) => {
      const held = heldBy(text);
      return each.some((one) => possible(one, held));
    },
    test: (text) => {
      const held = heldBy(text);
      for (const one of each) if (possible(one, held) && patternOf(one).test(text)) return true;
      return false;
    },
    exec: (text) => {
      const held = heldBy(text);
      let best: RegExpExecArray | null = null;
      for (const one of each) {
        const m = possible(one, held) ? patternOf(one).exec(text) : null;
        if (m && (best === null || m.index < best.index)) best = m;
      }
      return best;
    },
    all: (text) => {
      const held = heldBy(text);
      const some = each.filter((one) => possible(one, held));
      if (some.length === 0) return [];
      return [...text.matchAll(new RegExp(some.map((one) => one.source).join('|'), 'gu'))];
    },
  };
}

function word(token: string, spaced: boolean, phrase: string): Parsed {
  const entity = /^<([a-z]+)>$/.exec(token)?.[1];
  if (entity) {
    const mark = PLACEHOLDERS[entity as QuantityKind];
    if (!mark) throw new Error(`unknown quantity <${entity}> in phrase "${phrase}"`);
    // The whole of a run, from its beginning: a run that could be entered anywhere takes quadratic time.
    return { source: `(?<!${mark})${mark}+(?!${mark})`, needs: [{ text: mark, at: 'anywhere' }] };
  }
  const open = token.startsWith('*');
  const end = token.endsWith('*') && token.length > 1;
  const core = token.slice(open ? 1 : 0, end ? -1 : undefined);
  if (!spaced) {
    const [, behind, inner, before] = /^(?:\[(\p{L}+)\])?([^[\]]+)(?:\[(\p{L}+)\])?$/u.exec(token) ?? [];
    if (!inner) return { source: literal(core), needs: [{ text: core, at: 'anywhere' }] };
    const source = `${behind ? `(?<![${behind}])` : ''}${literal(inner)}${before ? `(?![${before}])` : ''}`;
    return { source, needs: [{ text: inner, at: 'anywhere' }] };
  }
  // A sign may stand close behind a word: "rate:".
  if (core !== '' && !ANY_LETTER.test(core))
    return { source: literal(core), needs: [{ text: core, at: 'anywhere' }] };
  // "'ll" stands close behind its word as well.
  const before = core.startsWith("'") ? '' : `(?<![${WORD}])`;
  return {
    source: `${before}${open ? `[${WORD}]{0,15}` : ''}${literal(core)}${end ? `[${WORD}]{0,15}` : ''}(?![${WORD}])`,
    needs: core === '' ? null : [longestPiece(core, open, end)],
  };
}

const LETTERS = new RegExp(`[${WORD}]+`, 'gu');
const ANY_LETTER = new RegExp(`[${WORD}]`, 'u');

/** Of "24/7" or "e-mail" the longest run of letters: the words of a text are such runs. */
function longestPiece(core: string, open: boolean, end: boolean): Need {
  const [best] = [...core.matchAll(LETTERS)].sort((a, b) => b[0].length - a[0].length) as [RegExpExecArray];
  const begins = !open || best.index > 0;
  const ends = !end || best.index + best[0].length < core.length;
  return { text: best[0], at: begins ? (ends ? 'word' : 'beginning') : 'anywhere' };
}

/**
 * Nothing but signs and figures before it; what stands in brackets is the label of a button. Behind a letter it fails at
 * once, and its classes are few ranges: it is tried at every place of a text.
 */
const BEGINNING =
  '(?<![a-z\\u00C0-\\u1FFF])(?<=^[^a-z\\u00C0-\\u1FFF\\[]{0,12}|[.!?…:>–—•👉✅]\\s{0,2}|\\s-\\s)';

/** Signs set no words apart: nothing but marks may stand before. */
const DENSE_BEGINNING = '(?<=^[^\\p{L}]{0,6}|[。!?:>—–•]\\s{0,2})';

/** Blanks and light punctuation between two words; a quantity may stand close to its neighbour. */
const JOINT = `[^${WORD}.!?\\n\\uE000-\\uE0FF]{0,3}`;
const TIGHT = '[\\s,，、:：\'"-]{0,2}';

function join(items: Item[], spaced: boolean): string {
  let out = '';
  const glue = spaced ? JOINT : TIGHT;
  const gap = spaced ? '[^\\n]{0,60}?' : '[^\\n]{0,25}?';
  items.forEach((item, i) => {
    if (item.gap) {
      out += gap;
      return;
    }
    const before = i > 0 && !items[i - 1]!.gap ? glue : '';
    out += item.optional ? `(?:${before}${item.source})?` : `${before}${item.source}`;
  });
  return out;
}
