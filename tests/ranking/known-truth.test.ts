/** The instrument's ranking against markets of which the truth is known: 50 seeded waves. A long run is known-truth.soak.ts. */
import { describe, expect, it } from 'vitest';
import { rankWave } from '../../src/ranking/rank-wave.ts';
import { knownWave, lineOf, type MarketKind, recoveredIn, together } from './known-truth.ts';

const SETTINGS: { kind: MarketKind; probes: number; waves: number }[] = [
  { kind: 'mixed', probes: 5, waves: 9 },
  { kind: 'mixed', probes: 10, waves: 9 },
  { kind: 'good', probes: 5, waves: 8 },
  { kind: 'good', probes: 10, waves: 8 },
  { kind: 'poor', probes: 5, waves: 8 },
  { kind: 'poor', probes: 10, waves: 8 },
];

describe('fifty waves of known markets', () => {
  const found = SETTINGS.map(({ kind, probes, waves }) => {
    const recovered = together(
      Array.from({ length: waves }, (_, w) => {
        const { inputs, truth } = knownWave(kind, 30, probes, 100 * probes + w);
        return recoveredIn(rankWave(inputs), truth);
      }),
    );
    console.log(lineOf(`${kind} 30 x ${probes}`, waves, recovered));
    return { kind, probes, ...recovered };
  });
  const all = together(found);
  console.log(
    lineOf(
      'all',
      SETTINGS.reduce((sum, s) => sum + s.waves, 0),
      all,
    ),
  );

  it('hold the true rank in at least 95% of the intervals, in every setting', () => {
    for (const r of found) {
      expect(r.covered.published / r.lenders).toBeGreaterThanOrEqual(0.95);
      expect(r.covered.strict / r.lenders).toBeGreaterThanOrEqual(0.95);
    }
  });

  it('put at most 5% of the labelled lenders on the wrong side of the market, and label some', () => {
    expect(all.wrongSide / all.bands).toBeLessThanOrEqual(0.05);
    // Where lenders are nearly alike few are labelled, and a share of so few says little; the soak has more waves.
    for (const r of found.filter((f) => f.bands >= 40))
      expect(r.wrongSide / r.bands).toBeLessThanOrEqual(0.05);
    expect(all.bands / all.lenders).toBeGreaterThan(0.1);
  });

  it('order by truth, better with more probes', () => {
    const right = (probes: number) => together(found.filter((r) => r.probes === probes));
    const [five, ten] = [right(5), right(10)];
    expect(five.ordered / five.pairs).toBeGreaterThan(0.75);
    expect(ten.ordered / ten.pairs).toBeGreaterThan(five.ordered / five.pairs);
    expect(ten.width / ten.lenders).toBeLessThan(five.width / five.lenders);
  });

  it('hold the true score in at least 90% of the intervals', () => {
    expect(all.scores / all.lenders).toBeGreaterThanOrEqual(0.9);
  });
});
