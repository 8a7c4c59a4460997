/** A reply cut into the stretches that rules look at: sentences, and paragraphs or lists as a whole. */
import { PACKS } from './languages/index.ts';

export interface Unit {
  start: number;
  end: number;
  kind: 'sentence' | 'paragraph';
  /** It asks: it answers nothing by itself, but lends its words to what follows. */
  question: boolean;
}

const MAX_UNIT = 900;
const MAX_UNITS = 400;
const BULLET = /^\s{0,8}(?:[-*•–—·▪►✓✔☑]|\(?\d{1,2}[.)、:]|[①-⑳]|[a-zа-я]\))\s?/u;
const ABBREVIATIONS = new Set(PACKS.flatMap((p) => p.abbreviations));

/** True at each \n that only wraps a long line: the sentence goes on behind it. */
function softBreaks(text: string): Set<number> {
  const soft = new Set<number>();
  let start = 0;
  for (let nl = text.indexOf('\n'); nl >= 0; nl = text.indexOf('\n', start)) {
    const line = text.slice(start, nl);
    const next = text.slice(nl + 1, nl + 40);
    const ends = /[.!?:;。！？：；…]\s*$/u.test(line);
    if (line.length >= 50 && !ends && next.trim() !== '' && next[0] !== '\n' && !BULLET.test(next))
      soft.add(nl);
    start = nl + 1;
  }
  return soft;
}

/** `masked` is the folded text with quantities replaced (quantities.ts): their full stops end no sentence. */
export function unitsOf(masked: string): Unit[] {
  const soft = softBreaks(masked);
  const pieces: Unit[] = [];
  let start = 0;
  const push = (end: number): void => {
    const text = masked.slice(start, end);
    const lead = text.length - text.trimStart().length;
    const body = text.trim();
    if (body !== '' && pieces.length < MAX_UNITS)
      for (let i = 0; i < body.length; i += MAX_UNIT)
        pieces.push({
          start: start + lead + i,
          end: Math.min(start + lead + i + MAX_UNIT, start + lead + body.length),
          kind: 'sentence',
          question: /[?？]["'»”)]*$/u.test(body),
        });
    start = end;
  };
  for (let i = 0; i < masked.length; i++) {
    const c = masked[i]!;
    if (c === '\n') {
      if (!soft.has(i)) push(i + 1);
    } else if (/[。！？；]/u.test(c)) push(i + 1);
    else if (
      /[.!?;…]/u.test(c) &&
      /[\s"'»)]/u.test(masked[i + 1] ?? ' ') &&
      !(c === '.' && isAbbreviation(masked, i))
    )
      push(i + 1);
  }
  push(masked.length);
  return [...withContext(masked, pieces), ...paragraphs(masked)];
}

function isAbbreviation(text: string, dot: number): boolean {
  const word = /([\p{L}.]{1,6})$/u.exec(text.slice(Math.max(0, dot - 7), dot))?.[1];
  if (word === undefined)
    return BULLET.test(text.slice(Math.max(0, text.lastIndexOf('\n', dot) + 1), dot + 2));
  return ABBREVIATIONS.has(word) || (word.length === 1 && /\s/.test(text[dot - 2] ?? ' '));
}

/** A question or a heading ("Rate:") and what stands right behind it are read together. */
function withContext(masked: string, pieces: Unit[]): Unit[] {
  return pieces.map((p, i) => {
    const before = pieces[i - 1];
    if (!before || p.end - before.start > MAX_UNIT) return p;
    const heading = /[:：]\s*$/u.test(masked.slice(before.start, before.end));
    return (heading || before.question) && !p.question ? { ...p, start: before.start } : p;
  });
}

function paragraphs(masked: string): Unit[] {
  const out: Unit[] = [];
  const add = (start: number, end: number): void => {
    const body = masked.slice(start, end).trim();
    if (body !== '' && out.length < 60)
      out.push({ start, end: Math.min(end, start + 2 * MAX_UNIT), kind: 'paragraph', question: false });
  };
  let start = 0;
  for (const gap of masked.matchAll(/\n\n/g)) {
    add(start, gap.index);
    start = gap.index + 2;
  }
  add(start, masked.length);
  return out;
}
