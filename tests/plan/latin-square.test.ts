import { expect, test } from 'vitest';
import { chanceOf } from '../../src/plan/chance.ts';
import { type Cell, dealRows, slotCounts, squareOf } from '../../src/plan/latin-square.ts';

const slots = (...shares: number[]) =>
  shares.map((share) => ({ kind: 'night' as const, from: '00:00', to: '05:00', share }));
const deal = (lenders: number, size: number, shares: number[]) => {
  const dealer = dealRows(squareOf(chanceOf(41, 'square'), size, slots(...shares)));
  return Array.from({ length: lenders }, (_, i) => {
    const row = dealer.candidates(chanceOf(41, 'lender', String(i)))[0]!;
    dealer.take(row);
    return row;
  });
};
const spread = (cells: Cell[], key: (c: Cell) => string, kinds: number) => {
  const counts = [...Map.groupBy(cells, key).values()].map((group) => group.length);
  return counts.length < kinds ? Number.POSITIVE_INFINITY : Math.max(...counts) - Math.min(...counts);
};

test('slots come in the declared shares, ties to the first', () => {
  expect(slotCounts(6, slots(3, 1, 1, 1))).toEqual([3, 1, 1, 1]);
  expect(slotCounts(5, slots(3, 1, 1))).toEqual([3, 1, 1]);
  expect(slotCounts(6, slots(2, 1, 1, 1))).toEqual([3, 1, 1, 1]);
  expect(slotCounts(7, slots(1, 1))).toEqual([4, 3]);
  expect(slotCounts(2, slots(1, 1, 1))).toEqual([1, 1, 0]);
});

test.each([1, 2, 3, 5, 6, 8])(
  'a row of %i has every scenario, place and persona once, and the same slots',
  (size) => {
    const shares = [2, 1, 1];
    for (const row of deal(9, size, shares)) {
      for (const field of ['scenario', 'position', 'persona'] as const)
        expect(row.map((c) => c[field]).sort()).toEqual(Array.from({ length: size }, (_, i) => i));
      expect(row.map((c) => c.position)).toEqual(Array.from({ length: size }, (_, i) => i));
      expect(slotCounts(size, slots(...shares))).toEqual(
        [0, 1, 2].map((s) => row.filter((c) => c.slot === s).length),
      );
      const b = row.filter((c) => c.wording === 1).length;
      expect(Math.abs(2 * b - size)).toBeLessThanOrEqual(1);
    }
  },
);

test('over the wave nothing is aliased: wording, slot, persona, scenario and place are even in every pair', () => {
  const cells = deal(24, 6, [3, 1, 1, 1]).flat();
  const pairs: [(c: Cell) => string, number][] = [
    [(c) => `${c.wording} ${c.persona}`, 12],
    [(c) => `${c.wording} ${c.scenario}`, 12],
    [(c) => `${c.scenario} ${c.persona}`, 36],
    [(c) => `${c.scenario} ${c.position}`, 36],
    [(c) => `${c.wording} ${c.position}`, 12],
  ];
  for (const [key, kinds] of pairs) expect(spread(cells, key, kinds)).toBeLessThanOrEqual(3);
  for (const slot of [0, 1, 2, 3]) {
    const inSlot = cells.filter((c) => c.slot === slot);
    expect(spread(inSlot, (c) => `${c.wording} ${c.persona}`, 12)).toBeLessThanOrEqual(1);
    expect(spread(inSlot, (c) => `${c.scenario}`, 6)).toBeLessThanOrEqual(3);
    expect(spread(inSlot, (c) => `${c.position}`, 6)).toBeLessThanOrEqual(6);
  }
});

test('each scenario follows each other about equally often', () => {
  const follows = new Map<string, number>();
  for (const row of deal(60, 5, [1]))
    row.slice(1).forEach((c, i) => {
      const key = `${row[i]!.scenario} ${c.scenario}`;
      follows.set(key, (follows.get(key) ?? 0) + 1);
    });
  expect(follows.size).toBe(20);
  // 240 steps over 20 ordered pairs: 12 each.
  expect(Math.min(...follows.values())).toBeGreaterThanOrEqual(6);
  expect(Math.max(...follows.values())).toBeLessThanOrEqual(18);
});
