/**
 * Which lines of a reply are the quoted original. Own rules for the styles of Gmail, Outlook, Apple Mail, mail.ru,
 * ukr.net, QQ, 163 and ticket systems in the languages of the packs; whatever they don't see is left to
 * email-reply-parser, on text that its quadratic patterns can bear (channels.md 1.8).
 */
import EmailReplyParser from 'email-reply-parser';
import { cutText, foldText } from './clean-text.ts';
import { PACKS } from './languages/index.ts';
import { literal } from './phrases.ts';
import others from './rules/quotes.json' with { type: 'json' };

const any = (words: string[]): string => words.map((w) => literal(foldText(w))).join('|');
type Word = 'wrote' | 'from' | 'others' | 'original';
const of = (...kinds: Word[]): string =>
  any(kinds.flatMap((k) => [...PACKS.flatMap((p) => p.quote[k]), ...others[k]]));

const WROTE = new RegExp(`(?<!\\p{L})(?:${of('wrote')})(?!\\p{L})`, 'u');
const WROTE_HAN = /(?:写道|写到|来信)[^\p{L}]{0,4}$/u;
const FROM = new RegExp(`^[\\s*>|]{0,6}(?:${of('from')})\\s{0,3}\\*?\\s?[:：]`, 'u');
const FIELD = new RegExp(`^[\\s*>|]{0,6}(?:${of('from', 'others')})\\s{0,3}\\*?\\s?[:：]`, 'u');
const SEPARATOR = new RegExp(
  `^[\\s>]{0,4}[-_=*]{2,40}\\s?(?:${of('original')})[^\\p{L}]{0,4}[-_=*]{0,40}[:：]?\\s*$`,
  'u',
);
const REPLY_ABOVE = new RegExp(`(?:${any(PACKS.flatMap((p) => p.quote.replyAbove))})`, 'u');
/** The marks of quotation: >, a bar, and the writer's initials before a > (The Bat!). */
/** A line that ends with a bar as well is a row of a table. */
const MARK = /^\s{0,3}(?:[>＞]|\|\s(?!.*\|\s*$)|\p{Lu}{1,3}>)/u;
const RULING = /^\s{0,3}[-–—_=*]{5,}\s*$/;
const TIME = /\d{1,2}[:.]\d{2}/;
/** A date and a mail address in one line that ends with a colon: nobody but a mail program writes that. */
const DATED = /\d{1,4}[./年-]\s?\d{1,2}|\d{1,2}[:.]\d{2}|\b20\d{2}\b/u;
const ADDRESS = /<?[^\s<>@]{1,64}@[^\s<>@]{1,120}>?/u;

const ENDS = /[:：]\s*$/u;

const isAttribution = (line: string): boolean => {
  const text = line.trim();
  if (text.length < 8 || text.length > 300 || !ENDS.test(text)) return false;
  if (!DATED.test(text)) return (WROTE.test(text) || WROTE_HAN.test(text)) && ADDRESS.test(text);
  return ADDRESS.test(text) || WROTE_HAN.test(text) || (TIME.test(text) && WROTE.test(text));
};

/** Marks every line: true where it belongs to a quotation. `lines` are cleaned, not folded. */
export function quotedLines(lines: readonly string[]): boolean[] {
  const folded = lines.map((l) => foldText(l.slice(0, 400).replaceAll('&nbsp;', ' ')));
  const quoted = lines.map((l) => MARK.test(l));
  const cut = Math.min(endOfOwn(lines, folded, quoted), oldEntry(folded, quoted));
  for (let i = cut; i < lines.length; i++) quoted[i] = true;
  markRulings(lines, quoted);
  if (!quoted.some(Boolean)) markByLibrary(lines, quoted);
  return quoted;
}

/** The line from which on all is quoted; heads of quotations above it are marked. */
function endOfOwn(lines: readonly string[], folded: string[], quoted: boolean[]): number {
  let own = false;
  for (let i = 0; i < lines.length; i++) {
    if (quoted[i]) continue;
    const above = folded[i]!.length < 200 && REPLY_ABOVE.test(folded[i]!);
    const header = above ? 1 : headAt(folded, quoted, i);
    if (header === 0) {
      own ||= lines[i]!.trim() !== '' && !RULING.test(lines[i]!);
      continue;
    }
    for (let k = i; k < i + header; k++) quoted[k] = true;
    const next = firstText(lines, i + header);
    // Above a block of > lines the marks say what is quoted, and answers may stand between them.
    if (next === null || quoted[next]) continue;
    // With nothing of the sender's above it, the answer is below, mixed with the original.
    if (own) return i;
  }
  return lines.length;
}

/**
 * Ticket systems send the newest entry on top, each under a line of dashes and one with name, date and time. The heads
 * are marked; the second entry and all below it is old.
 */
function oldEntry(folded: string[], quoted: boolean[]): number {
  let entries = 0;
  for (let i = 1; i < folded.length; i++) {
    const line = folded[i]!;
    if (quoted[i] || line.length > 120 || !TIME.test(line) || !DATED.test(line)) continue;
    let above = i - 1;
    if (folded[above]!.trim() === '' && above > 0) above--;
    if (!RULING.test(folded[above]!)) continue;
    if (++entries === 2) return above;
    for (let k = above; k <= i; k++) quoted[k] = true;
  }
  return folded.length;
}

/** Programs draw a line between an answer and what it quotes. */
function markRulings(lines: readonly string[], quoted: boolean[]): void {
  for (let i = lines.length - 1; i > 0; i--) {
    if (!quoted[i] || quoted[i - 1]) continue;
    for (let k = i - 1; k >= 0 && !quoted[k] && (lines[k]!.trim() === '' || RULING.test(lines[k]!)); k--)
      if (RULING.test(lines[k]!)) for (let m = k; m < i; m++) quoted[m] = true;
  }
}

/** How many lines from `i` on are the head of a quotation; 0 for none. */
function headAt(folded: string[], quoted: boolean[], i: number): number {
  const line = folded[i]!;
  if (SEPARATOR.test(line)) {
    // A table in place of a block of fields.
    let n = 1;
    while (n < 8 && /^\s{0,3}\|/.test(folded[i + n] ?? '')) n++;
    return n;
  }
  if (isAttribution(line)) return 1;
  if (DATED.test(line) && ENDS.test(line) && line.length < 200 && quoted[firstText(folded, i + 1) ?? -1])
    return 1;
  // Gmail and Apple Mail break the attribution over two or three lines.
  if (/[\d@]/.test(line))
    for (const n of [2, 3]) {
      const joined = folded.slice(i, i + n);
      if (
        joined.length === n &&
        !joined.slice(1).some((_, k) => quoted[i + 1 + k]) &&
        isBrokenAttribution(joined)
      )
        return n;
    }
  if (FROM.test(line) || (FIELD.test(line) && FROM.test(folded[i + 1] ?? ''))) {
    let n = 1;
    while (
      n < 8 &&
      (FIELD.test(folded[i + n] ?? '') ||
        ((folded[i + n] ?? '').trim() === '' && FIELD.test(folded[i + n + 1] ?? '')))
    )
      n++;
    if (n >= 2) return n;
  }
  return 0;
}

const isBrokenAttribution = (parts: string[]): boolean =>
  parts.every((p) => p.trim() !== '' && p.length <= 200) &&
  !(isAttribution(parts.at(-1)!) && DATED.test(parts.at(-1)!)) &&
  isAttribution(parts.join(' ')) &&
  !/[.!?。](?:\s|$)/.test(parts[0]!.replace(/\b\p{L}{1,9}\.\s/gu, ''));

function firstText(lines: readonly string[], from: number): number | null {
  for (let i = from; i < lines.length; i++) if (lines[i]!.trim() !== '') return i;
  return null;
}

/** Other languages' attribution lines. The library works on short lines only; its first quoted tail is found again here. */
function markByLibrary(lines: readonly string[], quoted: boolean[]): void {
  const text = cutText(
    lines
      .slice(0, 600)
      .map((l) => l.slice(0, 300))
      .join('\n'),
    16_384,
  );
  const fragments = new EmailReplyParser().read(text).getFragments();
  let tail = fragments.length;
  while (tail > 0 && (fragments[tail - 1]!.isQuoted() || fragments[tail - 1]!.isEmpty())) tail--;
  const first = fragments
    .slice(tail)
    .map((f) => f.getContent().trim())
    .find((c) => c !== '');
  if (first === undefined || tail === 0) return;
  const head = first.split('\n')[0]!.trim().slice(0, 40);
  const at = lines.findIndex((l) => l.trim().slice(0, 300).startsWith(head));
  if (at > 0) for (let i = at; i < lines.length; i++) quoted[i] = true;
}
