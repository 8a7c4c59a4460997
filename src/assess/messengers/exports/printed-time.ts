/** Dates and times as phones print them, in whatever order and language, read in the zone of the phone. */
import { DateTime } from 'luxon';
import type { Interval, Precision } from '../../../model/evidence.ts';
import { instant } from '../../../model/scalars.ts';
import { DAY_HALVES } from './words.ts';

export interface PrintedDay {
  year: number;
  month: number;
  day: number;
}

export interface PrintedClock {
  hour: number;
  minute: number;
  /** Null where only the minute is printed. */
  second: number | null;
}

/** The first of the messengers is of that year: an earlier date is a misread one. */
const EARLIEST = 2009;
const LATEST = 2100;

/** A year of four digits tells where it stands; else it stands last. Null where no such day exists. */
export function readDay(first: string, second: string, third: string, daysFirst: boolean): PrintedDay | null {
  const [a, b, c] = [Number(first), Number(second), Number(third)];
  if (first.length === 4) return dayOf(a, b, c);
  if (third.length !== 4 && third.length !== 2) return null;
  const year = third.length === 2 ? 2000 + c : c;
  return daysFirst ? dayOf(year, b, a) : dayOf(year, a, b);
}

function dayOf(year: number, month: number, day: number): PrintedDay | null {
  const real = new Date(Date.UTC(year, month - 1, day));
  const exists = real.getUTCMonth() === month - 1 && real.getUTCDate() === day;
  return exists && year >= EARLIEST && year <= LATEST ? { year, month, day } : null;
}

/** A word for half of the day, as a pattern to build others with. */
export const HALF = [...DAY_HALVES.keys()]
  .sort((a, b) => b.length - a.length)
  .map((w) => [...w].join('\\.?\\s?').replace(/^(.*[a-z])$/, '$1\\.?'))
  .join('|');

const HALF_OF_DAY = new RegExp(`^(?:${HALF})$`, 'iu');

/** `half`: the word printed with it, if any. Null where no such time exists, e.g. 13:05 PM. */
export function readClock(
  hour: string,
  minute: string,
  second: string | undefined,
  half: string | undefined,
): PrintedClock | null {
  const said = half?.toLowerCase().replace(/[.\s]/g, '');
  if (said !== undefined && !HALF_OF_DAY.test(said)) return null;
  const part = said === undefined ? undefined : DAY_HALVES.get(said);
  let h = Number(hour);
  if (part !== undefined) {
    if (h > 12) return null;
    // Noon in Chinese begins an hour or two before twelve.
    if (part === 'noon') h = h >= 10 ? h : h + 12;
    else h = (h % 12) + (part === 'pm' ? 12 : 0);
  }
  const m = Number(minute);
  const s = second === undefined ? null : Number(second);
  return h < 24 && m < 60 && (s ?? 0) < 60 ? { hour: h, minute: m, second: s } : null;
}

/**
 * The stretch of time that was printed. Null: the zone's clocks leapt over it. Where they were put back it happened twice:
 * the later one if the earlier lies before `notBefore` (UTC ms), else both are possible.
 */
export function momentIn(
  zone: string,
  day: PrintedDay,
  clock: PrintedClock,
  notBefore: number,
): { at: Interval; precision: Precision } | null {
  const { hour, minute } = clock;
  const local = DateTime.fromObject({ ...day, hour, minute, second: clock.second ?? 0 }, { zone });
  if (!local.isValid || local.hour !== hour || local.minute !== minute) return null;
  const width = clock.second === null ? 59_999 : 999;
  const precision = clock.second === null ? 'minute' : 'second';
  const starts = local
    .getPossibleOffsets()
    .map((d) => d.toMillis())
    .sort((a, b) => a - b);
  const possible = starts.filter((at, i) => i === starts.length - 1 || at + width >= notBefore);
  const from = possible[0]!;
  const to = possible[possible.length - 1]! + width;
  return {
    at: { from: instant(from), to: instant(to) },
    precision: possible.length > 1 ? 'interval' : precision,
  };
}
