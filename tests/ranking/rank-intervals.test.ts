import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { criticalValue, twoSidedTail } from '../../src/ranking/distributions.ts';
import { bandsOf, discoveryCut, rankIntervals } from '../../src/ranking/rank-intervals.ts';
import { standingsOf } from '../../src/ranking/standings.ts';

const golden = (name: string) =>
  JSON.parse(readFileSync(new URL(`../golden/${name}.json`, import.meta.url), 'utf8'));

describe('rank intervals', () => {
  it('are those of csranks on PISA 2018, closed form with Benjamini-Hochberg', () => {
    const { rows } = golden('ranks') as { rows: { score: number; se: number; bhL: number; bhU: number }[] };
    const { intervals } = rankIntervals(
      rows.map((r) => ({ mean: r.score, variance: r.se ** 2 })),
      1e6, // as good as normal, which those tests were
      0.05,
    );
    expect(intervals).toEqual(rows.map((r) => ({ low: r.bhL, high: r.bhU })));
  });

  it('tell apart the pairs whose adjusted p is within 5%, from raw scores', () => {
    const { pooledPairs: g } = golden('stats');
    const samples = [1, 2, 3, 4].map((id) => ({
      id: String(id),
      channels: [(g.y as number[]).filter((_, i) => g.lender[i] === id)],
    }));
    const { standings, market } = standingsOf(samples);
    expect(market.df).toBe(g.df);
    expect(market.spread.status === 'scored' && market.spread.value ** 2).toBeCloseTo(g.pooledVar, 8);
    const better = new Map([1, 2, 3, 4].map((id) => [id, { low: 1, high: 4 }]));
    for (const pair of g.pairs as { a: number; b: number; t: number; bh: number }[]) {
      if (pair.bh > 0.05) continue;
      better.get(pair.t > 0 ? pair.b : pair.a)!.low++;
      better.get(pair.t > 0 ? pair.a : pair.b)!.high--;
    }
    for (const [id, interval] of better)
      expect(standings.get(String(id))).toMatchObject({
        score: g.means[id - 1],
        rankLow: interval.low,
        rankHigh: interval.high,
      });
    for (const pair of g.pairs as { t: number; p: number }[])
      expect(twoSidedTail(Math.abs(pair.t), g.df) / pair.p).toBeCloseTo(1, 10);
  });

  it('the cut rejects as many as Benjamini-Hochberg does on given p-values', () => {
    const { adjust } = golden('stats') as { adjust: { p: number[]; bh: number[] } };
    const t = Float64Array.from(adjust.p, (p) => criticalValue(p, 9));
    for (const q of [0.001, 0.004, 0.02, 0.05, 0.06, 0.3, 0.9]) {
      const cut = discoveryCut(t, 9, q);
      expect([...t].filter((v) => v >= cut * (1 - 1e-12)).length).toBe(
        adjust.bh.filter((p) => p <= q + 1e-12).length,
      );
    }
  });

  it('make one tie of equal lenders, also where nothing varies', () => {
    const equal = Array.from({ length: 5 }, () => ({ mean: 100 / 3, variance: 0 }));
    expect(rankIntervals(equal, 20, 0.05).intervals).toEqual(equal.map(() => ({ low: 1, high: 5 })));
    expect(bandsOf(equal, 20, 0.05)).toEqual(equal.map(() => 'not-distinguishable'));
  });

  it('are certain where lenders differ and nothing varies', () => {
    const units = [
      { mean: 100, variance: 0 },
      { mean: 0, variance: 0 },
      { mean: 50, variance: 0 },
    ];
    expect(rankIntervals(units, 12, 0.05).intervals).toEqual([
      { low: 1, high: 1 },
      { low: 3, high: 3 },
      { low: 2, high: 2 },
    ]);
    expect(bandsOf(units, 12, 0.05)).toEqual(['above-market', 'below-market', 'not-distinguishable']);
  });

  it('a single lender has rank 1 and no band', () => {
    expect(rankIntervals([{ mean: 9, variance: 4 }], 5, 0.05).intervals).toEqual([{ low: 1, high: 1 }]);
    expect(bandsOf([{ mean: 9, variance: 4 }], 5, 0.05)).toEqual(['not-distinguishable']);
  });
});
