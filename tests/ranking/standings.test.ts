import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Sample, standingsOf } from '../../src/ranking/standings.ts';

const score = fc.double({ min: 0, max: 100, noNaN: true });
const samples = fc
  .array(fc.array(score, { minLength: 2, maxLength: 8 }), { minLength: 2, maxLength: 15 })
  .map((all): Sample[] => all.map((scores, i) => ({ id: `lender-${i}`, scores })));

describe('standings', () => {
  it('do not depend on the order of lenders or of probes, to the last bit', () => {
    fc.assert(
      fc.property(samples, fc.integer(), (all, seed) => {
        const turned = all.map((s) => ({ ...s, scores: s.scores.toReversed() }));
        const cut = ((seed % all.length) + all.length) % all.length;
        const permuted = [...turned.slice(cut), ...turned.slice(0, cut)].reverse();
        const [a, b] = [standingsOf(all), standingsOf(permuted)];
        expect(b.market).toEqual(a.market);
        for (const { id } of all) expect(b.standings.get(id)).toEqual(a.standings.get(id));
      }),
    );
  });

  it('are one tie when all lenders score the same', () => {
    fc.assert(
      fc.property(
        fc.array(score, { minLength: 2, maxLength: 8 }),
        fc.integer({ min: 2, max: 20 }),
        (scores, n) => {
          const { standings } = standingsOf(Array.from({ length: n }, (_, i) => ({ id: `l${i}`, scores })));
          for (const s of standings.values())
            expect(s).toMatchObject({ rankLow: 1, rankHigh: n, tie: 1, band: 'not-distinguishable' });
        },
      ),
    );
  });

  it('narrow with more probes of the same kind', () => {
    fc.assert(
      fc.property(samples, (all) => {
        const before = standingsOf(all).standings;
        const after = standingsOf(all.map((s) => ({ ...s, scores: [...s.scores, ...s.scores] }))).standings;
        for (const { id } of all) {
          const [a, b] = [before.get(id)!, after.get(id)!];
          expect(b.high - b.low).toBeLessThanOrEqual(a.high - a.low + 1e-9);
          expect(b.rankHigh - b.rankLow).toBeLessThanOrEqual(a.rankHigh - a.rankLow);
        }
      }),
    );
  });

  it('keep the interval, the ranks and D consistent with the score', () => {
    fc.assert(
      fc.property(samples, (all) => {
        const { standings, market } = standingsOf(all);
        const list = [...standings.values()];
        const d = market.distinguishable.status === 'scored' ? market.distinguishable.value : null;
        for (const a of list) {
          expect(a.low).toBeLessThanOrEqual(a.score + 1e-9);
          expect(a.high).toBeGreaterThanOrEqual(a.score - 1e-9);
          expect(a.rankLow).toBeLessThanOrEqual(a.rankHigh);
          const better = list.filter((b) => b.score > a.score).length;
          expect(a.rankLow).toBeLessThanOrEqual(better + 1);
          // Further above all others than D: surely first.
          if (d && list.every((b) => b === a || a.score - b.score > d.high + 1e-6))
            expect(a.rankHigh).toBe(1);
        }
      }),
    );
  });

  it('rank 2,000 lenders of 10 probes within two seconds', () => {
    const many = Array.from({ length: 2000 }, (_, l) => ({
      id: `l${l}`,
      scores: Array.from({ length: 10 }, (_, k) => (l * 7919 + k * 104729 + ((l * k) % 97) * 31) % 101),
    }));
    const from = performance.now();
    expect(standingsOf(many).standings.size).toBe(2000);
    expect(performance.now() - from).toBeLessThan(2000);
  });
});
