import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chanceOf } from '../../src/ranking/chance.ts';
import { betaBinomial, fitQuality, fitReplies, type TwoPart } from '../../src/ranking/empirical-bayes.ts';
import { chanceAbove, gradesOf } from '../../src/ranking/grades.ts';
import { rankIntervals } from '../../src/ranking/rank-intervals.ts';
import { type Ranked, secondOpinionOf } from '../../src/ranking/second-opinion.ts';
import { strictBands, strictIntervals } from '../../src/ranking/strict.ts';

const golden = (name: string) =>
  JSON.parse(readFileSync(new URL(`../golden/${name}.json`, import.meta.url), 'utf8'));

describe('strict mode', () => {
  it("gives the marginal confidence sets of Holm's closed form on PISA 2018", () => {
    const { rows } = golden('ranks') as {
      rows: { score: number; se: number; holmL: number; holmU: number }[];
    };
    const units = rows.map((r) => ({ mean: r.score, variance: r.se ** 2 }));
    expect(strictIntervals(units, 1e6, 0.05)).toEqual(rows.map((r) => ({ low: r.holmL, high: r.holmU })));
  });

  it('never says more than a false discovery rate over two units does, and ties what is equal', () => {
    const pair = [
      { mean: 60, variance: 9 },
      { mean: 50, variance: 9 },
    ];
    expect(strictIntervals(pair, 40, 0.05)).toEqual(rankIntervals(pair, 40, 0.05).intervals);
    const equal = Array.from({ length: 6 }, () => ({ mean: 40, variance: 0 }));
    expect(strictIntervals(equal, 9, 0.05)).toEqual(equal.map(() => ({ low: 1, high: 6 })));
    expect(strictBands(equal, 9, 0.05)).toEqual(equal.map(() => 'not-distinguishable'));
    expect(strictIntervals(equal.slice(5), 9, 0.05)).toEqual([{ low: 1, high: 1 }]);
  });
});

describe('the priors of the market', () => {
  it('weigh counts by the beta-binomial likelihood of R', () => {
    for (const { a, b, x, n, value } of golden('stats').betaBinomial.rows)
      expect(betaBinomial(a, b, x, n)).toBeCloseTo(value, 12);
  });

  const market = (size: number, rate: () => number, quality: () => number, noise: number): TwoPart[] => {
    const chance = chanceOf('a'.repeat(64), `market ${size}`);
    return Array.from({ length: size }, () => {
      const [p, q] = [rate(), quality()];
      const replies = Array.from({ length: 8 }, () => chance.unit()).filter((u) => u < p);
      return {
        silent: 8 - replies.length,
        replies: replies.map(() => q + noise * chance.normal()),
      };
    });
  };

  it('find what a large market was made of', () => {
    const chance = chanceOf('b'.repeat(64), 'truth');
    const units = market(1_500, chance.beta(0.8, 0.4), () => 60 + 10 * chance.normal(), 15);
    const { a, b } = fitReplies(units);
    expect(a).toBeGreaterThan(0.7);
    expect(a).toBeLessThan(0.9);
    expect(b).toBeGreaterThan(0.35);
    expect(b).toBeLessThan(0.45);
    const quality = fitQuality(units);
    if (quality.status !== 'scored') throw new Error(quality.reason);
    expect(Math.abs(quality.value.mean - 60)).toBeLessThan(1);
    expect(Math.abs(quality.value.spread - 10)).toBeLessThan(1);
    expect(Math.abs(quality.value.noise - 15)).toBeLessThan(0.5);
  });

  it('hold where all reply, none does, one lender replied, or each once', () => {
    const all = [0, 1, 2].map((j) => ({ id: `l${j}`, silent: 0, replies: [50, 60, 70, 80, 90] }));
    const reply = fitReplies(all);
    expect(reply.a / (reply.a + reply.b)).toBeGreaterThan(0.95);
    expect(fitQuality(all)).toMatchObject({ status: 'scored', value: { mean: 70, spread: 0 } });
    const none = all.map((u) => ({ ...u, silent: 5, replies: [] }));
    expect(fitReplies(none).a).toBeGreaterThan(0);
    expect(fitQuality(none).status).toBe('not-applicable');
    expect(fitQuality([all[0]!, ...none]).status).toBe('not-applicable');
    const once = all.map((u, j) => ({ ...u, silent: 4, replies: [40 + 10 * j] }));
    expect(fitQuality(once)).toEqual({ status: 'scored', value: { mean: 50, spread: 0, noise: 10 } });
  });
});

describe('grades', () => {
  /** All ways to put n units into ordered grades. */
  function* gradings(n: number): Generator<number[]> {
    for (let code = 0; code < n ** n; code++) {
      const grades = Array.from({ length: n }, (_, i) => (Math.floor(code / n ** i) % n) + 1);
      const used = new Set(grades);
      if (Math.max(...grades) === used.size) yield grades;
    }
  }
  const worth = (p: number[][], grades: readonly number[], lambda: number): number => {
    let sum = 0;
    for (const [i, own] of grades.entries())
      for (const [j, other] of grades.entries()) if (own < other) sum += lambda * p[i]![j]! - p[j]![i]!;
    return sum;
  };

  it('are the best of all 541 orders with ties of five lenders, 120 times', () => {
    const chance = chanceOf('c'.repeat(64), 'grades');
    const all = [...gradings(5)];
    expect(all.length).toBe(541);
    for (let trial = 0; trial < 120; trial++) {
      const spread = 2 + 20 * chance.unit();
      const draws = Array.from({ length: 5 }, () => {
        const [mean, deviation] = [50 + spread * chance.normal(), 3 + 9 * chance.unit()];
        return Float64Array.from({ length: 200 }, () => mean + deviation * chance.normal()).sort();
      }).sort((a, b) => b.reduce((s, v) => s + v, 0) - a.reduce((s, v) => s + v, 0));
      const p = draws.map((a) => draws.map((b) => chanceAbove(a, b)));
      const got = gradesOf(5, (i, j) => p[i]![j]!, 0.25);
      const best = Math.max(...all.map((grades) => worth(p, grades, 0.25)));
      expect(worth(p, got, 0.25)).toBeCloseTo(best, 9);
    }
  });

  it('part a pair from 80% certainty on', () => {
    expect(gradesOf(2, () => 0.79, 0.25)).toEqual([1, 1]);
    expect(gradesOf(2, () => 0.81, 0.25)).toEqual([1, 2]);
    expect(gradesOf(4, () => 0.5, 0.25)).toEqual([1, 1, 1, 1]);
    expect(gradesOf(0, () => 1, 0.25)).toEqual([]);
  });

  it('compare posteriors by all pairs of their draws', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 12 }),
        fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 12 }),
        (a, b) => {
          const pairs = a.flatMap((x) => b.map((y) => (x > y ? 1 : x === y ? 0.5 : 0) as number));
          const rising = (list: number[]) => list.toSorted((x, y) => x - y);
          expect(chanceAbove(rising(a), rising(b))).toBeCloseTo(
            pairs.reduce((x, y) => x + y, 0) / pairs.length,
            12,
          );
        },
      ),
    );
  });
});

describe('the second opinion', () => {
  const unit = (id: string, replies: number[], silent: number): Ranked => ({
    id,
    channels: [{ replies, silent }],
    mean: replies.reduce((a, b) => a + b, 0) / (replies.length + silent),
    variance: 60,
  });
  const ranked = [
    unit('best', [90, 92, 88, 91, 89, 90], 0),
    unit('good', [70, 72, 74, 68, 71, 70], 0),
    unit('half', [80, 82, 78], 3),
    unit('mute', [], 6),
  ];

  it('of lenders that are all alike is one grade and one rank interval', () => {
    const same = Array.from({ length: 8 }, (_, j) => unit(`l${j}`, [60, 70, 80, 90], 1));
    const { rows, grades } = secondOpinionOf(same, 30, 'd'.repeat(64));
    expect(grades).toBe(1);
    for (const { strict, bayes } of rows) {
      expect(strict).toEqual({ rankLow: 1, rankHigh: 8, band: 'not-distinguishable' });
      expect(bayes).toMatchObject({ value: { rankLow: 1, rankHigh: 8, grade: 1 } });
    }
  });

  it('is the same in any order, and from the same seed', () => {
    const seed = 'd'.repeat(64);
    const table = secondOpinionOf(ranked, 20, seed);
    const turned = secondOpinionOf(ranked.toReversed(), 20, seed);
    expect(turned.rows.toReversed()).toEqual(table.rows);
    expect(secondOpinionOf(ranked, 20, seed)).toEqual(table);
    expect(secondOpinionOf(ranked, 20, 'e'.repeat(64))).not.toEqual(table);
  });

  it('orders clear differences, draws few probes towards the market, and keeps every number in its range', () => {
    const { rows } = secondOpinionOf(ranked, 20, 'd'.repeat(64));
    const bayes = rows.map((r) => {
      if (r.bayes.status !== 'scored') throw new Error(r.bayes.reason);
      return r.bayes.value;
    });
    expect(bayes.map((b) => b.grade)).toEqual([1, 2, 3, 4]);
    expect(bayes[0]!.topQuarter).toBeGreaterThan(0.9);
    expect(bayes[3]!.mean).toBeGreaterThan(0);
    for (const b of bayes) {
      expect(b.low).toBeLessThanOrEqual(b.mean);
      expect(b.high).toBeGreaterThanOrEqual(b.mean);
      expect(b.rankLow).toBeLessThanOrEqual(b.rankHigh);
    }
  });

  it('takes channels as alike in weight, however often each was tried, and by whatever name', () => {
    const chat = { replies: [90], silent: 0 };
    const mail = { replies: [], silent: 6 };
    const both = (channels: TwoPart[]): Ranked => ({ ...unit('both', [90], 6), channels });
    const rows = (one: Ranked) => secondOpinionOf([one, ...ranked], 20, 'd'.repeat(64)).rows;
    const [apart, pooled] = [both([mail, chat]), unit('both', [90], 6)].map((own) => {
      const { bayes } = rows(own)[0]!;
      return bayes.status === 'scored' ? bayes.value.mean : Number.NaN;
    });
    expect(pooled).toBeLessThan(25);
    expect(apart).toBeGreaterThan(30);
    expect(rows(both([chat, mail]))).toEqual(rows(both([mail, chat])));
  });

  it('says so where nobody replied, and of an empty market', () => {
    const mute = [unit('a', [], 5), unit('b', [], 5)];
    const table = secondOpinionOf(mute, 8, 'd'.repeat(64));
    expect(table.rows.map((r) => r.bayes.status)).toEqual(['not-applicable', 'not-applicable']);
    expect(table.grades).toBe(0);
    expect(secondOpinionOf([], 0, 'd'.repeat(64)).rows).toEqual([]);
  });
});
