/**
 * From the visible text, which rules read, back to the text as it was given: the reader puts line ends in order, takes
 * out quoted lines and characters that show nothing, and composes accents, so offsets move.
 */
import { cleanText } from '../assess/clean-text.ts';

export type SpanMap = (span: { start: number; end: number }) => { start: number; end: number } | null;

/** Both ends in UTF-16 code units; null for a stretch that does not stand in `given`. */
export function spanMap(visible: string, given: string): SpanMap {
  if (given.startsWith(visible)) return (span) => span;
  const starts = pairLines(visible, given);
  const offset = (at: number, isEnd: boolean): number | null => {
    // The end of a stretch belongs to the line of its last character.
    const line = lineAt(starts, isEnd ? at - 1 : at);
    if (!line?.given) return null;
    return line.given.start + columnOf(line.given.text, line.text, at - line.start, isEnd);
  };
  return ({ start, end }) => {
    const from = offset(start, false);
    const to = end > start ? offset(end, true) : from;
    return from === null || to === null || to < from ? null : { start: from, end: to };
  };
}

interface Pair {
  /** Where the visible line starts. */
  start: number;
  text: string;
  /** The line that it was made of. */
  given?: { start: number; text: string };
}

/** Visible lines are lines of the given text in their order, some left out: the first that fits is the one. */
function pairLines(visible: string, given: string): Pair[] {
  const lines: { start: number; text: string }[] = [];
  let from = 0;
  for (const end of given.matchAll(/\r\n?|[\n\u2028\u2029]|$/g)) {
    lines.push({ start: from, text: given.slice(from, end.index) });
    from = end.index + end[0].length;
  }
  const pairs: Pair[] = [];
  let start = 0;
  let next = 0;
  for (const text of visible.split('\n')) {
    const pair: Pair = { start, text };
    if (text !== '') {
      const at = lines.findIndex((l, i) => i >= next && (l.text === text || cleanText(l.text) === text));
      if (at >= 0) {
        pair.given = lines[at]!;
        next = at + 1;
      }
    }
    pairs.push(pair);
    start += text.length + 1;
  }
  return pairs;
}

const lineAt = (pairs: Pair[], at: number): Pair | undefined => pairs.findLast((p) => p.start <= at);

/** Column in the given line; where single characters can't be told apart, the line's own ends. */
function columnOf(given: string, visible: string, column: number, isEnd: boolean): number {
  if (given.startsWith(visible)) return column;
  let seen = 0;
  let at = 0;
  // A letter with its accents is cleaned as one; "x" on both sides keeps blanks from being trimmed.
  for (const [token] of given.matchAll(/.\p{M}*/gsu)) {
    if (isEnd ? seen >= column : seen > column) break;
    const kept = cleanText(`x${token}x`).length - 2;
    if (!isEnd && seen === column && kept > 0) break;
    seen += kept;
    at += token.length;
  }
  if (seen === column) return at;
  return isEnd ? given.trimEnd().length : 0;
}
