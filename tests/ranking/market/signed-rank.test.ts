import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pairedMean } from '../../../src/ranking/market/paired-mean.ts';
import { signedRank } from '../../../src/ranking/market/signed-rank.ts';

const value = <T>(m: { status: string; value?: T }): T => {
  if (m.status !== 'scored') throw new Error(m.status);
  return m.value as T;
};

/** Every choice of signs, one by one. */
function enumerated(differences: number[]): number {
  const kept = differences.filter((d) => d !== 0);
  const sizes = kept.map(Math.abs);
  const rank = sizes.map(
    (s) => sizes.filter((x) => x < s).length + (sizes.filter((x) => x === s).length + 1) / 2,
  );
  const middle = rank.reduce((a, b) => a + b, 0) / 2;
  const seen = Math.abs(rank.reduce((sum, r, i) => sum + (kept[i]! > 0 ? r : 0), 0) - middle);
  let extreme = 0;
  for (let signs = 0; signs < 2 ** kept.length; signs++) {
    const sum = rank.reduce((total, r, i) => total + ((signs >> i) & 1) * r, 0);
    if (Math.abs(sum - middle) >= seen - 1e-9) extreme++;
  }
  return extreme / 2 ** kept.length;
}

describe("Wilcoxon's signed ranks", () => {
  // Hollander and Wolfe (1973), 29f, as in R's help of wilcox.test: depression scores before and after.
  const before = [1.83, 0.5, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.3];
  const after = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29];
  const differences = before.map((x, i) => x - after[i]!);

  it('gives the published p-value, estimate and interval', () => {
    const found = signedRank(differences);
    expect(found).toMatchObject({ lenders: 9, higher: 7, lower: 2, same: 0, method: 'wilcoxon-exact' });
    expect(value(found.p)).toBeCloseTo(0.0390625, 12);
    expect(value(found.estimate)).toBeCloseTo(0.46, 9);
    const { low, high } = value(found.interval);
    expect(low).toBeCloseTo(0.01, 9);
    expect(high).toBeCloseTo(0.786, 9);
  });

  it('is exact with ties and zeros', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 1, maxLength: 11 }), (list) => {
        const { p } = signedRank(list);
        if (list.every((d) => d === 0)) expect(p.status).toBe('not-applicable');
        else expect(value(p)).toBeCloseTo(enumerated(list), 12);
      }),
      { numRuns: 60, seed: 3 },
    );
  });

  it('its interval is where its own test does not refuse', () => {
    const { low, high } = value(signedRank(differences).interval);
    const refused = (shift: number) => value(signedRank(differences.map((d) => d - shift)).p) <= 0.05;
    for (const inside of [low + 1e-6, 0.46, high - 1e-6]) expect(refused(inside)).toBe(false);
    for (const outside of [low - 1e-6, high + 1e-6]) expect(refused(outside)).toBe(true);
  });

  it('says why there is none', () => {
    expect(signedRank([])).toMatchObject({
      lenders: 0,
      estimate: { status: 'not-applicable' },
      interval: { status: 'not-applicable' },
      p: { status: 'not-applicable' },
    });
    expect(signedRank([1, 2, 3, 4, 5]).interval).toMatchObject({ status: 'not-applicable' });
    expect(signedRank([1, 2, 3, 4, 5, 6]).interval).toMatchObject({
      status: 'scored',
      value: { low: 1, high: 6 },
    });
  });

  it('goes over to the normal without a jump', () => {
    const spread = Array.from({ length: 51 }, (_, i) => Math.sin(7 * i) + 0.3 + i * 1e-6);
    const [exact, normal] = [signedRank(spread.slice(0, 50)), signedRank(spread)];
    expect([exact.method, normal.method]).toEqual(['wilcoxon-exact', 'wilcoxon-normal']);
    expect(Math.abs(value(exact.p) - value(normal.p))).toBeLessThan(0.02);
    const [a, b] = [value(exact.interval), value(normal.interval)];
    expect(Math.abs(a.low - b.low)).toBeLessThan(0.05);
    expect(Math.abs(a.high - b.high)).toBeLessThan(0.05);
  });
});

describe('the mean of paired shares', () => {
  it("is Student's paired t: his own sleep data", () => {
    // Student (1908), R's data(sleep): mean difference 1.58, t = 4.0621 on 9 df, p = 0.002833, 0.7001 to 2.4599.
    const found = pairedMean([1.2, 2.4, 1.3, 1.3, 0, 1, 1.8, 0.8, 4.6, 1.4]);
    expect(found).toMatchObject({ lenders: 10, higher: 9, lower: 0, same: 1, method: 'paired-t' });
    expect(value(found.estimate)).toBeCloseTo(1.58, 12);
    expect(value(found.p)).toBeCloseTo(0.00283289, 8);
    expect(value(found.interval).low).toBeCloseTo(0.7001142, 6);
    expect(value(found.interval).high).toBeCloseTo(2.4598858, 6);
  });

  it('gives no interval to steps that are all the same, or few', () => {
    expect(pairedMean([0, 0, 0, 0, 0, 0, 0])).toMatchObject({
      estimate: { status: 'scored', value: 0 },
      interval: { status: 'not-applicable' },
    });
    expect(pairedMean([1, 0, 1]).interval.status).toBe('not-applicable');
    expect(pairedMean([]).estimate.status).toBe('not-applicable');
    expect(signedRank([0, 0, 0, 0, 0, 1, -1]).interval).toMatchObject({ status: 'not-applicable' });
  });
});
