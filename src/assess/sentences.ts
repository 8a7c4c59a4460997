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
/** The number of an item may stand as a placeholder. */
const BULLET = /^\s{0,8}(?:[-*•–—·▪►✓✔☑]|\(?(?:\d{1,2}|\uE005{1,2})[.)、:]|[①-⑳]|[a-zа-я]\))\s?/u;
const ABBREVIATIONS = new Set(PACKS.flatMap((p) => p.abbreviations));

/** Widest line of a text that its sender's program wraps; wider ones mean that it wraps nothing. */
const WRAP_WIDTH = 80;

/**
 * The places of each \n that only wraps a line: the sentence goes on behind it. Such a line is as full as it could be,
 * since the next word would not have fitted. In a text with wider lines every line end is meant.
 */
function softBreaks(text: string): Set<number> {
  const soft = new Set<number>();
  const lines = text.split('\n');
  const widths = lines.map((l) => l.length).filter((w) => w > 0);
  if (widths.filter((w) => w > WRAP_WIDTH).length > widths.length / 10) return soft;
  const width = Math.max(0, ...widths.filter((w) => w <= WRAP_WIDTH));
  let at = 0;
  lines.forEach((line, i) => {
    const next = lines[i + 1] ?? '';
    at += line.length;
    const word = /^\S+/.exec(next)?.[0].length ?? 0;
    const full = line.length >= 50 && line.length + 1 + word > width;
    if (full && word > 0 && !/[.!?:;。！？：；…]\s*$/u.test(line) && !BULLET.test(next)) soft.add(at);
    at += 1;
  });
  return soft;
}

/**
 * `masked` is the folded text with quantities replaced (quantities.ts): their full stops end no sentence. `text`, the
 * same before folding, tells by its capitals where an abbreviated unit closes one: "5000 грн. Строк".
 */
export function unitsOf(masked: string, text = masked): Unit[] {
  const soft = softBreaks(masked);
  const pieces: Unit[] = [];
  let start = 0;
  const push = (end: number): void => {
    const text = masked.slice(start, end);
    const lead = text.length - text.trimStart().length;
    const body = text.trim();
    const asks = /[?？]["'»”)]*$/u.test(body);
    const said = asks ? statementBefore(body) : 0;
    if (body !== '' && pieces.length < MAX_UNITS)
      for (const [from, to] of said > 0
        ? [[0, said] as const, [said, body.length] as const]
        : [[0, body.length] as const])
        for (let i = from; i < to; i += MAX_UNIT)
          pieces.push({
            start: start + lead + i,
            end: start + lead + Math.min(i + MAX_UNIT, to),
            kind: 'sentence',
            question: asks && from === said,
          });
    start = end;
  };
  for (let i = 0; i < masked.length; i++) {
    const c = masked[i]!;
    if (c === '\n') {
      if (!soft.has(i)) push(i + 1);
    } else if (c === '。' || (/[!?;]/.test(c) && /[\p{sc=Han}“「【]/u.test(masked[i + 1] ?? ''))) push(i + 1);
    else if (
      /[.!?;…]/u.test(c) &&
      /[\s"'»)]/u.test(masked[i + 1] ?? ' ') &&
      !(
        c === '.' &&
        (isAbbreviation(masked, i) || staysOpen(masked, text, i) || /\.{4}$/.test(masked.slice(i - 3, i + 1)))
      )
    )
      push(i + 1);
  }
  push(masked.length);
  return [...withContext(masked, pieces), ...paragraphs(masked)];
}

/** The dot of an abbreviated unit, with a small letter or a figure behind it. */
function staysOpen(masked: string, text: string, dot: number): boolean {
  if (!/[\uE000-\uE0FF]/.test(masked[dot - 1] ?? '')) return false;
  const word = /(\p{L}{1,5})$/u.exec(text.slice(Math.max(0, dot - 6), dot))?.[1]?.toLowerCase();
  if (word === undefined || !ABBREVIATIONS.has(word)) return false;
  return !/^\s*(?:\p{Lu}|\n|$)/u.test(text.slice(dot + 1, dot + 9));
}

/** Words of a Chinese question, or of one that is being led up to. */
const ASKING =
  /请问|想问|[您你](?:是|想|要|打算)|是不是|是否|还是|吗|呢|么|怎|哪|多少|几[天期个]|能不能|可不可以|如果|假如/u;

/** Chinese ends a statement with a comma and asks in the same breath: "最高5万，您要借多少？". 0 where it only asks. */
function statementBefore(body: string): number {
  const comma = body.lastIndexOf(',');
  const said = body.slice(0, Math.max(0, comma));
  return /\p{sc=Han}/u.test(said) && /[\uE001-\uE004\uE00B]/.test(said) && !ASKING.test(said) ? comma + 1 : 0;
}

function isAbbreviation(text: string, dot: number): boolean {
  const word = /([\p{L}.]{1,6})$/u.exec(text.slice(Math.max(0, dot - 7), dot))?.[1];
  if (word === undefined)
    return BULLET.test(text.slice(Math.max(0, text.lastIndexOf('\n', dot) + 1), dot + 2));
  return ABBREVIATIONS.has(word) || (word.length === 1 && /\s/.test(text[dot - 2] ?? ' '));
}

/** "Urgent?", "Questions?" A Chinese sign weighs three letters. */
const SHORT_QUESTION = 12;
const weightOf = (text: string): number => text.length + 2 * (text.match(/\p{sc=Han}/gu)?.length ?? 0);

/**
 * A question or a heading ("Rate:") and what stands right behind it are read together; behind a heading also what stands
 * there alone, since the heading may be a courtesy ("thanks for your mail, here goes:"), and behind a question on a line
 * of its own, since a list of questions answers each below it. In one line the question may be the condition: "Urgent?".
 */
function withContext(masked: string, pieces: Unit[]): Unit[] {
  return pieces.flatMap((p, i) => {
    const before = pieces[i - 1];
    if (!before || p.question || p.end - before.start > MAX_UNIT) return [p];
    const joined = { ...p, start: before.start };
    const ownLine =
      weightOf(masked.slice(before.start, before.end)) > SHORT_QUESTION &&
      masked.slice(before.end, p.start).includes('\n');
    if (before.question) return ownLine ? [joined, p] : [joined];
    return /[:：]\s*$/u.test(masked.slice(before.start, before.end)) ? [joined, p] : [p];
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
