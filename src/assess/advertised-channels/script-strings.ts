/**
 * The strings that a script puts together: literals, names that hold a literal, chains of them with +, and the usual
 * disguises (char codes, atob, backwards, percent signs). Read as text and bounded; a script is never run.
 */
import { base64, reversed, rot13 } from './hidden-mail.ts';

const LITERAL = `"(?:[^"\\\\\\n]|\\\\.){0,400}"|'(?:[^'\\\\\\n]|\\\\.){0,400}'|\`[^\`$\\\\]{0,400}\``;
const NAME = '[A-Za-z_$][\\w$]{0,40}';
const ARRAY = new RegExp(
  `\\[\\s{0,5}((?:${LITERAL})(?:\\s{0,5},\\s{0,5}(?:${LITERAL})){1,80})\\s{0,5}\\]\\s{0,5}((?:\\.reverse\\(\\)\\s{0,3})?)\\.join\\(\\s{0,3}(${LITERAL})\\s{0,3}\\)`,
  'g',
);
const CHAIN = new RegExp(
  `(?:${LITERAL}|(?<![\\w$.])${NAME})(?:\\s{0,5}\\+\\s{0,5}(?:${LITERAL}|${NAME})){1,30}`,
  'g',
);
const ASSIGN = new RegExp(
  `(?<![\\w$.])(${NAME})\\s{0,5}=\\s{0,5}((?:${LITERAL}|${NAME})(?:\\s{0,5}\\+\\s{0,5}(?:${LITERAL}|${NAME})){0,30})(?=\\s{0,5}[;,\\n})]|\\s{0,5}$)`,
  'g',
);
/** What stands before a chain that ASSIGN has read. */
const ASSIGNED = new RegExp(`(?<![\\w$.])${NAME}\\s{0,5}=\\s{0,5}$`);
const PART = new RegExp(`${LITERAL}|${NAME}`, 'g');
const CODES = /fromCharCode\(\s{0,5}((?:(?:0x[0-9a-f]{1,4}|\d{1,5})\s{0,3},?\s{0,3}){5,400})\)/gi;
const CALL = new RegExp(
  `(atob|unescape|decodeURIComponent|rot13|rot_13|decode\\w{0,20}|reverse\\w{0,20})\\s{0,3}\\(\\s{0,3}(${LITERAL})`,
  'gi',
);
const BACKWARDS = new RegExp(
  `(${LITERAL}|(?<![\\w$.])${NAME})\\s{0,3}\\.split\\(\\s{0,3}(?:''|"")\\s{0,3}\\)\\.reverse\\(\\)`,
  'g',
);
const MAILTO = new RegExp(LITERAL, 'g');

const MOST_SCRIPT = 60_000;
const MOST_STRINGS = 400;
const MOST_STRING = 2_000;

function unquoted(literal: string): string {
  return literal
    .slice(1, -1)
    .replace(/\\x([0-9a-f]{2})|\\u([0-9a-f]{4})|\\(.)/gi, (_, x?: string, u?: string, c?: string) =>
      x || u ? String.fromCharCode(Number.parseInt(x ?? u!, 16)) : c === 'n' || c === 't' ? ' ' : c!,
    );
}

/** Strings put together in the script that hold an @, mail addresses or the markup around them among them. */
export function assembledStrings(script: string): string[] {
  // 'a' + 'b' is one literal before anything else is looked at.
  const text = script.slice(0, MOST_SCRIPT).replace(/([^\\])(['"])\s{0,5}\+\s{0,5}\2/g, '$1');
  if (!/@|\\x40|\\u0040|%40|fromCharCode|atob|reverse|rot13|mailto|&#64/i.test(text)) return [];
  const held = new Map<string, string>();
  const out: string[] = [];
  const add = (s: string | null): void => {
    if (s && out.length < MOST_STRINGS && s.includes('@')) out.push(s);
  };
  const textOf = (part: string): string => (/^["'`]/.test(part) ? unquoted(part) : (held.get(part) ?? ''));
  const joined = (chain: string): string =>
    (chain.match(PART) ?? []).map(textOf).join('').slice(0, MOST_STRING);
  // In the script's own order: a name may be built up step by step.
  for (const m of text.matchAll(ASSIGN)) if (held.size < MOST_STRINGS) held.set(m[1]!, joined(m[2]!));
  for (const value of held.values()) add(entitiesRead(value));
  for (const m of text.matchAll(CHAIN))
    if (!ASSIGNED.test(text.slice(Math.max(0, m.index - 60), m.index))) add(entitiesRead(joined(m[0])));
  for (const m of text.matchAll(ARRAY)) {
    const parts = m[1]!.match(MAILTO)!.map(unquoted);
    if (m[2] !== '') parts.reverse();
    add(parts.join(unquoted(m[3]!)));
  }
  for (const m of text.matchAll(CODES))
    add(
      m[1]!
        .split(',')
        .map((n) => String.fromCharCode(Number(n.trim())))
        .join(''),
    );
  for (const m of text.matchAll(CALL)) {
    const value = unquoted(m[2]!);
    const how = m[1]!.toLowerCase();
    if (how === 'atob') add(base64(value));
    else if (how.startsWith('rot')) add(rot13(value));
    else if (how.startsWith('reverse')) add(reversed(value));
    else if (how === 'unescape' || how === 'decodeuricomponent') add(percentRead(value));
    else add(base64(value) ?? rot13(value));
  }
  for (const m of text.matchAll(BACKWARDS)) add(reversed(textOf(m[1]!)));
  // An undisguised literal counts where it is written out as a link.
  for (const m of text.matchAll(MAILTO)) {
    const value = unquoted(m[0]);
    if (/mailto:[^'"]{3,}@/i.test(value)) add(value);
    else if (/replace\(\s{0,3}\/\[a-z/i.test(text) && value.includes('@')) add(rot13(value));
  }
  return out;
}

function percentRead(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/** Joomla's cloak writes the sign and the stop as entities into its strings. */
const entitiesRead = (text: string): string =>
  text.replace(
    /&#(?:x([0-9a-f]{1,5})|(\d{1,6}));|&(commat|period);/gi,
    (_, hex?: string, dec?: string, name?: string) =>
      name
        ? name.toLowerCase() === 'commat'
          ? '@'
          : '.'
        : String.fromCodePoint(Math.min(hex ? Number.parseInt(hex, 16) : Number(dec), 0xffff)),
  );
