/**
 * Which of the words that phrases need stand in a text. Thousands of phrases are asked of every sentence, and nearly all
 * lack a word: one walk over the text tells which, and only the others are matched.
 */
import { WORD } from './folded-words.ts';

/** Something that a text must hold for a phrase to match: a whole word, the beginning of one, or signs anywhere. */
export interface Need {
  text: string;
  at: 'word' | 'beginning' | 'anywhere';
}
/** One of these is needed. `null`: nothing is known to be. */
export type Needs = readonly Need[] | null;

interface Node {
  next: Map<number, Node>;
  /** Numbers of the needs that end here, -1 for none. */
  word: number;
  part: number;
}
const node = (): Node => ({ next: new Map(), word: -1, part: -1 });

const fromBeginning = node();
const fromAnywhere = node();
let count = 0;

/** The number of a need; the same need has the same one. */
export function needNumber({ text, at }: Need): number {
  let n = at === 'anywhere' ? fromAnywhere : fromBeginning;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    let next = n.next.get(code);
    if (!next) {
      next = node();
      n.next.set(code, next);
    }
    n = next;
  }
  const kind = at === 'word' ? 'word' : 'part';
  if (n[kind] < 0) n[kind] = count++;
  return n[kind];
}

/** By the number of a need: 1 where the text holds it. */
export type Held = Uint8Array;

/** By the text, for the sentences of a message or two: a dozen kilobytes each. */
const known = new Map<string, Held>();
const MOST_KNOWN = 1_000;

export function heldBy(text: string): Held {
  let held = known.get(text);
  // Packs in Latin letters are compiled when the first such text comes.
  if (held && held.length === count) return held;
  if (known.size >= MOST_KNOWN) known.clear();
  held = walk(text);
  known.set(text, held);
  return held;
}

const LETTER = new RegExp(`[${WORD}]`);
const isLetter = Uint8Array.from({ length: 0x2000 }, (_, code) =>
  LETTER.test(String.fromCharCode(code)) ? 1 : 0,
);

function walk(text: string): Held {
  const held = new Uint8Array(count);
  let before = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const letter = isLetter[code] ?? 0;
    if (letter && !before) mark(text, i, fromBeginning, held);
    if (fromAnywhere.next.has(code)) mark(text, i, fromAnywhere, held);
    before = letter;
  }
  return held;
}

function mark(text: string, from: number, root: Node, held: Held): void {
  let n: Node | undefined = root;
  for (let i = from; n; i++) {
    if (n.part >= 0) held[n.part] = 1;
    if (n.word >= 0 && !isLetter[text.charCodeAt(i)]) held[n.word] = 1;
    n = i < text.length ? n.next.get(text.charCodeAt(i)) : undefined;
  }
}
