/** One lender's probes on one channel, placed in time: a random feasible day for each, and a random moment in its slot. */
import { type Booking, type Calendar, HOUR, type Rule, type SentBy } from './calendar.ts';
import { between, type Chance } from './chance.ts';
import type { SlotWindow } from './slot-windows.ts';

/** The windows that each probe may use, in the order in which the probes are sent. */
export interface Series {
  entity: string;
  sentBy: SentBy;
  /** For each probe the windows of its slot, in order of time. */
  windows: readonly (readonly SlotWindow[])[];
  /** Least ms between one probe and the next. */
  gap: number;
  deskDay(probe: number, window: SlotWindow): string | undefined;
}

/** The span in which each probe must lie so that those before and after it can still fit. UTC ms, both included. */
export type Span = { from: number; to: number };

export interface Placement extends Booking {
  sendBy: number;
}

/** Nothing is planned for the last minutes of a slot: a send that is held up for a moment must still fall into it. */
const lastMoment = (w: SlotWindow): number => w.end - Math.min(HOUR / 4, (w.end - w.start) / 4);

/** Null when the series can't fit into its windows at all, even on an empty calendar. */
export function spansOf(series: Pick<Series, 'windows' | 'gap'>): Span[] | null {
  const spans: Span[] = [];
  let earliest = Number.NEGATIVE_INFINITY;
  for (const windows of series.windows) {
    const bound = earliest;
    const window = windows.find((w) => lastMoment(w) >= bound);
    if (!window) return null;
    spans.push({ from: Math.max(window.start, bound), to: 0 });
    earliest = spans.at(-1)!.from + series.gap;
  }
  let latest = Number.POSITIVE_INFINITY;
  for (let i = spans.length - 1; i >= 0; i--) {
    const bound = latest;
    const window = series.windows[i]!.findLast((w) => w.start <= bound);
    const to = window ? Math.min(lastMoment(window), bound) : Number.NEGATIVE_INFINITY;
    if (to < spans[i]!.from) return null;
    spans[i]!.to = to;
    latest = to - series.gap;
  }
  return spans;
}

/** Moments tried in one window before the next window is tried. */
const DRAWS_PER_WINDOW = 4;

/**
 * Books every probe of the series, or nothing (null). Days are drawn uniformly over the wave; where a rule forbids one,
 * the nearest other day is taken. `refused` counts what stood in the way.
 */
export function placeSeries(
  series: Series,
  spans: readonly Span[],
  calendar: Calendar,
  chance: Chance,
  sendGap: number,
  refused: Map<Rule, number>,
): Placement[] | null {
  const placed: Placement[] = [];
  const draws = spans.map(() => between(chance, 0, 999_999) / 1_000_000).sort((a, b) => a - b);
  let earliest = Number.NEGATIVE_INFINITY;
  for (const [i, span] of spans.entries()) {
    const found = placeOne(i, Math.max(span.from, earliest), span.to, draws[i]!);
    if (!found) {
      for (const booking of placed) calendar.remove(booking);
      return null;
    }
    calendar.add(found);
    placed.push(found);
    earliest = found.at + series.gap;
  }
  return placed;

  function placeOne(probe: number, from: number, to: number, draw: number): Placement | null {
    // The day is drawn over the whole span, not over what the probe before has left: else probes would bunch late.
    const span = spans[probe]!;
    const usable = series.windows[probe]!.filter((w) => w.start <= to && lastMoment(w) >= span.from);
    const target = Math.floor(draw * usable.length);
    for (const window of outward(usable, target)) {
      const low = Math.ceil(Math.max(window.start, from));
      const high = Math.floor(Math.min(lastMoment(window), to));
      for (let n = 0; low <= high && n < DRAWS_PER_WINDOW; n++) {
        const booking = {
          at: between(chance, low, high),
          entity: series.entity,
          sentBy: series.sentBy,
          deskDay: series.deskDay(probe, window),
        };
        const rule = calendar.refusal(booking, sendGap + between(chance, 0, 120_000));
        if (rule === null) return { ...booking, sendBy: window.end };
        refused.set(rule, (refused.get(rule) ?? 0) + 1);
      }
    }
    return null;
  }
}

/** Items by distance from `target`: itself, then one on each side, and so on. */
function* outward<T>(items: readonly T[], target: number): Generator<T> {
  for (let distance = 0; distance <= items.length; distance++) {
    const later = items[target + distance];
    const earlier = items[target - distance];
    if (later !== undefined) yield later;
    if (earlier !== undefined && distance > 0) yield earlier;
  }
}
