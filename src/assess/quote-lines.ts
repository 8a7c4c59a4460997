/**
 * Which lines of a reply are the quoted original. Own rules for the styles of Gmail, Outlook, Apple Mail, mail.ru,
 * ukr.net, QQ, 163 and ticket systems in the languages of the packs; whatever they don't see is left to
 * email-reply-parser, on text that its quadratic patterns can bear (channels.md 1.8).
 */
import EmailReplyParser from 'email-reply-parser';
import { cutText, foldText } from './clean-text.ts';
import { PACKS } from './languages/index.ts';
import { literal } from './phrases.ts';

const any = (words: string[]): string => words.map((w) => literal(foldText(w))).join('|');
const of = (pick: (p: (typeof PACKS)[number]) => string[]): string => any(PACKS.flatMap(pick));

const WROTE = new RegExp(`(?:${of((p) => p.quote.wrote)})[^\\p{L}]{0,4}:?\\s*$`, 'u');
const FROM = new RegExp(`^[\\s*>|]{0,6}(?:${of((p) => p.quote.from)})\\s{0,3}\\*?\\s?[:：]`, 'u');
const FIELD = new RegExp(
  `^[\\s*>|]{0,6}(?:${of((p) => [...p.quote.from, ...p.quote.others])})\\s{0,3}\\*?\\s?[:：]`,
  'u',
);
const SEPARATOR = new RegExp(
  `^[\\s>]{0,4}[-_=*]{2,40}\\s?(?:${of((p) => p.quote.original)})[^\\p{L}]{0,4}[-_=*]{0,40}[:：]?\\s*$`,
  'u',
);
const REPLY_ABOVE = new RegExp(`(?:${of((p) => p.quote.replyAbove)})`, 'u');
/** A date and a mail address in one line that ends with a colon: nobody but a mail program writes that. */
const DATED = /\d{1,4}[./年-]\s?\d{1,2}|\d{1,2}[:.]\d{2}|\b20\d{2}\b/u;
const ADDRESS = /<?[^\s<>@]{1,64}@[^\s<>@]{1,120}>?/u;

const isAttribution = (line: string): boolean => {
  const text = line.trim();
  if (text.length < 8 || text.length > 300 || !/[:：]\s*$/u.test(text)) return false;
  if (WROTE.test(text) && (DATED.test(text) || ADDRESS.test(text))) return true;
  return DATED.test(text) && ADDRESS.test(text);
};

/** Marks every line: true where it belongs to a quotation. `lines` are cleaned, not folded. */
export function quotedLines(lines: readonly string[]): boolean[] {
  const folded = lines.map((l) => foldText(l.slice(0, 400)));
  const quoted = lines.map((l) => /^\s{0,3}(?:>|\|\s)/.test(l));
  folded.forEach((line, i) => {
    if (REPLY_ABOVE.test(line) && line.length < 200) quoted[i] = true;
  });
  let cut = lines.length;
  for (let i = 0; i < lines.length && i < cut; i++) {
    if (quoted[i]) continue;
    const header = headAt(folded, quoted, i);
    if (header === 0) continue;
    for (let k = i; k < i + header; k++) quoted[k] = true;
    const next = firstText(lines, i + header);
    // Above a block of > lines the marks say what is quoted, and answers may stand between them.
    if (next === null || quoted[next]) continue;
    // A header with nothing of the sender's above it: the answer is below, mixed with the original.
    if (!lines.slice(0, i).some((l, k) => !quoted[k] && l.trim() !== '')) continue;
    cut = i;
    // Outlook draws a line above the header.
    while (cut > 0 && /^[\s_-]*$/.test(lines[cut - 1]!)) cut--;
  }
  for (let i = cut; i < lines.length; i++) quoted[i] = true;
  if (!quoted.some(Boolean)) markByLibrary(lines, quoted);
  return quoted;
}

/** How many lines from `i` on are the head of a quotation; 0 for none. */
function headAt(folded: string[], quoted: boolean[], i: number): number {
  const line = folded[i]!;
  if (SEPARATOR.test(line)) return 1;
  if (isAttribution(line)) return 1;
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
  isAttribution(parts.join(' ')) &&
  !/[.!?]\s/.test(parts[0]!.replace(/\b\p{L}{1,9}\.\s/gu, ''));

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

const SIGN_OFF = new RegExp(`^\\s{0,3}(?:${of((p) => p.signOff)})(?![\\p{L}])`, 'u');
const FOOTER = new RegExp(`^[\\s*_-]{0,6}(?:${of((p) => p.footer)})`, 'u');

/** Line at which a signature or legal footer begins; null for none. What stands below answers nothing. */
export function signatureLine(lines: readonly string[]): number | null {
  for (let i = 1; i < lines.length; i++) {
    const raw = lines[i]!;
    if (
      /^(?:-- ?|_{3,40}|={5,40}|-{5,40})$/.test(raw) &&
      lines.slice(0, i).some((l) => l.trim() !== '') &&
      isShortTail(lines, i)
    )
      return i;
    const line = foldText(raw.slice(0, 200));
    if (FOOTER.test(line)) return i;
    if (SIGN_OFF.test(line) && line.trim().length <= 60) return i;
  }
  return null;
}

/** A rule of dashes starts a signature only near the end: it also sets paragraphs apart. */
const isShortTail = (lines: readonly string[], at: number): boolean =>
  lines.slice(at).join('\n').length < 600;
