/** Texts that are slow to read for rules written badly: runs of what patterns repeat, and almost-matches of our own phrases. */
import { PACKS } from '../../src/assess/languages/index.ts';
import { READING_PACKS } from '../../src/assess/languages/reading/index.ts';
import type { Dice } from './dice.ts';

/** Every phrase of the packs, whatever it is for. */
const PHRASES: readonly string[] = [...PACKS, ...READING_PACKS].flatMap((pack) => stringsIn(pack));

function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return [...(Array.isArray(value) ? [] : Object.keys(value)), ...Object.values(value).flatMap(stringsIn)];
}

const QUANTITIES: Record<string, readonly string[]> = {
  percent: ['1%', '0,8 %', '1 відсоток', '百分之一'],
  money: ['5 000 грн', '$500', '500元', '3 тыс. руб', '1 000 000'],
  time: ['15 минут', '2 hours', '10分钟', 'минут через 15'],
  days: ['30 днів', 'two weeks', '12个月', '7/14/30 days'],
  age: ['18 років', '21 years old'],
  num: ['3', '12,5', '1.000.000'],
  phone: ['0 800 123 456', '+380 (44) 123-45-67'],
  date: ['1.9.2026', '1 September 2026', '2026年9月1日'],
  clock: ['9:00', '18:30'],
  link: ['https://acme.example/a?b=c', 'a@b.example', 'acme.example'],
  ref: ['#12345', 'AB-1234567'],
};

/** A phrase (phrases.ts) as words that it matches, its last or a middle one spoilt half of the time. */
export function nearMatch(d: Dice): string {
  const words: string[] = [];
  for (const token of d.pick(PHRASES).match(/\.\.\.|<[a-z]+>|[()|?]|[^\s()|?<>]+/gu) ?? []) {
    const quantity = /^<([a-z]+)>$/.exec(token)?.[1];
    if (quantity) words.push(d.pick(QUANTITIES[quantity] ?? ['1']));
    else if (token === '...') words.push(d.pick(['', 'a ', 'та ', '，', '1 ']).repeat(d.below(34)));
    else if (!/^[()|?]$/.test(token)) words.push(token.replace(/\*/g, () => 'ing'.repeat(d.below(3))));
  }
  // The branches of one group in a row are a sentence of near-matches by themselves; a long one is cut.
  const kept = words.slice(0, 12);
  if (d.below(2) === 0) kept.splice(d.below(kept.length + 1), 1, d.pick(['x', '-', '§', '']));
  return kept.join(d.pick([' ', ' ', ', ', '  ', '']));
}

const RUNS: readonly string[] = [
  ...' \t\n\r-=_*~.,:;!?#+<>|/\\"\'()[]{}%$€₴&@0159aя年之',
  ...[
    '\u00A0',
    '\u200B',
    '\u202E',
    '\u2066',
    '\u0301',
    '\u{E0041}',
    '\uD83D',
    '\u{1F600}',
    '\uFEFF',
    '\u3000',
    '\u0000',
  ],
  ...[
    ' \n',
    '> ',
    '>> x\n',
    '\n\n',
    '. ',
    ', ',
    '1 ',
    '1,',
    '1.',
    '1%',
    '% ',
    '- ',
    '1-',
    '0 800 ',
    '+1',
    'a@',
    'a@b.',
    '<a@b.example> ',
  ],
  ...[
    'http://',
    'https://a.example/',
    'www.',
    'x.ua ',
    '№1 ',
    '#a',
    '12:',
    '1/',
    '2026-',
    '1 day ',
    '1 тис ',
    '一',
    '千',
    '万 ',
    '1万',
  ],
  ...[
    'On 1.1.2026 a@b.example\n',
    'wrote:\n',
    'From: a\n',
    'Від: a\nКому: b\n',
    '-----\n',
    '________\n',
    'Re: ',
    'Fwd: ',
    '&amp;',
    '&#0;',
    '=?utf-8?B?',
  ],
  ...[
    'I am Anna ',
    'Anna, ',
    'Mr. X. ',
    'A. B. C. ',
    'call us ',
    'паспорт, ',
    '身份证',
    'two hundred and ',
    'від 1 до ',
    'from 1 to ',
  ],
];

/** Up to about a hundred thousand characters of one thing, mostly far fewer. */
export function run(d: Dice): string {
  const unit = d.below(3) === 0 ? nearMatch(d) : d.pick(RUNS);
  const joint = d.pick(['', '', ' ', '\n', '. ', ', ']);
  const most = Math.max(1, Math.floor(100_000 / (unit.length + joint.length + 1)));
  return (unit + joint).repeat(d.size(most));
}
