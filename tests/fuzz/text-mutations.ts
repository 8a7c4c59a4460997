/** What can happen to the words of a mail. */
import { nearMatch, run } from './bombs.ts';
import type { Dice } from './dice.ts';

type Mutation = (text: string, d: Dice, other: string) => string;

const insert = (text: string, d: Dice, what: string): string => {
  const at = d.below(text.length + 1);
  return text.slice(0, at) + what + text.slice(at);
};

const quoteDeeper = (text: string, d: Dice): string => {
  const depth = d.size(300);
  const mark = d.pick(['>', '> ', '| ', '>>', ' > ']);
  return text
    .split('\n')
    .map((l, i) => `${mark.repeat(d.below(2) === 0 ? depth : (i % depth) + 1)}${l}`)
    .join('\n');
};

/** Characters that a reader does not see, between all others. */
const sprinkle = (text: string, d: Dice): string => {
  const mark = d.pick([
    '\u200B',
    '\u00AD',
    '\u202E',
    '\u0301',
    '\u2060',
    '\uFE0F',
    '\u{E0020}',
    '\uDC00',
    '\u0000',
    ' ',
    '\n',
  ]);
  const step = d.size(20);
  return [...text].map((c, i) => (i % step === 0 ? c + mark : c)).join('');
};

export const TEXT_MUTATIONS: readonly Mutation[] = [
  (t, d) => t.slice(0, d.below(t.length + 1)),
  (t, d) => t.slice(d.below(t.length + 1)),
  (t, d) => t.repeat(Math.min(d.size(40), Math.ceil(100_000 / (t.length + 1)))),
  (t, d, other) => t.slice(0, d.below(t.length + 1)) + other.slice(d.below(other.length + 1)),
  (t, d) => insert(t, d, run(d)),
  (t, d) => insert(t, d, run(d)),
  (t, d) =>
    insert(
      t,
      d,
      Array.from({ length: d.size(400) }, () => nearMatch(d)).join(d.pick([' ', '\n', '. ', ', ', '。'])),
    ),
  (t, d) => t.replace(/\n+/g, d.pick([' ', '', '\r', '\r\n\r\n', '\u2028', '\n > ', '\n\t'])),
  (t, d) => t.replace(/ /g, d.pick(['', '\u00A0', '\n', '  ', '\t', '\u3000', '.'])),
  (t) => t.toUpperCase(),
  (t, d) => quoteDeeper(t, d),
  (t, d) => sprinkle(t, d),
  (t, d) => t.replace(/\d/g, () => d.pick(['1', '23', '0,5', '1 000', '％', '①', '٣', '一'])),
  (t, d) => t.replace(/[.!?。]/g, d.pick(['', '...', '?!', '。', ';', ':', '\u3002\n'])),
  (t, d) => insert(t, d, String.fromCharCode(...Array.from({ length: d.size(200) }, () => d.below(0x10000)))),
  (t, d) =>
    t
      .split('\n')
      .sort(() => d.below(3) - 1)
      .join('\n'),
];
