/** Text as a reader sees it: line ends, Unicode form and invisible characters put in order. Linear in its length. */
import { simplifyHan } from './han-variants.ts';

/** Zero-width, bidirectional, tag and other characters that show nothing; they hide or reorder words. */
const INVISIBLE = new RegExp(
  '[\\u00AD\\u061C\\u115F\\u1160\\u17B4\\u17B5\\u180B-\\u180E\\u200B-\\u200F\\u202A-\\u202E\\u2060-\\u206F' +
    '\\u3164\\uFE00-\\uFE0F\\uFEFF\\uFFA0\\u{E0000}-\\u{E0FFF}]',
  'gu',
);
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed
const CONTROL = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\uE000-\uF8FF]/g;
/** A run of one ruling character: cut, because quote parsers go quadratic on it (channels.md 1.8). */
const RULING = /([-_=*~.#+<>|])\1{39,}/g;

/** NFC, \n line ends, no trailing blanks, at most one empty line in a row, nothing invisible. Keeps every word. */
export function cleanText(raw: string): string {
  const lines = raw
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(INVISIBLE, '')
    .replace(CONTROL, '')
    .normalize('NFC')
    .replace(RULING, (run) => run.slice(0, 40))
    .split('\n');
  const kept: string[] = [];
  for (const line of lines) {
    const trimmed = line.trimEnd();
    if (trimmed === '' && (kept.length === 0 || kept[kept.length - 1] === '')) continue;
    kept.push(trimmed);
  }
  while (kept[kept.length - 1] === '') kept.pop();
  return kept.join('\n');
}

const FOLDS: readonly [RegExp, string][] = [
  [/[\u00A0\u1680\u2000-\u200A\u202F\u205F\u3000\t]/g, ' '],
  [/[\u2018\u2019\u02BC\u02B9\u0060\u00B4\u2032\u201B]/g, "'"],
  [/[\u2010-\u2015\u2212\uFE58\uFE63]/g, '-'],
  [/\u0451/g, '\u0435'],
];

/**
 * The form that rules match against: lower case, full-width forms narrow, one kind of apostrophe, dash and blank, ё as е,
 * Chinese in simplified signs.
 * Every UTF-16 code unit stays in its place, so that an offset in the folded text is one in the text.
 */
export function foldText(text: string): string {
  let out = text.replace(/[\uFF01-\uFF5E]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0));
  const lower = out.toLowerCase();
  // A few capitals grow when lowered (İ): then letter by letter, those left as they are.
  out =
    lower.length === out.length
      ? lower
      : out.replace(/\p{Lu}/gu, (c) => (c.toLowerCase().length === c.length ? c.toLowerCase() : c));
  for (const [from, to] of FOLDS) out = out.replace(from, to);
  return simplifyHan(out);
}

/** Cuts at a code unit without splitting a surrogate pair. */
export function cutText(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const last = text.charCodeAt(limit - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? limit - 1 : limit);
}
