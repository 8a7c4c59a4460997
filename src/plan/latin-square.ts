/**
 * Who gets which scenario when, in which wording, under which persona (methods.md 3.2). A lender takes one row of a
 * Latin square: every scenario once, every persona once, the slots in the declared shares, the wordings alternating.
 * The row is drawn at random among those that keep the whole wave most even.
 */
import type { Slot } from '../model/wave.ts';
import { between, type Chance, shuffled } from './chance.ts';

/** One probe of a lender, by indices into the wave's scenarios, slots, personas and wordings. Position is its place in time. */
export interface Cell {
  scenario: number;
  position: number;
  slot: number;
  persona: number;
  wording: number;
}

/** The squares of one wave: labels shuffled once by the seed, so that no order comes from the alphabet. */
export interface Square {
  size: number;
  /** Williams rows: place in time -> scenario. Each scenario follows each other equally often over all rows. */
  orders: number[][];
  /** Slot index of each of `size` seats, in the declared shares. */
  slotSeats: number[];
  personaSeats: number[];
  slots: number;
}

/** How many probes of `size` each slot gets: largest remainder, ties to the slot listed first. The same for every lender. */
export function slotCounts(size: number, slots: readonly Slot[]): number[] {
  const total = slots.reduce((sum, slot) => sum + slot.share, 0);
  const quota = slots.map((slot) => (size * slot.share) / total);
  const counts = quota.map(Math.floor);
  const byRemainder = slots
    .map((_, i) => i)
    .sort((a, b) => quota[b]! - counts[b]! - (quota[a]! - counts[a]!) || a - b);
  const missing = size - counts.reduce((sum, count) => sum + count, 0);
  for (const i of byRemainder.slice(0, missing)) counts[i]!++;
  return counts;
}

export function squareOf(chance: Chance, size: number, slots: readonly Slot[]): Square {
  const labels = shuffled(
    chance,
    Array.from({ length: size }, (_, i) => i),
  );
  const seats = slotCounts(size, slots).flatMap((count, slot) => Array<number>(count).fill(slot));
  return {
    size,
    orders: williams(size).map((row) => row.map((i) => labels[i]!)),
    slotSeats: shuffled(chance, seats),
    personaSeats: shuffled(
      chance,
      Array.from({ length: size }, (_, i) => i),
    ),
    slots: slots.length,
  };
}

/** E. J. Williams 1949: rows balanced for first-order carry-over; an odd size needs the mirrored rows as well. */
function williams(size: number): number[][] {
  const base = Array.from({ length: size }, (_, i) => (i % 2 === 1 ? (i + 1) / 2 : (size - i / 2) % size));
  const rows = base.map((_, shift) => base.map((i) => (i + shift) % size));
  return size % 2 === 0 ? rows : [...rows, ...rows.map((row) => [...row].reverse())];
}

/** Every row that a lender could take: time order x slot shift x persona shift x first wording. At most 2048. */
function rowsOf(square: Square): Cell[][] {
  const shifts = Array.from({ length: square.size }, (_, i) => i);
  return square.orders.flatMap((order) =>
    shifts.flatMap((slotShift) =>
      shifts.flatMap((personaShift) =>
        [0, 1].map((first) =>
          order.map((scenario, position) => ({
            scenario,
            position,
            slot: square.slotSeats[(scenario + slotShift) % square.size]!,
            persona: square.personaSeats[(scenario + personaShift) % square.size]!,
            wording: (scenario + first) % 2,
          })),
        ),
      ),
    ),
  );
}

/** Hands out rows, and remembers what was handed out. */
export interface RowDealer {
  /** All rows, the one that keeps the wave most even first; ties in random order. */
  candidates(chance: Chance): Cell[][];
  take(row: Cell[]): void;
}

/**
 * Evenness = the sum of squared counts over wording x slot x persona, and over scenario with each of them and with its
 * place in time: the next lender takes what is rarest so far (minimisation after Pocock and Simon 1975).
 */
export function dealRows(square: Square): RowDealer {
  const { size, slots } = square;
  const three = new Int32Array(2 * slots * size);
  // Six pair tables of `size` rows, one after the other.
  const width = Math.max(size, slots, 2);
  const pairs = new Int32Array(6 * size * width);
  const cellsOf = (c: Cell): number[] =>
    [
      [c.scenario, c.persona],
      [c.scenario, c.position],
      [c.scenario, c.wording],
      [c.scenario, c.slot],
      [c.position, c.wording],
      [c.position, c.slot],
    ].map(([row, column], table) => (table * size + row!) * width + column!);
  const threeOf = (c: Cell): number => (c.wording * slots + c.slot) * size + c.persona;
  const indexed = rowsOf(square).map((row) => ({
    row,
    three: row.map(threeOf),
    pairs: row.flatMap(cellsOf),
  }));
  const cost = (entry: (typeof indexed)[number]): number => {
    let sum = 0;
    // The three-way table is what the balance report shows: it weighs more than the pairs together.
    for (const i of entry.three) sum += 8 * three[i]!;
    for (const i of entry.pairs) sum += pairs[i]!;
    return sum;
  };
  return {
    candidates(chance) {
      const costed = indexed.map((entry) => ({
        row: entry.row,
        cost: cost(entry),
        tie: between(chance, 0, 2 ** 30),
      }));
      return costed.sort((a, b) => a.cost - b.cost || a.tie - b.tie).map((entry) => entry.row);
    },
    take(row) {
      for (const cell of row) {
        three[threeOf(cell)]!++;
        for (const i of cellsOf(cell)) pairs[i]!++;
      }
    },
  };
}
