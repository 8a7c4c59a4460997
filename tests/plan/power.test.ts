import { describe, expect, test } from 'vitest';
import { normalQuantile } from '../../src/plan/normal.ts';
import { fisherPower, power, renderPower } from '../../src/plan/power.ts';

/** R 4.2.2, `qnorm`. */
test.each([
  [0.9, 1.2815515655446],
  [0.975, 1.95996398454005],
  [0.995, 2.5758293035489],
  [0.9999875, 4.21479966999304],
  [1e-6, -4.7534243088229],
])('normalQuantile(%d) = %d', (p, value) => {
  // stdlib loses digits with falling p (1e-8 at 1e-10); the plan asks for nothing below .05/2,000 lenders.
  expect(normalQuantile(p)).toBeCloseTo(value, p < 1e-5 ? 10 : 11);
  // 1 - p loses digits for tiny p, so symmetry is checked where it does not.
  if (p > 1e-3) expect(normalQuantile(1 - p)).toBeCloseTo(-value, 9);
});

/** methods.md 3.1 and its golden file (R 4.2.2). */
test('0 of n: Wilson and Clopper-Pearson', () => {
  expect(power(3).silent.wilson).toBeCloseTo(0.561497031755045, 12);
  expect(power(3).silent.clopperPearson).toBeCloseTo(0.707598226178713, 12);
  expect(power(5).silent.wilson).toBeCloseTo(0.434482464783175, 12);
  const rounded = [3, 5, 10].map((n) =>
    Object.values(power(n).silent).map((share) => Math.round(share * 100)),
  );
  expect(rounded).toEqual([
    [56, 71],
    [43, 52],
    [28, 31],
  ]);
});

describe('the table of methods.md 3.1, as printed', () => {
  const sizes = [3, 5, 8, 10, 15, 20, 30];
  test.each([
    ['market', [40, 31, 24, 22, 18, 15, 13]],
    ['planned', [57, 44, 35, 31, 26, 22, 18]],
    ['table', [67, 52, 41, 37, 30, 26, 21]],
    ['strict', [81, 63, 50, 44, 36, 31, 26]],
  ] as const)('%s', (row, printed) => {
    expect(sizes.map((n) => Math.round(power(n).detectable[row]!))).toEqual(printed);
  });

  test('other standard deviations scale it', () => {
    expect(power(5, { sd: 15 }).detectable.planned / power(5).detectable.planned).toBeCloseTo(0.6, 12);
    expect(power(5, { sd: 35 }).detectable.planned / power(5).detectable.planned).toBeCloseTo(1.4, 12);
  });

  test("Fisher's power for reply rates", () => {
    const percent = (q: number) => [5, 10, 20].map((n) => Math.round(100 * fisherPower(n, 0.9, q)));
    expect(percent(0.5)).toEqual([12, 30, 74]);
    expect(percent(0.1)).toEqual([74, 96, 100]);
  });
});

describe('renderPower', () => {
  test('marks the chosen column and keeps the columns in line', () => {
    const lines = renderPower(power(6, { lenders: 24 })).split('\n');
    expect(lines[0]).toBe('What 6 probes to each of 24 lenders can tell (your column is marked *):');
    expect(lines[1]).toMatch(/^probes to each lender +3 +5 +\*6 +8 +10 +15 +20 +30$/);
    expect(new Set(lines.slice(1, 10).map((line) => line.length)).size).toBe(1);
    expect(lines[2]).toMatch(/56% +43% +39% +32% +28%/);
  });

  test('one lender is compared with nobody', () => {
    const alone = power(2, { lenders: 1 });
    expect(alone.detectable.market).toBeNull();
    const lines = renderPower(alone).split('\n');
    expect(lines[0]).toBe('What 2 probes to 1 lender can tell (your column is marked *):');
    for (const label of ['lender v market mean', 'two lenders, planned', '90% from 50% replies'])
      expect(lines.find((line) => line.includes(label))).toMatch(/ (-\s+){7}-$/);
    expect(lines[2]).toMatch(/\d%/);
  });

  test.each([
    [1, /Warning: 1 probe to a lender says nothing about a lender/],
    [2, /Warning: 2 probes to a lender say nothing about a lender/],
    [4, /Warning: 4 probes to a lender give counts only: 5 valid ones are needed to label/],
    [5, /Warning: 5 probes .* not to compare two lenders with each other: that takes 10/],
    [9, /Warning: 9 probes .* not to compare/],
  ])('warns at n = %i', (n, warning) => {
    expect(renderPower(power(n))).toMatch(warning);
  });

  test('does not warn at n = 10', () => {
    expect(renderPower(power(10))).not.toMatch(/Warning/);
  });
});
