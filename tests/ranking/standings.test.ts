import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Sample, standingsOf } from '../../src/ranking/standings.ts';
import { cpuTime } from '../support/cpu-time.ts';

const score = fc.double({ min: 0, max: 100, noNaN: true });
/** One to three channels, tried more than once in all. */
const channels = fc
  .array(fc.array(score, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 3 })
  .filter((all) => all.flat().length > 1);
const samples = fc
  .array(channels, { minLength: 2, maxLength: 15 })
  .map((all): Sample[] => all.map((own, i) => ({ id: `lender-${i}`, channels: own })));

describe('standings', () => {
  it('weigh every channel alike, however often it was tried', () => {
    const { standings, variances, market } = standingsOf([
      { id: 'a', channels: [[80, 90, 100], [0]] },
      { id: 'b', channels: [[40, 60]] },
    ]);
    expect(standings.get('a')).toMatchObject({ n: 4, score: 45 });
    expect(standings.get('b')).toMatchObject({ n: 2, score: 50 });
    // Around the means of lender and channel: 200 of each, with 6 probes less 3 cells.
    expect(market).toMatchObject({ df: 3, spread: { value: expect.closeTo(Math.sqrt(400 / 3), 10) } });
    expect(variances.get('a')).toBeCloseTo((400 / 3) * ((1 / 3 + 1) / 4), 10);
    expect(variances.get('b')).toBeCloseTo(400 / 3 / 2, 10);
  });

  it('take the differences of channels for chance where each was tried once', () => {
    const { market } = standingsOf([
      { id: 'a', channels: [[0], [100]] },
      { id: 'b', channels: [[50], [50]] },
    ]);
    expect(market).toMatchObject({ df: 2, spread: { value: 50 } });
  });

  it('do not depend on the order of lenders or of probes, to the last bit', () => {
    fc.assert(
      fc.property(samples, fc.integer(), (all, seed) => {
        const turned = all.map((s) => ({ ...s, channels: s.channels.map((c) => c.toReversed()).reverse() }));
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
          const { standings } = standingsOf(
            Array.from({ length: n }, (_, i) => ({ id: `l${i}`, channels: [scores] })),
          );
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
        const after = standingsOf(
          all.map((s) => ({ ...s, channels: s.channels.map((c) => [...c, ...c]) })),
        ).standings;
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

  it('rank 2,000 lenders of 10 probes within two seconds', async () => {
    const many = Array.from({ length: 2000 }, (_, l) => ({
      id: `l${l}`,
      channels: [Array.from({ length: 10 }, (_, k) => (l * 7919 + k * 104729 + ((l * k) % 97) * 31) % 101)],
    }));
    const ms = await cpuTime(() => expect(standingsOf(many).standings.size).toBe(2000));
    expect(ms).toBeLessThan(2000);
  });
});
