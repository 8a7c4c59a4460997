/** Places every probe of the wave in time, under all caps and gaps; says which of them stands in the way when it can't. */
import { SetupError } from '../model/errors.ts';
import { CEILINGS, type Wave } from '../model/wave.ts';
import { DAY, HOUR, openCalendar, type Rule, SEND_SLACK, type SentBy } from './calendar.ts';
import { type Chance, chanceOf, shuffled } from './chance.ts';
import { counted } from './counted.ts';
import { type Cell, dealRows, slotCounts, squareOf } from './latin-square.ts';
import { type Placement, placeSeries, type Series, type Span, spansOf } from './series.ts';
import { type SlotWindow, slotWindows } from './slot-windows.ts';

/** One lender on one channel: what gets one row of the square. */
export interface Door {
  /** Unique in the wave, and stable whatever else is in it. */
  key: string;
  lender: { id: string };
  entity: string;
  desk?: string | undefined;
  zone: string;
  /** How many scenarios it gets: as many probes. */
  size: number;
  /** Doors of one deck share a Latin square, and are kept even among each other: those of one channel. */
  deck: string;
  /** Whose limits its sends count towards. */
  sentBy: SentBy;
}

/** One probe of a door, placed. */
export interface Appointment<D extends Door> {
  door: D;
  cell: Cell;
  sendAt: number;
  sendBy: number;
}

/** Fresh random days for one legal entity before the search gives up. */
const ATTEMPTS_PER_ENTITY = 24;
/** Rows of the square that are tried for one door, the most even first. */
const ROWS_PER_DOOR = 64;

/** `doors` in any order: the result does not depend on it. */
export function schedule<D extends Door>(wave: Wave, doors: readonly D[]): Appointment<D>[] {
  const calendar = openCalendar(wave.caps);
  const dealers = new Map(
    doors.map((door) => [
      door.deck,
      dealRows(squareOf(chanceOf(wave.seed, 'square'), door.size, wave.slots)),
    ]),
  );
  const windowsOf = windowsByZone(wave);
  const gap = Math.max(wave.caps.channelGapDays * DAY, wave.deadlineHours * HOUR) + SEND_SLACK;
  const out: Appointment<D>[] = [];

  for (const group of groupsInRandomOrder(chanceOf(wave.seed, 'order'), doors)) {
    const refused = new Map<Rule, number>();
    const chances = group.map((door) => chanceOf(wave.seed, 'door', door.key));
    const placed = attempt(group, chances, refused);
    if (!placed) throw noRoom(wave, group[0]!, doors, refused);
    out.push(...placed);
  }
  return out;

  /** All doors of one entity together: their common cap makes them one puzzle. */
  function attempt(group: D[], chances: Chance[], refused: Map<Rule, number>): Appointment<D>[] | null {
    for (let n = 0; n < ATTEMPTS_PER_ENTITY; n++) {
      const placed: { row: Cell[]; door: D; times: Placement[] }[] = [];
      for (const [i, door] of group.entries()) {
        const chance = chances[i]!;
        // A later attempt starts further down the list: another row may fit where the most even one does not.
        const { row, series, spans } = fittingRow(door, chance, n);
        const times = placeSeries(
          series,
          spans,
          calendar,
          chance,
          wave.caps.minSendGapSeconds * 1000,
          refused,
        );
        if (!times) break;
        placed.push({ row, door, times });
      }
      if (placed.length === group.length) {
        for (const { row, door } of placed) dealers.get(door.deck)!.take(row);
        return placed.flatMap(({ row, door, times }) =>
          row.map((cell, i) => ({ door, cell, sendAt: times[i]!.at, sendBy: times[i]!.sendBy })),
        );
      }
      for (const { times } of placed) for (const booking of times) calendar.remove(booking);
    }
    return null;
  }

  function fittingRow(
    door: Door,
    chance: Chance,
    skip: number,
  ): { row: Cell[]; series: Series; spans: Span[] } {
    const rows = dealers.get(door.deck)!.candidates(chance).slice(0, ROWS_PER_DOOR);
    const windows = windowsOf(door.zone);
    const fitting: { row: Cell[]; series: Series; spans: Span[] }[] = [];
    for (const row of rows) {
      const series: Series = {
        entity: door.entity,
        sentBy: door.sentBy,
        windows: row.map((cell) => windows[cell.slot]!),
        gap,
        deskDay: (probe, window) =>
          door.desk === undefined ? undefined : `${door.desk} ${row[probe]!.slot} ${window.day}`,
      };
      const spans = spansOf(series);
      if (spans) fitting.push({ row, series, spans });
      if (fitting.length > skip) break;
    }
    const chosen = fitting.at(-1);
    if (!chosen) throw tooShort(wave, door, gap);
    return chosen;
  }
}

/** Entities with several doors first, for they are the hardest to fit; else in random order. */
function groupsInRandomOrder<D extends Door>(chance: Chance, doors: readonly D[]): D[][] {
  const sorted = [...doors].sort((a, b) => (a.key < b.key ? -1 : 1));
  const groups = [...Map.groupBy(sorted, (door) => door.entity)].sort(([a], [b]) => (a < b ? -1 : 1));
  return shuffled(
    chance,
    groups.map(([, group]) => shuffled(chance, group)),
  ).sort((a, b) => b.length - a.length);
}

/** Windows of each slot of the wave, computed once for each zone. */
function windowsByZone(wave: Wave): (zone: string) => SlotWindow[][] {
  const known = new Map<string, SlotWindow[][]>();
  return (zone) => {
    const hit = known.get(zone);
    if (hit) return hit;
    const windows = wave.slots.map((slot) => slotWindows(slot, zone, wave.starts, wave.ends));
    known.set(zone, windows);
    return windows;
  };
}

const span = (wave: Wave): string => `from ${wave.starts} to ${wave.ends}`;

function tooShort(wave: Wave, door: Door, gap: number): SetupError {
  const { size } = door;
  const at = wave.slots.findIndex(
    (slot) => slotWindows(slot, door.zone, wave.starts, wave.ends).length === 0,
  );
  const empty = wave.slots[at];
  if (empty)
    return new SetupError(
      `wave.yml: slots.${at}: the wave ${span(wave)} has no ${empty.kind} slot (${empty.from}-${empty.to}, ${door.zone}) for lender ${door.lender.id}: make the wave longer, or take the slot out.`,
    );
  const days = Math.ceil(((size - 1) * gap) / DAY) + 1;
  return new SetupError(
    `wave.yml: ends: ${counted(size, 'probe')} to lender ${door.lender.id} by one channel, each at least ${(gap - SEND_SLACK) / DAY} days after the one before (the larger of caps.channelGapDays and deadlineHours), take at least ${counted(days, 'day')} and up to a week more for the slots; the wave runs ${span(wave)}. Make it longer, or use fewer scenarios.`,
  );
}

const REMEDY: Record<Rule, (wave: Wave) => string> = {
  'caps.mailboxPerDay': (w) => `at most ${w.caps.mailboxPerDay} messages go out in any 24 hours`,
  'caps.entityGapHours': (w) =>
    `a legal entity is left alone for ${w.caps.entityGapHours} hours after each contact`,
  telegram: () =>
    `one operator opens at most ${CEILINGS.telegramChatsPerDay} new Telegram chats in any 24 hours, and a wave must be within one operator's reach`,
  'caps.minSendGapSeconds': (w) =>
    `two sends lie at least ${w.caps.minSendGapSeconds} s apart, and up to 120 s more by chance`,
  desk: () => 'two probes to one service desk never fall into the same slot of a day',
};

function noRoom(wave: Wave, door: Door, doors: readonly Door[], refused: Map<Rule, number>): SetupError {
  const [rule, count] = [...refused].sort((a, b) => b[1] - a[1])[0] ?? ['caps.entityGapHours' as Rule, 0];
  const total = [...refused.values()].reduce((sum, n) => sum + n, 0);
  const which = rule === 'caps.entityGapHours' ? ' of this entity' : rule === 'desk' ? ' of this desk' : '';
  return new SetupError(
    `wave.yml: ends: no room ${span(wave)} for the ${counted(door.size, 'probe')} to lender ${door.lender.id} (legal entity ${door.entity}). Of ${counted(total, 'moment')} tried, ${count} broke ${rule}: ${REMEDY[rule](wave)}.${rule === 'caps.mailboxPerDay' ? ` ${mailboxLoad(wave, doors)}` : ''} Make the wave longer, use fewer scenarios, or exclude a lender${which}.`,
  );
}

/** How full the mailbox would be. A random plan needs some of it free: about a tenth. */
function mailboxLoad(wave: Wave, doors: readonly Door[]): string {
  const first = Date.parse(wave.starts);
  const days = Array.from({ length: Math.round((Date.parse(wave.ends) - first) / DAY) + 1 }, (_, i) =>
    new Date(first + i * DAY).getUTCDay(),
  );
  const part = (name: string, weekend: boolean): string => {
    const probes = doors
      .filter((door) => door.sentBy === 'machine')
      .reduce((all, door) => {
        const counts = slotCounts(door.size, wave.slots);
        return wave.slots.reduce(
          (sum, slot, i) => ((slot.kind === 'weekend') === weekend ? sum + counts[i]! : sum),
          all,
        );
      }, 0);
    const open = days.filter((day) => (day === 0 || day === 6) === weekend).length;
    const room = Math.floor((open * wave.caps.mailboxPerDay * DAY) / (DAY + SEND_SLACK));
    return `${probes} probes on ${open} ${name} that hold about ${room}`;
  };
  return `The wave has ${part('weekdays', false)}, and ${part('weekend days', true)}.`;
}
