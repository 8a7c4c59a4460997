/** Intervals of a share, two shares compared, and p-values corrected for their number (methods.md, 2 and 3.1). */
import { betaQuantile, normalQuantile } from './distributions.ts';

export interface Bounds {
  low: number;
  high: number;
}

const ALPHA = 0.05;

/** Wilson's 95% score interval of x of n, n > 0. */
export function wilson(x: number, n: number): Bounds {
  const z = normalQuantile(1 - ALPHA / 2);
  const middle = x + z ** 2 / 2;
  const half = z * Math.sqrt((x * (n - x)) / n + z ** 2 / 4);
  const whole = n + z ** 2;
  // At the ends rounding would leave 1e-17 where the bound is exact.
  return { low: x === 0 ? 0 : (middle - half) / whole, high: x === n ? 1 : (middle + half) / whole };
}

/** The exact 95% interval of Clopper and Pearson: never too narrow. */
export const clopperPearson = (x: number, n: number): Bounds => ({
  low: x === 0 ? 0 : betaQuantile(ALPHA / 2, x, n - x + 1),
  high: x === n ? 1 : betaQuantile(1 - ALPHA / 2, x + 1, n - x),
});

/** Jeffreys' 95% interval: the posterior of a Beta(1/2, 1/2) prior, carried to the end where all or none were counted. */
export const jeffreys = (x: number, n: number): Bounds => ({
  low: x === 0 ? 0 : betaQuantile(ALPHA / 2, x + 0.5, n - x + 0.5),
  high: x === n ? 1 : betaQuantile(1 - ALPHA / 2, x + 0.5, n - x + 0.5),
});

/** Fisher's exact test, two-sided: the tables with these margins that are at most as likely as a of a+b against c of c+d. */
export function fisherExact(a: number, b: number, c: number, d: number): number {
  const [first, second, hits] = [a + b, c + d, a + c];
  const log = logFactorials(first + second);
  const choose = (n: number, k: number) => log[n]! - log[k]! - log[n - k]!;
  const table = (x: number) =>
    Math.exp(choose(first, x) + choose(second, hits - x) - choose(first + second, hits));
  const seen = table(a);
  let p = 0;
  // R counts a table as extreme as the seen one within 1e-7, so that rounding does not split ties.
  for (let x = Math.max(0, hits - second); x <= Math.min(first, hits); x++)
    if (table(x) <= seen * (1 + 1e-7)) p += table(x);
  return Math.min(1, p);
}

function logFactorials(n: number): Float64Array {
  const log = new Float64Array(n + 1);
  for (let k = 2; k <= n; k++) log[k] = log[k - 1]! + Math.log(k);
  return log;
}

/** Holm's adjusted p-values: one at or under q is a claim of a set in which even one false one has chance q at most. */
export function holm(p: readonly number[]): number[] {
  return stepwise(p, 'rising', (value, at) => Math.min(1, value * (p.length - at)), Math.max);
}

/** Benjamini-Hochberg's adjusted p-values: of the claims at or under q a share of q at most is expected to be false. */
export function benjaminiHochberg(p: readonly number[]): number[] {
  return stepwise(p, 'falling', (value, at) => Math.min(1, (value * p.length) / (p.length - at)), Math.min);
}

/** Adjusts the sorted values one by one, never past the one before, and puts them back in their places. */
function stepwise(
  p: readonly number[],
  order: 'rising' | 'falling',
  adjust: (value: number, at: number) => number,
  keep: (a: number, b: number) => number,
): number[] {
  const places = p.map((_, i) => i).sort((i, j) => (order === 'rising' ? p[i]! - p[j]! : p[j]! - p[i]!));
  const out = p.map(() => 0);
  let last: number | null = null;
  places.forEach((place, at) => {
    const value = adjust(p[place]!, at);
    last = last === null ? value : keep(last, value);
    out[place] = last;
  });
  return out;
}
