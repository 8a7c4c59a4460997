import { describe, expect, it } from 'vitest';
import {
  betaQuantile,
  chisquareTail,
  criticalValue,
  normalQuantile,
  tQuantile,
  twoSidedTail,
} from '../../src/ranking/distributions.ts';
import {
  benjaminiHochberg,
  clopperPearson,
  fisherExact,
  holm,
  jeffreys,
  wilson,
} from '../../src/ranking/proportions.ts';
import golden from '../golden/stats.json' with { type: 'json' };

const near = (got: number, want: number) =>
  expect(Math.abs(got - want) / Math.max(1, Math.abs(want))).toBeLessThan(1e-8);

describe('distribution functions equal R', () => {
  it('quantiles', () => {
    for (const g of golden.normalQuantile) near(normalQuantile(g.p), g.value);
    for (const g of golden.tQuantile) near(tQuantile(g.p, g.df), g.value);
    for (const g of golden.betaQuantile) near(betaQuantile(g.p, g.a, g.b), g.value);
  });

  it('tails, the far ones relatively too', () => {
    for (const g of golden.tCdf) near(twoSidedTail(g.t, g.df), 2 * Math.min(g.value, 1 - g.value));
    for (const g of golden.chisqUpper) near(chisquareTail(g.x, g.df), g.value);
    for (const g of golden.chisqUpper.filter((c) => c.df === 1)) near(chisquareTail(g.x, 1) / g.value, 1);
  });

  it('the critical value is what the tail comes back from, down to the alphas of two million pairs', () => {
    for (const df of [1, 2, 4, 12, 120, 18_000, 1e6])
      for (const alpha of [0.9, 0.05, 1e-3, 2.5e-8, 1e-12])
        expect(twoSidedTail(criticalValue(alpha, df), df) / alpha).toBeCloseTo(1, 9);
  });
});

describe('shares', () => {
  it('have the intervals of Wilson, Clopper and Pearson, and Jeffreys', () => {
    for (const g of golden.proportions)
      for (const [got, want] of [
        [wilson(g.x, g.n), g.wilson],
        [clopperPearson(g.x, g.n), g.clopperPearson],
        [jeffreys(g.x, g.n), g.jeffreys],
      ] as const) {
        near(got.low, want[0]!);
        near(got.high, want[1]!);
      }
  });

  it('are compared by Fisher', () => {
    for (const {
      table: [a, b, c, d],
      p,
    } of golden.fisher)
      near(fisherExact(a!, b!, c!, d!), p);
    expect(fisherExact(0, 4, 0, 4)).toBe(1);
  });
});

describe('p-values of many tests', () => {
  it('are adjusted by Holm and by Benjamini and Hochberg, in whatever order they come', () => {
    const { p, holm: byHolm, bh } = golden.adjust;
    const turned = p.toReversed();
    p.forEach((_, i) => {
      near(holm(p)[i]!, byHolm[i]!);
      near(benjaminiHochberg(p)[i]!, bh[i]!);
      near(holm(turned)[p.length - 1 - i]!, byHolm[i]!);
      near(benjaminiHochberg(turned)[p.length - 1 - i]!, bh[i]!);
    });
    expect(holm([])).toEqual([]);
  });

  it('are those of all pairs of four lenders', () => {
    const { pairs, df } = golden.pooledPairs;
    const p = pairs.map((pair) => twoSidedTail(pair.t, df));
    pairs.forEach((pair, i) => {
      near(p[i]!, pair.p);
      near(holm(p)[i]!, pair.holm);
      near(benjaminiHochberg(p)[i]!, pair.bh);
    });
  });
});
