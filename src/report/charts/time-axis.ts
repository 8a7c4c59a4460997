/** Plot's log axis drops labels that aren't powers of ten: log10(hours) on a straight axis, with ticks that people say. */
import type { Speech } from '../speech.ts';
import { widthOf } from './frame.ts';

/** In the order in which they are given up where there is no room: the last first. */
const TICKS = [24, 1, 5 / 60, 3, 168, 0.25, 6, 1 / 60, 336];
const SIZE = 12;

export const logHours = (hours: number): number => Math.log10(Math.max(hours, 1 / 120));

/**
 * Ticks from `from` to `deadlineHours`, which is always one, by rising time; as many as leave their labels room when an
 * hour and ten hours are `decade` pixels apart.
 */
export function timeTicks(
  from: number,
  deadlineHours: number,
  decade: number,
  speech: Speech,
): { at: number; label: string }[] {
  const kept: { at: number; label: string }[] = [];
  for (const hours of [deadlineHours, ...TICKS]) {
    if (hours < from || hours > deadlineHours) continue;
    const tick = { at: logHours(hours), label: speech.elapsed(Math.round(hours * 3_600_000)) };
    const free = kept.every(
      (other) =>
        Math.abs(other.at - tick.at) * decade >
        (widthOf(other.label, SIZE) + widthOf(tick.label, SIZE)) / 2 + 6,
    );
    if (free) kept.push(tick);
  }
  return kept.sort((a, b) => a.at - b.at);
}
