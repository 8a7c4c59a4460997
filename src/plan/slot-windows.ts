/** The stretches of real time that a slot covers in one time zone, over the days of a wave. */
import { DateTime } from 'luxon';
import type { Slot } from '../model/wave.ts';

/** One slot on one day: UTC ms, end excluded. `day` is the local day on which it starts. */
export interface SlotWindow {
  start: number;
  end: number;
  day: string;
}

/**
 * Windows in order of time. `starts` and `ends` are local days (ISO), both included: nothing lies outside them, so a
 * night that ends on the morning after `ends` is left out. Weekend slots lie wholly on Saturday and Sunday, all others
 * wholly on Monday to Friday. A day on which a clock change touches the slot is left out: its local times are missing
 * or ambiguous, and a slot of another length would not be the same treatment.
 */
export function slotWindows(slot: Slot, zone: string, starts: string, ends: string): SlotWindow[] {
  const windows: SlotWindow[] = [];
  const overnight = slot.to < slot.from;
  const last = DateTime.fromISO(ends, { zone: 'utc' });
  for (let day = DateTime.fromISO(starts, { zone: 'utc' }); day <= last; day = day.plus({ days: 1 })) {
    const from = localInstant(day, slot.from, zone);
    const to = localInstant(overnight ? day.plus({ days: 1 }) : day, slot.to, zone);
    if (from === null || to === null || from.offset !== to.offset) continue;
    const lastMoment = to.minus(1);
    if (lastMoment.toISODate()! > ends) continue;
    const weekend = slot.kind === 'weekend';
    if (isWeekend(from) !== weekend || isWeekend(lastMoment) !== weekend) continue;
    windows.push({ start: from.toMillis(), end: to.toMillis(), day: day.toISODate()! });
  }
  return windows;
}

const isWeekend = (at: DateTime): boolean => at.weekday >= 6;

/** Null where the local time does not exist or comes twice on that day. */
function localInstant(day: DateTime, clock: string, zone: string): DateTime | null {
  const [hour, minute] = clock.split(':').map(Number) as [number, number];
  const at = DateTime.fromObject(
    { year: day.year, month: day.month, day: day.day, hour, minute, second: 0, millisecond: 0 },
    { zone },
  );
  const exists = at.hour === hour && at.minute === minute && at.day === day.day;
  return exists && at.getPossibleOffsets().length === 1 ? at : null;
}
