/**
 * The notation in which language packs write what they look for, and how it becomes a pattern.
 *
 *   call us          these words, in this order, with up to three blanks, commas, quotes or dashes between
 *   repay*           any word that begins so          *кредит* any word that has it inside
 *   (call|ring us)   one of these                     kindly?  may be left out
 *   [申]请  先[生]   in scripts without blanks: not right behind, not right before one of these signs
 *   call ... office  anything up to 60 characters between, inside one sentence
 *   ^ call           at the beginning of a sentence, or behind a colon, dash or bullet
 *   <percent>        a quantity that `quantities.ts` found: percent money time days age num phone date clock link ref
 *
 * Text is matched in its folded form (clean-text.ts), one sentence at a time. In scripts that write no blanks (Chinese)
 * words match inside other words. Every repetition is bounded, so no text can make a pattern slow.
 */

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

/**
 * Letters and digits of the scripts that write blanks, in few ranges; below them stands », which closes a word. A class
 * of all Unicode letters says much the same and takes V8 far longer to compile, which with thousands of phrases is
 * seconds at start.
 */
export const WORD = '0-9a-z\\u00C0-\\u1FFF';
/** A word as a pattern that matches it letter by letter. */
export const literal = (word: string): string => word.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

interface Item {
  source: string;
  gap: boolean;
  optional: boolean;
}

/** Compiles one phrase to the source of a `u` pattern. Throws on broken notation: packs are checked by a test. */
export function phraseSource(phrase: string, spaced: boolean): string {
  const tokens = phrase.match(/\.\.\.|<[a-z]+>|[()|?]|(?:(?!\.\.\.)[^\s()|?<>])+|\s+/gu) ?? [];
  let at = 0;
  const sequence = (nested: boolean): string => {
    const branches: string[] = [];
    let items: Item[] = [];
    for (; at < tokens.length; at++) {
      const token = tokens[at]!;
      if (/^\s+$/.test(token)) continue;
      if (token === '(') {
        at++;
        items.push({ source: `(?:${sequence(true)})`, gap: false, optional: false });
      } else if (token === ')') {
        if (!nested) throw new Error(`unexpected ) in phrase "${phrase}"`);
        branches.push(join(items, spaced));
        return branches.join('|');
      } else if (token === '|') {
        branches.push(join(items, spaced));
        items = [];
      } else if (token === '?') {
        const last = items.at(-1);
        if (!last) throw new Error(`nothing before ? in phrase "${phrase}"`);
        last.optional = true;
      } else if (token === '^')
        items.push({ source: spaced ? BEGINNING : DENSE_BEGINNING, gap: false, optional: false });
      else if (token === '...') items.push({ source: '', gap: true, optional: false });
      else items.push({ source: wordSource(token, spaced, phrase), gap: false, optional: false });
    }
    if (nested) throw new Error(`missing ) in phrase "${phrase}"`);
    branches.push(join(items, spaced));
    return branches.join('|');
  };
  return `(?:${sequence(false)})`;
}

/** One pattern for any of the phrases. Null for an empty list. */
export function compilePhrases(phrases: readonly string[], spaced: boolean): RegExp | null {
  if (phrases.length === 0) return null;
  const sources: string[] = [];
  for (const phrase of phrases) {
    const source = phraseSource(phrase, spaced);
    const last = sources.at(-1);
    if (last === undefined || last.length + source.length > MOST_SOURCE) sources.push(source);
    else sources[sources.length - 1] = `${last}|${source}`;
  }
  return anyOf(sources.map((s) => new RegExp(s, 'u')));
}

/** V8 does not optimise a longer pattern: matching then takes twenty times as long. */
const MOST_SOURCE = 15_000;

/** One pattern that matches where the first of these does. */
function anyOf(parts: readonly RegExp[]): RegExp {
  const first = parts[0]!;
  if (parts.length === 1) return first;
  return Object.assign(new RegExp(parts.map((p) => p.source).join('|'), 'u'), {
    test: (text: string): boolean => parts.some((p) => p.test(text)),
    exec: (text: string): RegExpExecArray | null => {
      let best: RegExpExecArray | null = null;
      for (const p of parts) {
        const m = p.exec(text);
        if (m && (best === null || m.index < best.index)) best = m;
      }
      return best;
    },
  });
}

function wordSource(token: string, spaced: boolean, phrase: string): string {
  const entity = /^<([a-z]+)>$/.exec(token)?.[1];
  if (entity) {
    const mark = PLACEHOLDERS[entity as QuantityKind];
    if (!mark) throw new Error(`unknown quantity <${entity}> in phrase "${phrase}"`);
    // The whole of a run, from its beginning: a run that could be entered anywhere takes quadratic time.
    return `(?<!${mark})${mark}+(?!${mark})`;
  }
  const open = token.startsWith('*');
  const end = token.endsWith('*') && token.length > 1;
  const core = literal(token.slice(open ? 1 : 0, end ? -1 : undefined));
  if (!spaced) {
    const [, behind, word, before] = /^(?:\[(\p{L}+)\])?([^[\]]+)(?:\[(\p{L}+)\])?$/u.exec(token) ?? [];
    return word
      ? `${behind ? `(?<![${behind}])` : ''}${literal(word)}${before ? `(?![${before}])` : ''}`
      : core;
  }
  return `(?<![${WORD}])${open ? `[${WORD}]{0,15}` : ''}${core}${end ? `[${WORD}]{0,15}` : ''}(?![${WORD}])`;
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
