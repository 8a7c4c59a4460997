/** The known-truth markets at length: 50 waves in each of twelve settings. `npx vitest run --config vitest.soak.config.ts tests/ranking` */
import { describe, expect, it } from 'vitest';
import { rankWave } from '../../src/ranking/rank-wave.ts';
import { knownWave, lineOf, type MarketKind, recoveredIn, together } from './known-truth.ts';

const WAVES = 50;

describe.each<MarketKind>(['mixed', 'good', 'poor'])('a %s market', (kind) => {
  it.each([
    [30, 5],
    [30, 10],
    [200, 5],
    [200, 10],
  ])('of %d lenders x %d probes', (lenders, probes) => {
    const recovered = together(
      Array.from({ length: WAVES }, (_, w) => {
        const { inputs, truth } = knownWave(kind, lenders, probes, 10_000 + w);
        return recoveredIn(rankWave(inputs), truth);
      }),
    );
    console.log(lineOf(`${kind} ${lenders} x ${probes}`, WAVES, recovered));
    expect(recovered.covered.published / recovered.lenders).toBeGreaterThanOrEqual(0.95);
    expect(recovered.covered.strict / recovered.lenders).toBeGreaterThanOrEqual(0.95);
    expect(recovered.wrongSide).toBeLessThanOrEqual(0.05 * recovered.bands);
  });
});
