/** A salutation, and the asker's name in any of its forms. */
import type { Finding } from '../../model/assessment.ts';
import { WORD } from '../folded-words.ts';
import { literal } from '../phrases.ts';
import { type ReplyText, spanOf } from '../reply-text.ts';
import { readingPacks } from './compiled.ts';

/** Salutations stand at the beginning; a ticket system's heading may stand above them. */
const OPENING = 260;

/** `names`: as for `nameUseOf`. A line that is nothing but the name is a salutation too. */
export function greetingOf(reply: ReplyText, names: readonly string[]): Finding | null {
  const opening = reply.maskedAll.slice(0, OPENING).replace(/\n/g, ' ');
  for (const pack of readingPacks(reply.packs.map((p) => p.code))) {
    const m = pack.lists.greeting?.exec(opening);
    if (m)
      return {
        criterion: 'greets',
        value: true,
        rule: `${pack.pack.code}.greeting`,
        reason: 'Opens with a salutation.',
        span: spanOf(reply.text, m.index, m.index + m[0].length),
      };
  }
  const first = reply.maskedAll.trimStart().slice(0, 40);
  const start = reply.maskedAll.length - reply.maskedAll.trimStart().length;
  for (const form of names.filter((n) => n.trim().length >= 2)) {
    const m = formPattern(form).exec(first);
    const end = m && m.index === 0 ? m[0].length : 0;
    if (end > 0 && (/^\s*[,!:.，：！]?\s*\n/u.test(first.slice(end)) || /^[，：]/u.test(first.slice(end))))
      return {
        criterion: 'greets',
        value: true,
        rule: 'greeting.name',
        reason: 'Opens with the asker’s name.',
        span: spanOf(reply.text, start, start + end),
      };
  }
  return null;
}

/** `names`: forms of the persona's name, folded (full name, given name, diminutives, transliterations). */
export function nameUseOf(reply: ReplyText, names: readonly string[]): Finding | null {
  let at: { index: number; length: number } | null = null;
  for (const form of names.filter((n) => n.trim().length >= 2)) {
    const m = formPattern(form).exec(reply.maskedAll);
    if (m) {
      at = { index: m.index, length: m[0].length };
      break;
    }
  }
  at ??= transliterated(reply.maskedAll, names);
  return (
    at && {
      criterion: 'uses-name',
      value: true,
      rule: 'name.form',
      reason: 'The asker’s name stands in it.',
      span: spanOf(reply.text, at.index, at.index + at.length),
    }
  );
}

const patterns = new Map<string, RegExp>();

/** The form itself; of a Slavic word also its cases, of a Chinese full name also family name and polite title. */
function formPattern(form: string): RegExp {
  let found = patterns.get(form);
  if (found) return found;
  const han = /^(\p{sc=Han})\p{sc=Han}{1,3}$/u.exec(form);
  if (han)
    found = new RegExp(
      `${literal(form)}|${han[1]}(?:先生|女士|小姐|同学|老师|总|哥|姐|生(?=[，,：:\\s您你]))`,
      'u',
    );
  else if (/\p{sc=Han}/u.test(form)) found = new RegExp(literal(form), 'u');
  else {
    const cyrillic = /^[\u0400-\u04FF']{4,}$/u.test(form);
    const stem = cyrillic ? form.replace(/[аеєиіїйоуьюя]$/u, '') : form;
    // Cases, and the usual endearments: "Оксаночко", "Аннушка".
    const tail = cyrillic ? '(?:(?:[оеєи]ч|[ую][сш]|ен)[а-яіїєґ]{1,4}|[а-яіїєґ]{0,3})' : '';
    found = new RegExp(`(?<![${WORD}])${literal(stem)}${tail}(?![${WORD}])`, 'u');
  }
  if (patterns.size > 2_000) patterns.clear();
  patterns.set(form, found);
  return found;
}

const LETTERS: Record<string, string> = Object.fromEntries(
  'а a,б b,в v,г h,ґ g,д d,е e,є ie,ж zh,з z,и y,і i,ї i,й i,к k,л l,м m,н n,о o,п p,р r,с s,т t,у u,ф f,х kh,ц ts,ч ch,ш sh,щ shch,ь ,ъ ,ы y,э e,ю iu,я ia'
    .split(',')
    .map((pair) => pair.split(' ') as [string, string]),
);

/** Sounds without the choices in which transliterations differ: "Yuliia", "Julija" and "Юлія" come out the same. */
const skeleton = (word: string): string =>
  [...word]
    .map((c) => LETTERS[c] ?? c)
    .join('')
    .replace(/x/g, 'ks')
    .replace(/kh|h/g, 'g')
    .replace(/[yj]/g, 'i')
    .replace(/[^a-z]/g, '')
    .replace(/(.)\1+/g, '$1')
    .replace(/(?:ia|ei|ii|i|a|e|u|o)$/, '');

/** A word of the opening that is a name of the persona in the other alphabet. */
function transliterated(text: string, names: readonly string[]): { index: number; length: number } | null {
  const wanted = new Map<string, boolean>();
  for (const name of names)
    for (const word of name.split(/[\s.]+/))
      if (/^[a-z\u0400-\u04FF'-]{4,20}$/u.test(word)) {
        const key = skeleton(word);
        if (key.length >= 2) wanted.set(key, /[a-z]/.test(word));
      }
  for (const m of text.slice(0, 400).matchAll(/[a-z]{3,20}|[\u0400-\u04FF']{3,20}/gu)) {
    const latin = wanted.get(skeleton(m[0]));
    if (latin !== undefined && latin !== /[a-z]/.test(m[0])) return { index: m.index, length: m[0].length };
  }
  return null;
}
