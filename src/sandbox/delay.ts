/** When a simulated lender acts. */
import { DateTime } from 'luxon';
import OpeningHours from 'opening_hours';
import type { Lender } from '../model/lenders.ts';
import type { Delay } from './behaviour.ts';
import type { Chance } from './chance.ts';

const WORKDAYS = 'Mo-Fr 09:00-18:00';
const DAY_MS = 86_400_000;

/**
 * The moment (UTC ms) at which something follows that was accepted at `from`. `hurry` divides the whole wait, so that a
 * wave on a real clock ends in seconds.
 */
export function momentOf(
  delay: Delay,
  at: { from: number; lender: Lender; chance: Chance; hurry: number },
): number {
  return Math.round(at.from + waitOf(delay, at) / at.hurry);
}

function waitOf(delay: Delay, at: { from: number; lender: Lender; chance: Chance }): number {
  if ('fixed' in delay) return delay.fixed;
  if ('between' in delay) {
    const [least, most] = delay.between;
    return least + at.chance.unit() * (most - least);
  }
  const factor = Math.exp(delay.spread * at.chance.normal());
  if ('median' in delay) return delay.median * factor;
  return afterOfficeTime(at.lender, at.from, delay.office * factor) - at.from;
}

/**
 * The moment at which the lender has been open for `workMs` since `from`. Hours that can't be read (public holidays,
 * a typing error) count as the usual working days.
 */
export function afterOfficeTime(lender: Lender, from: number, workMs: number): number {
  const claimed = lender.channels.find((c) => c.kind === 'email')?.hours ?? WORKDAYS;
  const hours = readHours(claimed) ?? new OpeningHours(WORKDAYS);
  // opening_hours reads the wall clock of this process; so it is shown the lender's wall clock as if it were ours.
  const local = DateTime.fromMillis(from, { zone: lender.timeZone });
  const shown = new Date(
    local.year,
    local.month - 1,
    local.day,
    local.hour,
    local.minute,
    local.second,
    local.millisecond,
  );
  let left = workMs;
  // A lender that opens at all opens within four weeks; longer work than that is cut.
  for (const [opens, closes] of hours.getOpenIntervals(shown, new Date(shown.getTime() + 28 * DAY_MS))) {
    const open = closes.getTime() - opens.getTime();
    if (left <= open) return toInstant(new Date(opens.getTime() + left), lender.timeZone);
    left -= open;
  }
  return from + 28 * DAY_MS;
}

function readHours(claimed: string): OpeningHours | null {
  try {
    const hours = new OpeningHours(claimed);
    return hours.getNextChange(new Date()) === undefined && !hours.getState() ? null : hours;
  } catch {
    return null;
  }
}

const toInstant = (shown: Date, zone: string): number =>
  DateTime.fromObject(
    {
      year: shown.getFullYear(),
      month: shown.getMonth() + 1,
      day: shown.getDate(),
      hour: shown.getHours(),
      minute: shown.getMinutes(),
      second: shown.getSeconds(),
      millisecond: shown.getMilliseconds(),
    },
    { zone },
  ).toMillis();
