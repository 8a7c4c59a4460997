/**
 * Time that passed inside opening hours (OpenStreetMap opening_hours syntax) of a place in another time zone.
 * The library reads the zone of the process. It is therefore given "fake local" dates, whose clock face in the process'
 * zone shows the lender's wall time, and what it answers is read back off the clock face: the result is the same in any
 * process' zone. Windows begin and end at noon, an hour that no zone's clock change takes away.
 */
import { DateTime } from 'luxon';
import OpeningHours from 'opening_hours';

/** Where a lender claims no hours. */
export const USUAL_HOURS = 'Mo-Fr 09:00-18:00';

/** Public and school holidays need a country's calendar, which must be frozen, not computed here (methods.md 1.1). */
const withoutHolidays = (hours: string): string =>
  hours
    .split(';')
    .map((rule) => rule.trim())
    .filter((rule) => !/^(?:PH|SH)\b/.test(rule))
    .map((rule) => rule.replace(/,\s*(?:PH|SH)\b/g, ''))
    .filter((rule) => rule !== '')
    .join('; ');

const fakeLocal = (at: DateTime): Date =>
  new Date(at.year, at.month - 1, at.day, at.hour, at.minute, at.second, at.millisecond);

const wallTime = (fake: Date, zone: string): number =>
  DateTime.fromObject(
    {
      year: fake.getFullYear(),
      month: fake.getMonth() + 1,
      day: fake.getDate(),
      hour: fake.getHours(),
      minute: fake.getMinutes(),
      second: fake.getSeconds(),
      millisecond: fake.getMilliseconds(),
    },
    { zone },
  ).toMillis();

/** Milliseconds of [from, to] (UTC ms) that lie in the opening hours; null where the hours can't be understood. */
export function openMillis(hours: string, zone: string, from: number, to: number): number | null {
  if (to <= from) return 0;
  const noon = (ms: number, days: number): DateTime =>
    DateTime.fromMillis(ms, { zone }).plus({ days }).set({ hour: 12, minute: 0, second: 0, millisecond: 0 });
  let intervals: [Date, Date, boolean, string | undefined][];
  try {
    const rules = withoutHolidays(hours);
    if (rules === '') return null;
    intervals = new OpeningHours(rules).getOpenIntervals(fakeLocal(noon(from, -1)), fakeLocal(noon(to, 1)));
  } catch {
    return null;
  }
  let sum = 0;
  for (const [start, end, unknown] of intervals) {
    if (unknown) continue;
    const a = Math.max(from, wallTime(start, zone));
    const b = Math.min(to, wallTime(end, zone));
    if (b > a) sum += b - a;
  }
  return sum;
}
