/** What is already planned, and whether one more send may stand at a moment. All times UTC ms. */
import type { Caps } from '../model/wave.ts';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/**
 * Planned gaps are this much longer than the cap: a send that goes out a little late (a retry, a busy server) must not
 * push the next one to this lender out of its slot, which would make that probe invalid.
 */
export const SEND_SLACK = HOUR;

/** The rules that can forbid a moment, named as the user knows them. */
export type Rule = 'caps.mailboxPerDay' | 'caps.entityGapHours' | 'caps.minSendGapSeconds' | 'desk';

export interface Booking {
  at: number;
  entity: string;
  /** Desk, slot and local day in one word; undefined where no desk is known. */
  deskDay: string | undefined;
}

export interface Calendar {
  /** The rule that forbids it, or null. `gap` is the least distance to any other send, ms. */
  refusal(booking: Booking, gap: number): Rule | null;
  add(booking: Booking): void;
  remove(booking: Booking): void;
}

export function openCalendar(caps: Caps): Calendar {
  const times: number[] = [];
  const byEntity = new Map<string, number[]>();
  const deskDays = new Set<string>();
  const entityGap = caps.entityGapHours * HOUR + SEND_SLACK;

  const overMailboxCap = (at: number, place: number): boolean => {
    const withIt = (i: number): number | undefined =>
      i < place ? times[i] : i === place ? at : times[i - 1];
    for (let first = Math.max(0, place - caps.mailboxPerDay); first <= place; first++) {
      const last = withIt(first + caps.mailboxPerDay);
      if (last !== undefined && last - withIt(first)! < DAY + SEND_SLACK) return true;
    }
    return false;
  };

  return {
    refusal({ at, entity, deskDay }, gap) {
      if (deskDay !== undefined && deskDays.has(deskDay)) return 'desk';
      if (byEntity.get(entity)?.some((other) => Math.abs(other - at) < entityGap))
        return 'caps.entityGapHours';
      const place = lowerBound(times, at);
      const before = times[place - 1];
      const after = times[place];
      if ((before !== undefined && at - before < gap) || (after !== undefined && after - at < gap))
        return 'caps.minSendGapSeconds';
      return overMailboxCap(at, place) ? 'caps.mailboxPerDay' : null;
    },
    add({ at, entity, deskDay }) {
      times.splice(lowerBound(times, at), 0, at);
      byEntity.set(entity, [...(byEntity.get(entity) ?? []), at]);
      if (deskDay !== undefined) deskDays.add(deskDay);
    },
    remove({ at, entity, deskDay }) {
      times.splice(lowerBound(times, at), 1);
      byEntity.set(
        entity,
        byEntity.get(entity)!.filter((other) => other !== at),
      );
      if (deskDay !== undefined) deskDays.delete(deskDay);
    },
  };
}

/** Index of the first item that is not below `value`, in a sorted array. */
function lowerBound(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
