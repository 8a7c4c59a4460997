import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { criticalValue, twoSidedTail } from '../../src/ranking/student-t.ts';

/** Facts from R 4.2.2, as handed to the project (methods.md, golden files). */
const golden = JSON.parse(readFileSync(new URL('../golden/stats.json', import.meta.url), 'utf8'));
const close = (value: number, expected: number) =>
  expect(Math.abs(value - expected) / Math.max(Math.abs(expected), 1e-300)).toBeLessThan(1e-8);

describe("Student's t against R", () => {
  it.each(golden.tCdf as { t: number; df: number; value: number }[])(
    'P(T < $t), df $df',
    ({ t, df, value }) => {
      const tail = twoSidedTail(Math.abs(t), df) / 2;
      close(t < 0 ? tail : 1 - tail, value);
    },
  );
  it.each(golden.tQuantile as { p: number; df: number; value: number }[])(
    'quantile $p, df $df',
    ({ p, df, value }) => {
      close(criticalValue(2 * (1 - p), df), value);
    },
  );
  it('comes to the normal for many degrees of freedom', () => {
    for (const { p, value } of golden.normalQuantile as { p: number; value: number }[])
      expect(criticalValue(2 * (1 - p), 1e6)).toBeCloseTo(value, 4);
  });
  it('has certain ends', () => {
    expect(twoSidedTail(0, 7)).toBe(1);
    expect(twoSidedTail(Number.POSITIVE_INFINITY, 7)).toBe(0);
  });
});
