import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rateOf, type Unit } from '../../../src/ranking/market/rates.ts';

const own = (lender: string) => lender;
const units = (...lenders: [number, number][]): Unit[] =>
  lenders.flatMap(([hits, n], l) =>
    Array.from({ length: n }, (_, i) => ({ lender: `l${l}`, hit: i < hits })),
  );
const width = (rate: ReturnType<typeof rateOf>): number => {
  if (rate.interval.status !== 'scored') throw new Error('no interval');
  return rate.interval.value.high - rate.interval.value.low;
};

describe('a share of clustered probes', () => {
  it('lenders that answer all or nothing count once each', () => {
    // Two of four lenders, five probes each: k/(k-1) * 10000 / 20^4 = 1/12, so that 0.25 / (1/12) = 3 are left of 20.
    const rate = rateOf(units([5, 5], [5, 5], [0, 5], [0, 5]), own);
    expect(rate).toMatchObject({ count: 10, n: 20, lenders: 4, clusters: 4 });
    if (rate.interval.status !== 'scored') throw new Error('no interval');
    // Wilson with n = 3 and t(3) = 3.182446: 0.5 -+ 0.5 * sqrt(z^2 / (n + z^2)).
    const half = 0.5 * Math.sqrt(3.182446305284263 ** 2 / (3 + 3.182446305284263 ** 2));
    expect(rate.interval.value.low).toBeCloseTo(0.5 - half, 9);
    expect(rate.interval.value.high).toBeCloseTo(0.5 + half, 9);
  });

  it('lenders that all answer alike keep every probe', () => {
    const alike = rateOf(units([5, 10], [5, 10], [5, 10], [5, 10]), own);
    expect(width(alike)).toBeLessThan(width(rateOf(units([10, 10], [10, 10], [0, 10], [0, 10]), own)));
  });

  it('a desk behind two lenders makes one of them', () => {
    const list = units([3, 6], [5, 6], [1, 6], [6, 6]);
    const shared = rateOf(list, (l) => (l === 'l3' ? 'l0' : l));
    expect(shared).toMatchObject({ count: 15, n: 24, lenders: 4, clusters: 3 });
    expect(shared.interval).not.toEqual(rateOf(list, own).interval);
  });

  it('all or none: each lender counts once, and the end is the end', () => {
    const none = rateOf(units([0, 6], [0, 6], [0, 6], [0, 6]), own);
    const all = rateOf(units([6, 6], [6, 6], [6, 6], [6, 6]), own);
    if (none.interval.status !== 'scored' || all.interval.status !== 'scored') throw new Error('none');
    expect(none.interval.value.low).toBe(0);
    expect(all.interval.value.high).toBe(1);
    expect(none.interval.value.high).toBeCloseTo(1 - all.interval.value.low, 12);
    // As for 0 of 4, not 0 of 24.
    expect(none.interval.value.high).toBeGreaterThan(0.6);
  });

  it('says why there is no interval', () => {
    expect(rateOf([], own)).toMatchObject({ count: 0, n: 0, interval: { status: 'not-applicable' } });
    expect(rateOf(units([2, 5], [1, 5]), own).interval.status).toBe('not-applicable');
  });

  it('holds the share, whatever the order', () => {
    const lender = fc
      .tuple(fc.nat({ max: 6 }), fc.nat({ max: 6 }))
      .map(([a, b]): [number, number] => [a, a + b]);
    fc.assert(
      fc.property(fc.array(lender, { minLength: 3, maxLength: 12 }), (lenders) => {
        const list = units(...lenders);
        const rate = rateOf(list, own);
        expect(rateOf(list.toReversed(), own)).toEqual(rate);
        if (rate.interval.status !== 'scored') return;
        const { low, high } = rate.interval.value;
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(rate.count / rate.n);
        expect(high).toBeGreaterThanOrEqual(rate.count / rate.n);
      }),
      { numRuns: 200, seed: 5 },
    );
  });
});
