/**
 * LINE's "Export chat history": a heading, then for each day a line with its date, and below it "time TAB name TAB words",
 * words of several lines in quotation marks.
 */
import { millis } from '../../../model/scalars.ts';
import { linesOf } from './bytes.ts';
import { notInZone } from './chat-lines.ts';
import { HALF, momentIn, type PrintedDay, readClock, readDay } from './printed-time.ts';
import { MOST_ROWS, type Read, type Reading, type Row, TOO_MANY, withoutMarks } from './rows.ts';
import { DELETED, OMITTED, plain } from './words.ts';

const HEADING = /^\s*(?:\[LINE\]|Chat history (?:with|in) )/;
/** "2024/01/15(Mon)", "2024.01.15 Monday", "2026/1/30周五", "Sun, 26/04/2026", "пн, 26.04.2026". */
const DATE =
  /^(?:\p{L}{1,12}\.?, ?)?(\d{1,4})([./-])\s?(\d{1,2})\2\s?(\d{4}|\d{1,2})\.?(?:\s?[(（]?[\p{L}.]{1,14}[)）]?)?$/u;
const TIME = new RegExp(`^(?:(${HALF})\\s?)?(\\d{1,2}):(\\d{2})(?:\\s?(${HALF}))?\\t(.*)$`, 'iu');

export const isLine = (text: string): boolean => HEADING.test(withoutMarks(text.slice(0, 300)));

export function readLine(text: string, reading: Reading): Read {
  if (!isLine(text))
    return { problem: 'The file does not begin as an exported LINE chat: "[LINE] Chat history with …".' };
  const lines = linesOf(withoutMarks(text));
  const rows: Row[] = [];
  let day: PrintedDay | null = null;
  let last = 0;
  /** Lines of the message that is being read, and whether they stand in quotation marks still open. */
  let words: string[] = [];
  let open = false;
  const finish = (): void => {
    const row = rows[rows.length - 1];
    if (row && words.length > 0) Object.assign(row, worded(words, row.author !== null, reading));
    words = [];
    open = false;
  };
  for (const [i, line] of lines.entries()) {
    const date = DATE.exec(line.slice(0, 60).trim());
    if (date && (!open || TIME.test(lines[i + 1] ?? ''))) {
      finish();
      const read = readDay(date[1]!, date[3]!, date[4]!, reading.daysFirst);
      if (read === null)
        return readDay(date[1]!, date[3]!, date[4]!, !reading.daysFirst) !== null
          ? {
              problem: `The file's dates contradict its order: ${line.trim()} is no such day; set daysFirst to ${!reading.daysFirst}.`,
            }
          : { problem: `The file prints ${line.trim().slice(0, 40)}, which is no date.` };
      if (
        day !== null &&
        Date.UTC(read.year, read.month - 1, read.day) < Date.UTC(day.year, day.month - 1, day.day)
      )
        return {
          problem: `The file's dates run backwards at ${line.trim()}: days and months are read in the wrong order, or it is not one export.`,
        };
      day = read;
      continue;
    }
    const time = TIME.exec(line);
    if (!time) {
      if (words.length > 0) {
        words.push(line);
        if (line.endsWith('"')) open = false;
      }
      continue;
    }
    finish();
    if (day === null) return { problem: 'The file names no day above its first message.' };
    const clock = readClock(time[2]!, time[3]!, undefined, time[1] ?? time[4]);
    if (clock === null)
      return { problem: `The file prints ${time[2]}:${time[3]}, which is no time of the day.` };
    const moment = momentIn(reading.timeZone, day, clock, last);
    if (moment === null) return { problem: notInZone(day, clock, reading.timeZone) };
    last = Math.max(last, millis(moment.at.from));
    const [name, ...more] = time[5]!.split('\t');
    // Two columns, or an empty name: a line of the messenger's own.
    const author = more.length > 0 && name !== '' ? name! : null;
    words = [author === null ? [name, ...more].filter((w) => w !== '').join(' ') : more.join('\t')];
    open = author !== null && words[0]!.startsWith('"') && !/^".*"$/.test(words[0]!);
    if (rows.push({ ...moment, author, text: '' }) > MOST_ROWS) return TOO_MANY;
  }
  finish();
  return { rows };
}

function worded(lines: readonly string[], byPerson: boolean, reading: Reading): Partial<Row> {
  const text = lines.join('\n').trim();
  if (!byPerson) return { text };
  const unquoted = text.includes('\n') && /^".*"$/s.test(text) ? text.slice(1, -1) : text;
  if (DELETED.has(plain(unquoted))) return { text: '', deletedAt: reading.seenAt };
  const kind = /^\[[^[\]\n]+\]$/.test(unquoted) ? OMITTED.get(plain(unquoted)) : undefined;
  return kind === undefined ? { text: unquoted } : { text: '', media: kind };
}
