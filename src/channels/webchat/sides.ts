/** Whose message a bubble is: told by our own words, by what the widget writes, by a recipe, by names, by place. Pure. */
import type { ChatMessage } from '../../model/chat.ts';
import type { Bubble, Seen } from './page-view.ts';
import { fold, isThanks, says, type WordList } from './words.ts';

/** Parts of the class names of a message's elements, as a recipe gives them. */
export interface SideSigns {
  own?: string | undefined;
  agent?: string | undefined;
  bot?: string | undefined;
  system?: string | undefined;
}

/** What is known of the chat when a bubble is judged. */
export interface Known {
  question: string | null;
  /** Our question as it stands in the chat. */
  own: Bubble | null;
  /** Words of ours that stand in the chat too: choices that were pressed, the thanks. */
  said: readonly string[];
  signs: SideSigns | null;
  /** The chat has said of itself that a machine writes, and no person has come yet. */
  machine: boolean;
  /** All bubbles of the look. */
  all: readonly Bubble[];
  width: number;
}

type Side = Pick<ChatMessage, 'side' | 'sideBy'>;

/** A date or a time that stands between messages. */
const DATE =
  /^(?:\p{L}{3,10},?\s)?(?:\p{L}{3,10}\.?\s\d{1,2}(?:,?\s\d{4})?|\d{1,2}\s\p{L}{3,10}(?:\s\d{4})?|\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|\d{4}年\d{1,2}月\d{1,2}日|\d{1,2}月\d{1,2}日)[,\s]*(?:\d{1,2}:\d{2})?$/u;

/** What a widget says of itself, by its words and how long such a notice is at most. */
const NOTICES: readonly [WordList, number][] = [
  ['handover', 70],
  ['left', 70],
  ['queue', 140],
  ['rating', 100],
];

export const bare = (text: string): string => fold(text).replace(/\s+/gu, '');

/** Whether the bubble is our question, perhaps with a name and a time around it, or cut short by a "read more". */
export function isQuestion(text: string, question: string | null): boolean {
  if (question === null) return false;
  const theirs = bare(text);
  const ours = bare(question);
  return (
    theirs.includes(ours) || (ours.length > 80 && theirs.length > 60 && ours.startsWith(theirs.slice(0, 60)))
  );
}

export function sideOf(b: Bubble, known: Known): Side {
  const { own, signs } = known;
  if (isQuestion(b.text, known.question)) return { side: 'own', sideBy: 'text' };
  if (DATE.test(b.text) || (b.text.length <= 24 && says('day', b.text)))
    return { side: 'system', sideBy: 'date' };
  if (known.said.includes(bare(b.text)) || isThanks(b.text)) return { side: 'own', sideBy: 'text' };
  const signed = signs && bySigns(b, signs);
  if (signed && signed !== 'agent') return { side: signed, sideBy: 'recipe' };
  if (NOTICES.some(([list, most]) => b.text.length <= most && says(list, b.text)))
    return { side: 'system', sideBy: 'words' };
  if (/^[★☆⭐\s]+$/u.test(b.text)) return { side: 'system', sideBy: 'words' };
  if (own && b.signature === own.signature && b.background === own.background && sameEdge(b, own))
    return { side: 'own', sideBy: 'signature' };
  if (isCentred(b, known)) return { side: 'system', sideBy: 'geometry' };
  if (b.names.some((n) => says('bot', n))) return { side: 'bot', sideBy: 'name' };
  if (known.machine) return { side: 'bot', sideBy: 'greeting' };
  if (signed) return { side: signed, sideBy: 'recipe' };
  return { side: 'agent', sideBy: own ? 'geometry' : 'place' };
}

function bySigns({ signature }: Bubble, signs: SideSigns): ChatMessage['side'] | null {
  for (const side of ['system', 'own', 'bot', 'agent'] as const) {
    const part = signs[side];
    if (part !== undefined && signature.includes(part)) return side;
  }
  return null;
}

const sameEdge = (a: Bubble, b: Bubble): boolean =>
  Math.abs(a.x + a.w - (b.x + b.w)) < 12 || Math.abs(a.x - b.x) < 12;

/** In the middle of the log, small: a date, "agent joined", a queue notice. */
function isCentred(b: Bubble, { width, all }: Known): boolean {
  const left = Math.min(...all.map((o) => o.x));
  const right = Math.max(...all.map((o) => o.x + o.w));
  if (right - left > width) return false;
  return b.align === 'center' && Math.abs(b.x + b.w / 2 - (left + right) / 2) < 24 && b.h < 60;
}

/** An initial or a picture's letter in a round of its own. */
export const isAvatar = (b: Bubble): boolean =>
  [...b.text].length <= 2 && b.w <= 90 && Math.abs(b.w - b.h) < 10 && /[\p{L}\p{N}]/u.test(b.text);

/** The words on a button, or on something small that can be pressed like one: an option of a menu. */
export const isButtonOf = (c: Seen, b: Bubble): boolean =>
  c.href === '' &&
  c.h <= 70 &&
  c.text.length <= 80 &&
  bare(c.text) === bare(b.text) &&
  Math.abs(c.x - b.x) < 16 &&
  Math.abs(c.y - b.y) < 16;

/** The message without what stands around it: a line that is only its author's name (with an initial) or its day. */
export function bodyOf(b: Bubble): string {
  const lines = b.text.split('\n');
  if (lines.length < 2) return b.text;
  const author = bare(authorOf(b) ?? '');
  const frame = (line: string): boolean => {
    const text = bare(line);
    const name = author !== '' && text.endsWith(author) && text.length <= author.length + 2;
    return name || DATE.test(line.trim());
  };
  return lines.filter((line, i) => (i > 0 && i < lines.length - 1) || !frame(line)).join('\n');
}

/** The name that is shown with a message, of those found around it. */
export function authorOf(b: Bubble): string | undefined {
  return b.names
    .map((n) => n.replace(FROM, '').trim())
    .find((n) => n !== '' && n.length <= 60 && bare(n) !== bare(b.text) && !/^\d/.test(n))
    ?.slice(0, 120);
}

/** "Message from Ada": the name is what follows. */
const FROM = /^(?:message from|сообщение от|повідомлення від)\s+/iu;
