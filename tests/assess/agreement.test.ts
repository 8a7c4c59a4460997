/** Krippendorff's alpha against published values and an independent implementation (tests/golden/agreement.json). */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  alphaInterval,
  alphaOf,
  type Code,
  type Level,
  pairedUnits,
  type Unit,
  verdictOn,
} from '../../src/assess/agreement.ts';
import { scored, unscorable } from '../../src/model/measured.ts';

interface Golden {
  data: (number | null)[][];
  alpha: Partial<Record<Level, number>>;
  published?: Partial<Record<Level, number>>;
}
const golden: Record<string, Golden> = JSON.parse(
  readFileSync(join(import.meta.dirname, '../golden/agreement.json'), 'utf8'),
).krippendorff;

const unitsOf = (rows: (Code | null)[][]): Unit[] => rows[0]!.map((_, u) => rows.map((row) => row[u]!));
const value = (units: readonly Unit[], level: Level): number => {
  const alpha = alphaOf(units, level);
  if (alpha.status !== 'scored') throw new Error(alpha.reason);
  return alpha.value;
};

describe('alpha', () => {
  const cases = Object.entries(golden).flatMap(([name, g]) =>
    (Object.entries(g.alpha) as [Level, number][]).map(([level, alpha]) => ({ name, level, alpha, g })),
  );
  it('has the golden file to go by', () => expect(cases.length).toBe(16));

  it.each(cases)('$name, $level: $alpha', ({ g, level, alpha }) => {
    expect(value(unitsOf(g.data), level)).toBeCloseTo(alpha, 12);
    const printed = g.published?.[level];
    if (printed !== undefined) expect(Math.abs(value(unitsOf(g.data), level) - printed)).toBeLessThan(0.0006);
  });

  it('does not depend on the order of units or coders, or on what names stand for nominal codes', () => {
    const code = fc.option(fc.integer({ min: 0, max: 3 }), { nil: null });
    fc.assert(
      fc.property(fc.array(fc.array(code, { minLength: 3, maxLength: 3 }), { minLength: 2 }), (units) => {
        const plain = alphaOf(units, 'nominal');
        const turned = [...units].reverse().map((u) => [...u].reverse());
        const renamed = turned.map((u) => u.map((c) => (c === null ? null : ['d', 'b', 'a', 'c'][c]!)));
        const other = alphaOf(renamed, 'nominal');
        expect(other.status).toBe(plain.status);
        if (plain.status === 'scored' && other.status === 'scored') {
          expect(other.value).toBeCloseTo(plain.value, 10);
          expect(plain.value).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  it('leaves out units that only one coder coded', () => {
    const { data } = golden['krippendorff2011_B']!;
    const more = [...unitsOf(data), [1, null], [null, 5], [null, null]];
    expect(value(more, 'nominal')).toBe(value(unitsOf(data), 'nominal'));
    expect(pairedUnits(more)).toBe(12);
  });

  it('does not exist where nothing varies, or nobody coded twice: said, not 0 or 1', () => {
    expect(
      alphaOf(
        [
          ['x', 'x'],
          ['x', 'x'],
        ],
        'nominal',
      ),
    ).toMatchObject({ status: 'unscorable' });
    expect(
      alphaOf(
        [
          ['x', null],
          [null, 'y'],
        ],
        'nominal',
      ),
    ).toMatchObject({ status: 'unscorable' });
    expect(alphaOf([], 'ordinal')).toMatchObject({ status: 'unscorable' });
  });

  it('takes no words for numbers', () => {
    expect(() =>
      alphaOf(
        [
          ['1', '2'],
          ['2', '2'],
        ],
        'ordinal',
      ),
    ).toThrow(TypeError);
  });
});

describe('the interval', () => {
  /** 100 units, two coders, who differ on every tenth: alpha .8. */
  const units: Unit[] = Array.from({ length: 100 }, (_, i) => [i % 2, i % 10 === 0 ? 1 - (i % 2) : i % 2]);

  it('is the same for one seed, and another for another', () => {
    const once = alphaInterval(units, 'nominal', { seed: 's' });
    expect(alphaInterval(units, 'nominal', { seed: 's' })).toEqual(once);
    expect(alphaInterval(units, 'nominal', { seed: 't' })).not.toEqual(once);
  });

  it('holds alpha, and is as wide as the normal approximation says (sd 0.06 at n = 100)', () => {
    const interval = alphaInterval(units, 'nominal', { seed: 1 });
    if (interval.status !== 'scored') throw new Error(interval.reason);
    const { low, high } = interval.value;
    const alpha = value(units, 'nominal');
    expect(alpha).toBeCloseTo(0.8, 2);
    expect(low).toBeLessThan(alpha);
    expect(high).toBeGreaterThan(alpha);
    // Agreement is 90 of 100, so its standard error is .03; alpha = 1 - disagreement / .5.
    expect(high - low).toBeGreaterThan(2 * 1.96 * 0.06 * 0.85);
    expect(high - low).toBeLessThan(2 * 1.96 * 0.06 * 1.15);
  });

  it('narrows with more units', () => {
    const width = (n: number): number => {
      const i = alphaInterval(Array.from({ length: n }, () => units).flat(), 'nominal', { seed: 1 });
      return i.status === 'scored' ? i.value.high - i.value.low : Number.NaN;
    };
    expect(width(4) / width(1)).toBeGreaterThan(0.4);
    expect(width(4) / width(1)).toBeLessThan(0.6);
  });

  it('is not given where resamples often have one code only', () => {
    const rare: Unit[] = Array.from({ length: 30 }, (_, i) => [i === 0, i === 0]);
    expect(alphaOf(rare, 'nominal')).toMatchObject({ status: 'scored', value: 1 });
    expect(alphaInterval(rare, 'nominal', { seed: 1 })).toMatchObject({ status: 'unscorable' });
  });
});

describe('the verdict', () => {
  it('follows the limits of methods.md 3.4', () => {
    expect(verdictOn(scored(0.8))).toBe('in-score');
    expect(verdictOn(scored(0.7999))).toBe('tentative');
    expect(verdictOn(scored(0.667))).toBe('tentative');
    expect(verdictOn(scored(0.6669))).toBe('dropped');
    expect(verdictOn(scored(-0.75))).toBe('dropped');
    expect(verdictOn(unscorable('nothing varies'))).toBe('undecided');
  });
});
