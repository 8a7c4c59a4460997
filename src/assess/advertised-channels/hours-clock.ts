/** Clock times as people write them: "9am", "9.30", "18 год", "下午三点半", and spans of two of them. */
import type { Span } from './week.ts';
import { type Words, wordSource } from './words.ts';

/** Alternatives of words of hours, each a whole word, over all languages. */
export const hoursSource = (pick: (h: Words['hours']) => readonly string[]): string =>
  wordSource((w) => pick(w.hours), true);
const BEFORE = hoursSource((h) => [...h.morningBefore, ...h.noonBefore, ...h.eveningBefore]);
const BEHIND = hoursSource((h) => [...h.morning, ...h.evening]);
const UNIT = hoursSource((h) => h.hourUnit);
const TO_WORD = hoursSource((h) => h.toWord);
/** What stands between two ends. */
export const TO = `(?:\\s{0,2}[-–—―~～]\\s{0,2}|\\s{0,2}${TO_WORD}\\s{0,2})`;
/** Six groups: the half of the day before, the hour, its minutes, in Chinese, after a dash, the half of the day behind. */
const CLOCK = `(?:(${BEFORE})\\s{0,2})?(\\d{1,2})(?:-(?:ї|ої|ми|ти|го)(?!\\p{L}))?(?:\\s?[:：.]\\s?(\\d{2})|\\s?[点點时時](半|\\d{1,2}分?)?|[-–](?=00\\b)(\\d{2}))?(?:\\s?(${BEHIND})\\.?)?(?:\\s?${UNIT}\\.?)?`;
/** "9-18", "from 9am to 6pm": for `timeOf`. */
export const TIME = new RegExp(
  `(?<![\\d.:/+-])(?:${hoursSource((h) => h.fromWord)}\\s{0,2})?${CLOCK}${TO}${CLOCK}(?![\\d:%])`,
  'giu',
);
/** "until 5pm": for `clockOf(m, 1)`. */
export const UNTIL = new RegExp(`${TO_WORD}\\s{0,2}${CLOCK}(?![\\d:%])`, 'giu');
/** Written as nothing but a time of day is. */
const MARKED = new RegExp(`[点點时時]|\\d\\s?${UNIT}`, 'iu');

const MIDNIGHT = new RegExp(
  hoursSource((h) => h.midnight),
  'giu',
);
const NOON = new RegExp(
  hoursSource((h) => h.noon),
  'giu',
);
/** 上午九時 */
const HAN_HOUR = /(?<![一二三四五六七八九十小周週期])([一二三四五六七八九十]{1,3})(?=[点點时時])/gu;
const hanHour = (said: string): string => {
  const digit = (c: string): number => '一二三四五六七八九'.indexOf(c) + 1;
  const [tens, ones] = said.includes('十') ? said.split('十') : ['', said];
  return String((said.includes('十') ? (digit(tens!) || 1) * 10 : 0) + digit(ones!));
};

/** Times in words put into digits. */
export const timesInDigits = (text: string): string =>
  text.replace(MIDNIGHT, '24:00').replace(NOON, '12:00').replace(HAN_HOUR, hanHour);

const whole = (source: string): RegExp => new RegExp(`^${source}$`, 'iu');
const IN_THE_MORNING = whole(hoursSource((h) => [...h.morning, ...h.morningBefore]));
const IN_THE_EVENING = whole(hoursSource((h) => [...h.evening, ...h.eveningBefore]));
const halfSaid = (said: string | undefined): 'am' | 'pm' | '' =>
  said === undefined ? '' : IN_THE_MORNING.test(said) ? 'am' : IN_THE_EVENING.test(said) ? 'pm' : '';

export interface ClaimedTime {
  span: Span;
  /** Nothing but hours is written so. */
  sure: boolean;
}

export interface Clock {
  hour: number;
  minute: number;
  half: string;
  /** Written as nothing but a time of day is. */
  marked: boolean;
}

/** CLOCK's groups from `i` on. */
export function clockOf(m: RegExpMatchArray, i: number): Clock | null {
  const hour = Number(m[i + 1]);
  const han = m[i + 3];
  const minute = m[i + 2]
    ? Number(m[i + 2])
    : han === '半'
      ? 30
      : han
        ? Number.parseInt(han, 10)
        : Number(m[i + 4] ?? 0);
  if (hour > 24 || minute > 59 || minute % 5 !== 0) return null;
  const marked = m[i + 2] !== undefined || m[i + 5] !== undefined || m[i] !== undefined || MARKED.test(m[0]);
  return { hour, minute, half: halfSaid(m[i + 5]) || halfSaid(m[i]), marked };
}

/** Minutes after midnight, of the half of the day that is given. */
export const minutesOf = (t: Clock, half: string): number =>
  ((half === 'pm' && t.hour < 12 ? t.hour + 12 : half === 'am' && t.hour === 12 ? 0 : t.hour) % 25) * 60 +
  t.minute;

export function timeOf(m: RegExpMatchArray): ClaimedTime | null {
  const a = clockOf(m, 1);
  const b = clockOf(m, 7);
  if (!a || !b) return null;
  // "9-5pm": the first is of the morning; "1-5pm" is not.
  const first =
    a.half ||
    (b.half === 'pm' && a.hour < 12 && a.hour + 12 <= b.hour + 12 && a.hour < b.hour ? 'pm' : a.half);
  const from = minutesOf(a, first === 'pm' && a.half === '' && a.hour >= 7 ? 'am' : first);
  let to = minutesOf(b, b.half);
  if (to === 0) to = 1440;
  // "9-6" of an office: from morning to evening.
  if (
    to <= from &&
    b.half === '' &&
    a.half !== 'pm' &&
    b.hour <= 11 &&
    to + 720 > from &&
    /[\u4e00-\u9fff]|am/i.test(m[0])
  )
    to += 720;
  if (to < from && a.half === '' && b.half === '' && a.hour >= 6 && a.hour <= 11 && b.hour <= 8) to += 720;
  if (to === from) return null;
  if (to < from) to += 1440;
  if (from > 1440) return null;
  return { span: [from, to], sure: a.marked || b.marked };
}
