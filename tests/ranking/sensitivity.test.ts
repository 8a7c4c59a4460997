import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../src/model/digest.ts';
import { Sensitivity } from '../../src/model/sensitivity.ts';
import type { ProbeRow } from '../../src/model/wave-result.ts';
import { sensitivityOf } from '../../src/ranking/sensitivity.ts';
import { standingsOf } from '../../src/ranking/standings.ts';
import { type Points, rowOf, rowsOf } from './rows.ts';

const WEIGHTS = { speed: 25, effectiveness: 25, competence: 10, accuracy: 15, convenience: 15 };

function analyse(rows: ProbeRow[], options: { noise?: number; seed?: string } = {}) {
  const samples = [...Map.groupBy(rows, (r) => r.lender)].map(([id, list]) => ({
    id,
    channels: [...Map.groupBy(list, (r) => r.channel).values()].map((some) =>
      some.map((r) => (r.score.status === 'scored' ? r.score.value : 0)),
    ),
  }));
  const { standings, variances, cut } = standingsOf(samples);
  const result = sensitivityOf({
    rows,
    standings,
    variances,
    cut,
    plan: { sha: sha256(options.seed ?? 'a plan'), weights: WEIGHTS, deadlineHours: 72 },
    ...(options.noise !== undefined && { noise: options.noise }),
  });
  if (result.sensitivity.status !== 'scored') throw new Error('no sensitivity');
  return { ...result, standings, sensitivity: Sensitivity.parse(result.sensitivity.value) };
}

const all = (points: number): Points => ({
  speed: points,
  effectiveness: points,
  competence: points,
  accuracy: points,
  convenience: points,
});

/** A little scatter, so that the pooled spread is not nought. */
const lender = (id: string, points: Points, hours: number, n = 6): ProbeRow[] =>
  Array.from({ length: n }, (_, i) =>
    rowOf({
      lender: id,
      n: i,
      hours,
      points: { ...points, effectiveness: Math.min(100, (points.effectiveness ?? 0) + (i % 2) * 4) },
    }),
  );

describe('sensitivity of the ranking', () => {
  it('keeps what is so by every rubric', () => {
    const { sensitivity, published, standings } = analyse([
      ...lender('good', all(90), 1),
      ...lender('fair', all(50), 20),
      ...lender('poor', all(10), 60),
    ]);
    expect(sensitivity.pairs).toEqual({ claimed: 3, withheld: 0 });
    expect(sensitivity.withheldPairs).toEqual([]);
    expect(sensitivity.lenders.map((l) => [l.lender, l.rankLow, l.rankMedian, l.rankHigh])).toEqual([
      ['fair', 2, 2, 2],
      ['good', 1, 1, 1],
      ['poor', 3, 3, 3],
    ]);
    expect([...published]).toEqual([...standings].sort(([a], [b]) => (a < b ? -1 : 1)));
  });

  it('withholds a claim that hangs on unanswered probes scoring 0, and says so', () => {
    // "rare" answers one of six, and perfectly; "dull" answers all, middling.
    const { sensitivity, published, standings } = analyse([
      ...rowsOf(1, { lender: 'rare', hours: 1, points: all(100) }),
      ...Array.from({ length: 5 }, (_, i) => rowOf({ lender: 'rare', n: i + 1 })),
      ...lender('dull', all(60), 20),
      ...lender('dead', all(0), 70),
      ...lender('best', all(95), 0.5),
    ]);
    expect(standings.get('rare')!.score).toBeLessThan(standings.get('dull')!.score);
    const claim = sensitivity.withheldPairs.find((p) => p.better === 'dull' && p.worse === 'rare')!;
    expect(claim.flips.chief).toBe('no-reply');
    expect(claim.flips.alone).toEqual({
      weights: 0,
      aggregation: 0,
      speed: 0,
      'no-reply': 1,
      'drop-criterion': 0,
    });
    expect(claim.flips.without['no-reply']).toBe(0);
    // Half of the variants leave unanswered probes out.
    expect(claim.flips.share).toBeGreaterThan(0.45);
    expect(claim.flips.share).toBeLessThan(0.55);
    expect(sensitivity.sources.find((s) => s.source === 'no-reply')).toMatchObject({ variants: 1 });
    // Taken out of what is published on both sides.
    expect(published.get('dull')!.rankHigh).toBeGreaterThan(standings.get('dull')!.rankHigh);
    expect(published.get('rare')!.rankLow).toBeLessThan(standings.get('rare')!.rankLow);
    expect(published.get('dull')!.score).toBe(standings.get('dull')!.score);
  });

  it('a band that fails is shown as not distinguishable', () => {
    const { sensitivity, published, standings } = analyse([
      ...rowsOf(2, { lender: 'rare', hours: 1, points: all(100) }),
      ...Array.from({ length: 18 }, (_, i) => rowOf({ lender: 'rare', n: i + 2 })),
      ...['a', 'b', 'c', 'd'].flatMap((id) => lender(id, all(60), 20, 20)),
    ]);
    expect(standings.get('rare')!.band).toBe('below-market');
    const row = sensitivity.lenders.find((l) => l.lender === 'rare')!;
    expect(row.band).toMatchObject({ band: 'below-market', published: false });
    expect(published.get('rare')).toMatchObject({ band: 'not-distinguishable', withheld: true });
    for (const { lender, band } of sensitivity.lenders)
      expect(published.get(lender)!.withheld).toBe(band?.published === false);
    expect(sensitivity.bands.withheld).toBeGreaterThanOrEqual(1);
  });

  it('a lender that never answered keeps its 0 where unanswered probes are left out', () => {
    const { sensitivity } = analyse([
      ...rowsOf(6, { lender: 'silent' }),
      ...lender('good', all(80), 3),
      ...lender('other', all(80), 3),
    ]);
    expect(sensitivity.lenders.find((l) => l.lender === 'silent')).toMatchObject({ rankLow: 3, rankHigh: 3 });
    expect(sensitivity.pairs).toEqual({ claimed: 2, withheld: 0 });
  });

  it('claims nothing where all lenders are alike, and nothing where there is one', () => {
    const alike = ['a', 'b', 'c'].flatMap((id) => lender(id, all(50), 10));
    const { sensitivity, published } = analyse(alike);
    expect(sensitivity.pairs).toEqual({ claimed: 0, withheld: 0 });
    expect(sensitivity.bands).toEqual({ claimed: 0, withheld: 0 });
    for (const l of sensitivity.lenders)
      expect([l.rankLow, l.rankMedian, l.rankHigh], 'level with all').toEqual([1, 1, 1]);
    expect([...published.values()].every((s) => s.tie === 1)).toBe(true);
    expect(() => analyse(lender('a', all(50), 10))).toThrow('no sensitivity');
  });

  it('speed codings differ where only the day is kept', () => {
    // Both within 24 hours: level where only that counts, so "quick is ahead" fails in a third of the variants or so.
    const speed = (points: number): Points => ({ speed: points, effectiveness: 50 });
    const { sensitivity } = analyse([
      ...rowsOf(8, { lender: 'quick', hours: 1, points: speed(80) }),
      ...rowsOf(8, { lender: 'slow', hours: 20, points: speed(42) }),
      ...lender('noise', { speed: 10, effectiveness: 20 }, 72),
    ]);
    const claim = sensitivity.withheldPairs.find((p) => p.better === 'quick' && p.worse === 'slow')!;
    expect(claim.flips.alone.speed).toBe(0.5);
    // Level is not ahead: without speed the two are the same.
    expect(claim.flips.alone['drop-criterion']).toBe(0.5);
    expect(claim.flips.share).toBeGreaterThan(0.4);
  });

  it('the same plan gives the same bytes, another one another draw', () => {
    const rows = [
      ...lender('a', { ...all(50), speed: 90 }, 2),
      ...lender('b', { ...all(60), speed: 40 }, 20),
    ];
    expect(analyse(rows).sensitivity).toEqual(analyse(rows).sensitivity);
    expect(analyse(rows, { seed: 'another' }).sensitivity.seed).not.toBe(analyse(rows).sensitivity.seed);
  });
});

const market = fc
  .array(
    fc.array(
      fc.record({
        hours: fc.option(fc.double({ min: 0.01, max: 72, noNaN: true }), { nil: undefined }),
        points: fc.tuple(...Array.from({ length: 5 }, () => fc.integer({ min: 0, max: 100 }))),
      }),
      {
        minLength: 5,
        maxLength: 7,
      },
    ),
    { minLength: 2, maxLength: 6 },
  )
  .map((lenders) =>
    lenders.flatMap((probes, l) =>
      probes.map(({ hours, points: [speed, effectiveness, competence, accuracy, convenience] }, n) =>
        rowOf({
          lender: `l${l}`,
          n,
          ...(hours !== undefined && { hours }),
          points: { speed, effectiveness, competence, accuracy, convenience } as Points,
        }),
      ),
    ),
  );

describe('of any market', () => {
  it('the order of rows does not matter', () => {
    fc.assert(
      fc.property(
        market.chain((rows) =>
          fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: rows.length })),
        ),
        ([rows, shuffled]) => {
          expect(analyse(shuffled)).toEqual(analyse(rows));
        },
      ),
      { numRuns: 15, seed: 6 },
    );
  });

  it('withholding only widens rank intervals, and every count adds up', () => {
    fc.assert(
      fc.property(market, (rows) => {
        const { sensitivity, published, standings } = analyse(rows);
        for (const [id, own] of standings) {
          const said = published.get(id)!;
          expect(said.rankLow).toBeLessThanOrEqual(own.rankLow);
          expect(said.rankLow).toBeGreaterThanOrEqual(1);
          expect(said.rankHigh).toBeGreaterThanOrEqual(own.rankHigh);
          expect(said.rankHigh).toBeLessThanOrEqual(standings.size);
        }
        const sum = (key: 'claimed' | 'withheld') =>
          sensitivity.lenders.reduce((n, l) => n + l.pairs[key], 0);
        expect(sum('claimed')).toBe(2 * sensitivity.pairs.claimed);
        expect(sum('withheld')).toBe(2 * sensitivity.pairs.withheld);
        for (const { rankLow, rankMedian, rankHigh } of sensitivity.lenders)
          expect(rankLow <= rankMedian && rankMedian <= rankHigh).toBe(true);
      }),
      { numRuns: 25, seed: 7 },
    );
  });

  it('more noise on the weights never saves a claim: what fails by weights alone fails as often or more', () => {
    // All criteria of all probes scored, all answered: then the lead of one over another is linear in the noise. Each
    // lender has a profile of its own with hardly any scatter, so that small differences are claimed.
    const profile = fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 5, maxLength: 5 });
    const full = fc.array(profile, { minLength: 3, maxLength: 6 }).map((profiles) =>
      profiles.flatMap(([speed, effectiveness, competence, accuracy, convenience], l) =>
        Array.from({ length: 6 }, (_, n) =>
          rowOf({
            lender: `l${l}`,
            n,
            hours: 5,
            points: {
              speed: Math.min(100, speed! + (n % 2)),
              effectiveness,
              competence,
              accuracy,
              convenience,
            } as Points,
          }),
        ),
      ),
    );
    let moved = 0;
    fc.assert(
      fc.property(full, (rows) => {
        const byNoise = [0, 0.25, 0.5, 1].map((noise) => analyse(rows, { noise }).sensitivity);
        for (const [i, calm] of byNoise.slice(0, -1).entries())
          for (const { lender: id, band } of calm.lenders) {
            const wild = byNoise[i + 1]!.lenders.find((l) => l.lender === id)!;
            if (!band) continue;
            expect(wild.band!.flips.alone.weights).toBeGreaterThanOrEqual(band.flips.alone.weights);
            if (wild.band!.flips.alone.weights > band.flips.alone.weights) moved++;
          }
        expect(byNoise[0]!.sources[0]).toMatchObject({ source: 'weights', pairs: 0, bands: 0 });
      }),
      { numRuns: 25, seed: 8 },
    );
    expect(moved).toBeGreaterThan(0);
  });
});
