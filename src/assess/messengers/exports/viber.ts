/**
 * Viber's "Email message history": a CSV for each chat (day, time, name, number, words; cells also in the form ="…"),
 * or a text of "[day time] name: words".
 */
import { z } from 'zod';
import { millis } from '../../../model/scalars.ts';
import { chatLines, notInZone } from './chat-lines.ts';
import { momentIn, readClock, readDay } from './printed-time.ts';
import { MOST_ROWS, nameKey, OUT_OF_ORDER, type Read, type Reading, type Row, TOO_MANY } from './rows.ts';
import { wordsOf } from './whatsapp.ts';
import { OMITTED, plain } from './words.ts';

/** How the app calls the owner of the phone in its own file. */
const ME = new Set(['me', 'я', '我', 'ich', 'ja', 'you', 'вы', 'ви']);

const DAY = /^(\d{1,4})(?:\.|\/|-)\s?(\d{1,2})(?:\.|\/|-)\s?(\d{4}|\d{1,2})\.?$/;
const CLOCK = /^(?:(\p{L}[\p{L}.\s]*?)\s?)?(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?(?:\s?(\p{L}[\p{L}.\s]*))?$/u;
const Line = z.tuple([
  z.string().regex(DAY),
  z.string().regex(CLOCK),
  z.string().max(200),
  z.string().max(60),
  z.string(),
]);

export function readViber(text: string, reading: Reading, own: string): Read {
  const delimiter = delimiterOf(text);
  const read = delimiter === null ? readLines(text, reading, own) : readCsv(text, delimiter, reading);
  if ('problem' in read) return read;
  return {
    rows: read.rows.map((r) => (r.author !== null && ME.has(plain(r.author)) ? { ...r, author: own } : r)),
  };
}

/** The sign between the cells of a table whose first line holds a day and a time in cells of their own; else null. */
export function delimiterOf(text: string): string | null {
  for (const line of text
    .slice(0, 4_000)
    .split(/\r\n|\r|\n/)
    .slice(0, 5)) {
    const m =
      /^\ufeff?=?"?\d{1,4}[./-]\s?\d{1,2}[./-]\s?\d{1,4}\.?"?([,;\t])=?"?[^,;\t"]{0,12}\d{1,2}[:.]\d{2}[^,;\t"]{0,12}"?([,;\t])/.exec(
        line,
      );
    // "12.05.2026, 10:15 - Name, …" is a line of talk.
    if (m && m[1] === m[2] && !/\d\s[-–]\s|\]/.test(m[0])) return m[1]!;
  }
  return null;
}

function readLines(text: string, reading: Reading, own: string): Read {
  const found = chatLines(text, reading, own);
  if ('problem' in found) return found;
  return {
    rows: found.lines.map(({ at, precision, author, message }) =>
      author === null
        ? { at, precision, author, text: message }
        : { at, precision, author, ...worded(message, reading) },
    ),
  };
}

function readCsv(text: string, delimiter: string, reading: Reading): Read {
  const rows: Row[] = [];
  let last = 0;
  for (const cells of cellsOf(text.replace(/^\ufeff/, ''), delimiter)) {
    if (cells.length === 1 && cells[0]!.trim() === '') continue;
    const [day = '', clock = '', name = '', number = '', ...words] = cells;
    const line = Line.safeParse([
      day.trim(),
      clock.trim(),
      name.trim(),
      number.trim(),
      words.join(delimiter),
    ]);
    if (!line.success) {
      // A line of column names is the only one that may stand above the messages.
      if (rows.length === 0 && last === 0 && !/\d{2}:\d{2}/.test(clock)) {
        last = 1;
        continue;
      }
      return {
        problem: `Line ${rows.length + 1} of the table is not as Viber writes it (day, time, name, number, words).`,
      };
    }
    const d = DAY.exec(line.data[0])!;
    const c = CLOCK.exec(line.data[1])!;
    const printed = readDay(d[1]!, d[2]!, d[3]!, reading.daysFirst);
    const time = readClock(c[2]!, c[3]!, c[4], c[1] ?? c[5]);
    if (printed === null || time === null)
      return readDay(d[1]!, d[2]!, d[3]!, !reading.daysFirst) !== null && time !== null
        ? {
            problem: `The file's dates contradict its order: ${d[0]} is no such day; set daysFirst to ${!reading.daysFirst}.`,
          }
        : { problem: `The file prints ${d[0]} ${c[0]}, which is no date and time.` };
    const moment = momentIn(reading.timeZone, printed, time, last);
    if (moment === null) return { problem: notInZone(printed, time, reading.timeZone) };
    const at = millis(moment.at.from);
    if (at < last - OUT_OF_ORDER)
      return {
        problem: `The file's dates run backwards at ${d[0]}: days and months are read in the wrong order, or it is not one export.`,
      };
    last = Math.max(last, at);
    if (
      rows.push({
        ...moment,
        author: nameKey(line.data[2]) || line.data[3] || '?',
        ...worded(line.data[4], reading),
      }) > MOST_ROWS
    )
      return TOO_MANY;
  }
  return { rows };
}

const worded = (
  message: string,
  reading: Reading,
): Pick<Row, 'text' | 'media' | 'editedAt' | 'deletedAt'> => {
  const kind = OMITTED.get(plain(message));
  return kind !== undefined && !message.includes('\n')
    ? { text: '', media: kind }
    : wordsOf(message, reading.seenAt);
};

/** Cells by RFC 4180, and in the form ="…" by which spreadsheets are kept from reading a number. One pass. */
function* cellsOf(text: string, delimiter: string): Generator<string[]> {
  let cells: string[] = [];
  let at = 0;
  while (at < text.length) {
    const quoted = text[at] === '"' ? at : text[at] === '=' && text[at + 1] === '"' ? at + 1 : -1;
    let cell = '';
    if (quoted >= 0) {
      at = quoted + 1;
      const parts: string[] = [];
      for (;;) {
        const end = text.indexOf('"', at);
        if (end < 0) {
          parts.push(text.slice(at));
          at = text.length;
          break;
        }
        parts.push(text.slice(at, end));
        at = end + 1;
        if (text[at] !== '"') break;
        parts.push('"');
        at++;
      }
      cell = parts.join('');
    }
    let end = at;
    while (end < text.length && text[end] !== delimiter && text[end] !== '\n' && text[end] !== '\r') end++;
    cells.push(cell + text.slice(at, end));
    at = end;
    if (text[at] === delimiter) {
      at++;
      continue;
    }
    if (text[at] === '\r' && text[at + 1] === '\n') at++;
    at++;
    yield cells;
    cells = [];
  }
  if (cells.length > 0) yield cells;
}
