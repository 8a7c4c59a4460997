/** What is already planned, and whether one more send may stand at a moment. All times UTC ms. */
import { type Caps, CEILINGS } from '../model/wave.ts';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/**
 * Planned gaps are this much longer than the cap: a send that goes out a little late (a retry, a busy server) must not
 * push the next one to this lender out of its slot, which would make that probe invalid.
 */
export const SEND_SLACK = HOUR;

/** The rules that can forbid a moment, named as the user knows them. */
export type Rule =
  | 'telegram'
  | 'caps.mailboxPerDay'
  | 'caps.entityGapHours'
  | 'caps.minSendGapSeconds'
  | 'desk';

/** Doorbell itself, or a person: on Telegram, which limits how many chats one account opens, or elsewhere. */
export type SentBy = 'machine' | 'telegram' | 'hand';

export interface Booking {
  at: number;
  entity: string;
  sentBy: SentBy;
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
  const times: Record<SentBy, number[]> = { machine: [], telegram: [], hand: [] };
  const byEntity = new Map<string, number[]>();
  const deskDays = new Set<string>();
  const entityGap = caps.entityGapHours * HOUR + SEND_SLACK;

  return {
    refusal({ at, entity, sentBy, deskDay }, gap) {
      if (deskDay !== undefined && deskDays.has(deskDay)) return 'desk';
      if (byEntity.get(entity)?.some((other) => Math.abs(other - at) < entityGap))
        return 'caps.entityGapHours';
      const sends = times[sentBy];
      switch (sentBy) {
        case 'machine':
          if (isNear(sends, at, gap)) return 'caps.minSendGapSeconds';
          return isFull(sends, at, caps.mailboxPerDay) ? 'caps.mailboxPerDay' : null;
        case 'telegram':
          return isFull(sends, at, CEILINGS.telegramChatsPerDay) ? 'telegram' : null;
        case 'hand':
          return null;
      }
    },
    add({ at, entity, sentBy, deskDay }) {
      const sends = times[sentBy];
      sends.splice(lowerBound(sends, at), 0, at);
      byEntity.set(entity, [...(byEntity.get(entity) ?? []), at]);
      if (deskDay !== undefined) deskDays.add(deskDay);
    },
    remove({ at, entity, sentBy, deskDay }) {
      const sends = times[sentBy];
      sends.splice(lowerBound(sends, at), 1);
      byEntity.set(
        entity,
        byEntity.get(entity)!.filter((other) => other !== at),
      );
      if (deskDay !== undefined) deskDays.delete(deskDay);
    },
  };
}

function isNear(sends: readonly number[], at: number, gap: number): boolean {
  const place = lowerBound(sends, at);
  const before = sends[place - 1];
  const after = sends[place];
  return (before !== undefined && at - before < gap) || (after !== undefined && after - at < gap);
}

/** Whether one more at this moment would make more than `cap` in some 24 hours. */
function isFull(sends: readonly number[], at: number, cap: number): boolean {
  const place = lowerBound(sends, at);
  const withIt = (i: number): number | undefined => (i < place ? sends[i] : i === place ? at : sends[i - 1]);
  for (let first = Math.max(0, place - cap); first <= place; first++) {
    const last = withIt(first + cap);
    if (last !== undefined && last - withIt(first)! < DAY + SEND_SLACK) return true;
  }
  return false;
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
