/**
 * Lines of the form "date, time - name: words", as WhatsApp and Viber write them. The moments are read here, in the zone
 * of the phone; whatsapp-chat-parser, which would build them in the zone of this process and misreads years that stand
 * first and Chinese halves of the day, gets every head in one plain form and tells names, words and lines apart.
 */
import { parseString } from 'whatsapp-chat-parser';
import type { Interval, Precision } from '../../../model/evidence.ts';
import { millis } from '../../../model/scalars.ts';
import { linesOf } from './bytes.ts';
import { HALF, momentIn, type PrintedClock, type PrintedDay, readClock, readDay } from './printed-time.ts';
import { MOST_ROWS, nameKey, OUT_OF_ORDER, type Reading } from './rows.ts';

export interface ChatLine {
  at: Interval;
  precision: Precision;
  /** Null where the line names nobody. */
  author: string | null;
  /** With the marks that the app put in. */
  message: string;
}

const M = '[\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069\\ufeff]*';
const DAY = `(\\d{1,4})(\\.|/|-)\\s?(\\d{1,2})\\3\\s?(\\d{4}|\\d{1,2})`;
const CLOCK = `(?:(${HALF})\\s?)?(\\d{1,2})[:.](\\d{2})(?:[:.](\\d{2}))?(?:\\s?(${HALF}))?`;
const HEAD = new RegExp(
  `^${M}(\\[?)${M}\\s?${DAY}\\.?[,،]?\\s+${M}(?:klo |um )?${CLOCK}${M}\\s?(\\]|\\s[-–]|:)\\s?(?=\\s|${M}\\S)`,
  'iu',
);

/** Of a line so much is looked at: neither length nor marks without end slow the pattern down. */
const LONGEST_HEAD = 120;

interface Head {
  day: [string, string, string];
  clock: [string, string, string | undefined, string | undefined];
  /** How it is put: all heads of one file are put alike. */
  shape: string;
  rest: string;
}

export function headOf(line: string): Head | null {
  const m = HEAD.exec(line.slice(0, LONGEST_HEAD));
  if (!m) return null;
  const [all, open, a, separator, b, c, before, hour, minute, second, after, close] = m;
  // A bracket that opens must close, and the other way round.
  if ((open === '[') !== (close === ']')) return null;
  const half = before ?? after;
  const shape = [
    open,
    separator,
    a!.length === 4,
    close!.trim(),
    second === undefined,
    half === undefined,
  ].join(' ');
  return { day: [a!, b!, c!], clock: [hour!, minute!, second, half], shape, rest: line.slice(all.length) };
}

interface Placed {
  head: Head;
  day: PrintedDay | null;
  clock: PrintedClock | null;
}

/** Rows in the order of the file. */
export function chatLines(
  text: string,
  reading: Reading,
  own: string,
): { lines: ChatLine[] } | { problem: string } {
  const heads: Head[] = [];
  const odd: Head[] = [];
  const plain: string[] = [];
  for (const line of linesOf(text)) {
    const head = headOf(line);
    if (head && head.shape === (heads[0] ?? head).shape && (heads.length === 0 || isPossible(head))) {
      if (heads.push(head) > MOST_ROWS)
        return { problem: `The file holds more than ${MOST_ROWS} messages: that is no chat with a lender.` };
      // Where nothing stands behind the name, the parser wants a blank all the same.
      const rest = /(?:^|:)$/.test(head.rest) ? `${head.rest}  ` : head.rest;
      plain.push(`[01/01/2020, 12:00:00] ${rest}`);
      continue;
    }
    if (head && head.shape !== heads[0]?.shape) odd.push(head);
    // Never a head to the parser: none begins with this sign.
    if (heads.length > 0) plain.push(`\u0001${line}`);
  }
  const placed = placedIn(heads, reading);
  if ('problem' in placed) return placed;
  const parsed = parseString(plain.join('\n'), { daysFirst: true });
  if (parsed.length !== heads.length) return { problem: 'The file could not be taken apart into messages.' };
  const mine = nameKey(own);
  const lines = parsed.map(({ author, message }, i): ChatLine => {
    const words = message.replaceAll('\u0001', '');
    const rest = nameKey(heads[i]!.rest);
    // A name of ours that itself holds a colon.
    if (author !== null && mine.includes(': ') && rest.startsWith(`${mine}:`)) {
      const whole = `${author}: ${words}`;
      const cut = whole.indexOf(':', whole.indexOf(mine.slice(mine.lastIndexOf(': ') + 2)));
      return { ...placed.moments[i]!, author: own, message: whole.slice(cut + 1).trim() };
    }
    return { ...placed.moments[i]!, author, message: words.trim() };
  });
  const known = new Set(lines.flatMap((l) => (l.author === null ? [] : [nameKey(l.author)])));
  if (odd.some((h) => known.has(nameKey(h.rest.split(': ')[0]!))))
    return {
      problem: 'The file prints its dates in two forms: hand in one export as the messenger wrote it.',
    };
  return { lines };
}

/** The moments of all heads, or why they can't be told. */
function placedIn(
  heads: readonly Head[],
  reading: Reading,
): { moments: { at: Interval; precision: Precision }[] } | { problem: string } {
  const asked = heads.map((h) => placedAs(h, reading.daysFirst));
  const wrong = asked.find((p) => p.day === null || p.clock === null);
  const order = reading.daysFirst ? 'days before months' : 'months before days';
  if (wrong) {
    const turned = heads.every((h) => placedAs(h, !reading.daysFirst).day !== null);
    const printed = wrong.head.day.join('/');
    return wrong.day === null && turned
      ? {
          problem: `The file's dates contradict ${order}: ${printed} is no such day; set daysFirst to ${!reading.daysFirst}.`,
        }
      : {
          problem: `The file prints ${printed} ${wrong.head.clock.slice(0, 2).join(':')}, which is no date and time.`,
        };
  }
  const backwards = stepBack(asked);
  if (backwards !== null) {
    const turned = heads.map((h) => placedAs(h, !reading.daysFirst));
    return turned.every((p) => p.day !== null) && stepBack(turned) === null
      ? {
          problem: `The file's dates run backwards when read with ${order}; set daysFirst to ${!reading.daysFirst}.`,
        }
      : {
          problem: `The file's dates run backwards at ${backwards.head.day.join('/')}: it is not one export as the messenger wrote it.`,
        };
  }
  const moments: { at: Interval; precision: Precision }[] = [];
  let last = 0;
  for (const p of asked) {
    const moment = momentIn(reading.timeZone, p.day!, p.clock!, last);
    if (moment === null) return { problem: notInZone(p.day!, p.clock!, reading.timeZone) };
    last = millis(moment.at.from);
    moments.push(moment);
  }
  return { moments };
}

export const notInZone = (day: PrintedDay, clock: PrintedClock, zone: string): string =>
  `The file prints ${String(clock.hour).padStart(2, '0')}:${String(clock.minute).padStart(2, '0')} on ${day.year}-${String(day.month).padStart(2, '0')}-${String(day.day).padStart(2, '0')}, an hour over which the clocks of ${zone} leapt: the time zone is wrong.`;

/** Words that look like a head, but name no time in either order of days and months. */
const isPossible = (head: Head): boolean =>
  readClock(...head.clock) !== null &&
  [true, false].some((daysFirst) => readDay(...head.day, daysFirst) !== null);

const placedAs = (head: Head, daysFirst: boolean): Placed => ({
  head,
  day: readDay(...head.day, daysFirst),
  clock: readClock(...head.clock),
});

/** The first that lies well before the one above it; by the wall clock, for that is what is printed. */
function stepBack(placed: readonly Placed[]): Placed | null {
  let last = Number.NEGATIVE_INFINITY;
  for (const p of placed) {
    const at = Date.UTC(p.day!.year, p.day!.month - 1, p.day!.day);
    if (at < last - OUT_OF_ORDER) return p;
    last = Math.max(last, at);
  }
  return null;
}
