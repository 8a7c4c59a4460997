/** What the readers of exported chats have in common: rows with an author, and how they become a transcript. */
import type { Interval, Precision } from '../../../model/evidence.ts';
import type { TranscriptMessage } from '../../../model/transcript.ts';
import { cutText } from '../../clean-text.ts';

/** How the file is to be read. */
export interface Reading {
  timeZone: string;
  daysFirst: boolean;
  /** When we got the file: what it shows as edited or deleted was so by then. */
  seenAt: string;
}

export interface Row {
  at: Interval;
  precision: Precision;
  /** Null: a line of the messenger itself. */
  author: string | null;
  text: string;
  media?: string;
  id?: string;
  /** The words are those of a later version. */
  editedAt?: string;
  /** Taken back by its sender: the words are gone. */
  deletedAt?: string;
  bot?: boolean;
}

/** A problem is one sentence for the person who handed the file in. */
export type Read = { rows: Row[] } | { problem: string };

/** More is no chat with a lender. */
export const MOST_ROWS = 20_000;
export const TOO_MANY: Read = {
  problem: `The file holds more than ${MOST_ROWS} messages: that is no chat with a lender.`,
};

/** Marks that set the direction of writing; apps put them around names and before words of their own. */
const DIRECTION = /[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;
export const withoutMarks = (text: string): string => text.replace(DIRECTION, '');

/** Names are compared without marks, kinds of blanks and Unicode forms; WhatsApp puts "~" before who is not in the contacts. */
export const nameKey = (name: string): string =>
  withoutMarks(name).normalize('NFC').replace(/\s+/g, ' ').replace(/^~ ?/, '').trim();

const DAY = 86_400_000;
/** Apps list by arrival: a message may stand a little before one that was sent earlier. */
export const OUT_OF_ORDER = 1.5 * DAY;

/** Gives each row its side. `own`: the name of our own messages, as the file prints it. */
export function sided(rows: readonly Row[], own: string): TranscriptMessage[] | { problem: string } {
  const mine = nameKey(own);
  const others = othersIn(rows, mine);
  if (!rows.some((r) => r.author !== null && nameKey(r.author) === mine))
    return {
      problem: `The file holds no message by "${own}"${others.length > 0 ? `, but by ${list(others)}` : ''}: give the name under which your own messages stand in it.`,
    };
  if (others.length > 1)
    return { problem: `The file holds messages by ${list(others)}: that is a group, or more than one chat.` };
  return rows.map((r) => {
    const side = r.author === null ? 'system' : nameKey(r.author) === mine ? 'own' : 'other';
    return {
      at: r.at,
      precision: r.precision,
      side,
      ...(r.author !== null && { author: cutText(nameKey(r.author), 120) }),
      text: cutText(r.text, 20_000),
      ...(r.media !== undefined && { media: cutText(r.media, 60) }),
      ...(r.id !== undefined && { id: r.id }),
      ...(r.bot && { bot: true }),
      ...(r.editedAt !== undefined && { editedAt: r.editedAt }),
      ...(r.deletedAt !== undefined && { deletedAt: r.deletedAt }),
    };
  });
}

const othersIn = (rows: readonly Row[], mine: string): string[] => [
  ...new Set(rows.flatMap((r) => (r.author === null ? [] : [nameKey(r.author)])).filter((n) => n !== mine)),
];

const list = (names: readonly string[]): string => {
  const shown = names.slice(0, 3).map((n) => `"${cutText(n, 40)}"`);
  return shown.join(', ') + (names.length > 3 ? ` and ${names.length - 3} more` : '');
};
