import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BoundedWait, type Mass, turnbull } from '../../src/ranking/interval-censored.ts';
import { kaplanMeier } from '../../src/ranking/survival.ts';

const shares = (waits: [number, number][]) =>
  turnbull(waits.map(([from, to]) => ({ from, to }))).map(
    ({ from, to, share }) => [from, to, share] as const,
  );
const never = Number.POSITIVE_INFINITY;

describe("Turnbull's estimator", () => {
  it('puts mass only where a left end meets a right end', () => {
    // (0,2] and (1,3] overlap in (1,2]: all of the mass is there.
    expect(
      shares([
        [0, 2],
        [1, 3],
      ]),
    ).toEqual([[1, 2, 1]]);
    expect(
      shares([
        [0, 1],
        [1, 2],
      ]),
    ).toEqual([
      [0, 1, 0.5],
      [1, 2, 0.5],
    ]);
  });

  it('an exact wait at the left end of an open one is outside it', () => {
    expect(
      shares([
        [1, 1],
        [1, 2],
      ]),
    ).toEqual([
      [1, 1, 0.5],
      [1, 2, 0.5],
    ]);
    // At its right end it is inside, and the open wait gives it all it has.
    expect(
      shares([
        [2, 2],
        [1, 2],
      ]),
    ).toEqual([[2, 2, 1]]);
  });

  it('solves a case by hand: one wait known to lie in either of two', () => {
    // (0,1], (2,3] and (0,3]: by symmetry one half each.
    for (const [, , share] of shares([
      [0, 1],
      [2, 3],
      [0, 3],
    ]))
      expect(share).toBeCloseTo(0.5, 9);
    // Two of (0,1], one of (2,3], one of (0,3]: p = (2 + p)/4, so p = 2/3.
    const [first, second] = shares([
      [0, 1],
      [0, 1],
      [2, 3],
      [0, 3],
    ]);
    expect(first![2]).toBeCloseTo(2 / 3, 9);
    expect(second![2]).toBeCloseTo(1 / 3, 9);
  });

  it('keeps what never ended beyond the last look', () => {
    // (0,1], (1,inf), (0,inf): p = (1 + p)/3, so p = 1/2.
    const got = shares([
      [0, 1],
      [1, never],
      [0, never],
    ]);
    expect(got.map(([from, to]) => [from, to])).toEqual([
      [0, 1],
      [1, never],
    ]);
    expect(got[0]![2]).toBeCloseTo(0.5, 9);
  });

  const survivalAt = (masses: Mass[], t: number) =>
    1 - masses.filter((m) => m.to <= t).reduce((sum, m) => sum + m.share, 0);

  it('is Kaplan-Meier where all is exact or right-censored', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ time: fc.integer({ min: 1, max: 15 }), event: fc.boolean() }), {
          minLength: 1,
          maxLength: 30,
        }),
        (list) => {
          const masses = turnbull(list.map(({ time, event }) => ({ from: time, to: event ? time : never })));
          for (const s of kaplanMeier(list)) expect(survivalAt(masses, s.time)).toBeCloseTo(s.survival, 6);
        },
      ),
      { numRuns: 60 },
    );
  });

  const wait = fc
    .tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 9 }))
    .map(([from, width, kind]): BoundedWait => ({ from, to: kind === 0 ? never : from + width }));

  it('shares add up to one, are self-consistent, and do not depend on order', () => {
    fc.assert(
      fc.property(fc.array(wait, { minLength: 1, maxLength: 25 }), (waits) => {
        const masses = turnbull(waits);
        expect(masses.reduce((sum, m) => sum + m.share, 0)).toBeCloseTo(1, 9);
        expect(turnbull(waits.toReversed())).toEqual(masses);
        const inside = (w: BoundedWait, m: Mass) =>
          w.from === w.to
            ? m.from === w.from && m.to === w.to
            : m.from >= w.from && m.to <= w.to && !(m.from === m.to && m.from === w.from);
        masses.forEach((m) => {
          const handed = waits.reduce((sum, w) => {
            if (!inside(w, m)) return sum;
            return sum + m.share / masses.reduce((all, k) => all + (inside(w, k) ? k.share : 0), 0);
          }, 0);
          expect(handed / waits.length).toBeCloseTo(m.share, 4);
        });
      }),
      { numRuns: 100 },
    );
  });
});
