/**
 * What n probes to a lender can and can't tell (methods.md 3.1). Counts are exact; the score differences are a normal
 * approximation to the pooled t test, a little too hopeful where the wave has few lenders.
 */
import { counted } from './counted.ts';
import { normalQuantile } from './normal.ts';
import { textTable } from './text-table.ts';

export interface Power {
  n: number;
  lenders: number;
  /** With 0 of n answered, the true reply rate may still be this high: upper ends of the 95% intervals. */
  silent: { wilson: number; clopperPearson: number };
  /** Smallest true score difference, in points, that is found with 80% power. */
  detectable: {
    /** One lender against the market mean; null where it is the whole market. */
    market: number | null;
    /** Two lenders named beforehand. */
    planned: number;
    /** Two lenders of a Benjamini-Hochberg table in which three in ten pairs differ. */
    table: number;
    /** One lender against each of the others, Holm. */
    strict: number;
  };
  /** Chance that Fisher's exact test (5%, two-sided) tells two lenders apart by their reply rates. */
  rates: { nineVsFive: number; nineVsOne: number };
}

export interface Assumed {
  /** Lenders in the market; methods.md prints 30. */
  lenders?: number;
  /** Standard deviation of scores (0 to 100) within a lender; 25 until a pilot says otherwise. */
  sd?: number;
}

const ALPHA = 0.05;
const POWER = 0.8;
/** The cut of Benjamini-Hochberg depends on the data: it is ALPHA times the share of pairs called different. */
const SHARE_OF_PAIRS_THAT_DIFFER = 0.3;

/** `n`: valid probes to each lender, at least 1. */
export function power(n: number, { lenders = 30, sd = 25 }: Assumed = {}): Power {
  const z = normalQuantile(1 - ALPHA / 2);
  const needed = (alpha: number) => normalQuantile(1 - alpha / 2) + normalQuantile(POWER);
  const pair = sd * Math.sqrt(2 / n);
  return {
    n,
    lenders,
    silent: { wilson: z ** 2 / (n + z ** 2), clopperPearson: 1 - (ALPHA / 2) ** (1 / n) },
    detectable: {
      market: lenders > 1 ? needed(ALPHA) * sd * Math.sqrt((1 - 1 / lenders) / n) : null,
      planned: needed(ALPHA) * pair,
      table: needed(ALPHA * SHARE_OF_PAIRS_THAT_DIFFER) * pair,
      strict: needed(ALPHA / Math.max(lenders - 1, 1)) * pair,
    },
    rates: { nineVsFive: fisherPower(n, 0.9, 0.5), nineVsOne: fisherPower(n, 0.9, 0.1) },
  };
}

/** Exact power of Fisher's two-sided test at 5% for two lenders with n probes each and these true reply rates. */
export function fisherPower(n: number, p: number, q: number): number {
  const choose = binomials(n);
  const both = binomials(2 * n);
  const chance = (x: number, rate: number) => choose[x]! * rate ** x * (1 - rate) ** (n - x);
  let sum = 0;
  for (let x = 0; x <= n; x++)
    for (let y = 0; y <= n; y++) {
      const answered = x + y;
      const table = (a: number) => (choose[a]! * choose[answered - a]!) / both[answered]!;
      let pValue = 0;
      // R counts a table as extreme as the seen one within 1e-7, so that rounding does not split ties.
      for (let a = Math.max(0, answered - n); a <= Math.min(n, answered); a++)
        if (table(a) <= table(x) * (1 + 1e-7)) pValue += table(a);
      if (pValue <= ALPHA) sum += chance(x, p) * chance(y, q);
    }
  return sum;
}

function binomials(n: number): number[] {
  const row = [1];
  for (let k = 1; k <= n; k++) row.push((row[k - 1]! * (n - k + 1)) / k);
  return row;
}

const REFERENCE = [3, 5, 8, 10, 15, 20, 30];

/** The table of methods.md 3.1 with a column for the chosen n, and what follows from it. Ends without a newline. */
export function renderPower(chosen: Power): string {
  const { n, lenders } = chosen;
  const sizes = [...new Set([...REFERENCE, n])].sort((a, b) => a - b);
  const columns = sizes.map((size) => (size === n ? chosen : power(size, { lenders })));
  const percent = (share: number) => `${Math.round(share * 100)}%`;
  const row = (label: string, cell: (p: Power) => string) => [label, ...columns.map(cell)];
  // A lender alone has nobody to be compared with.
  const compared = (text: string) => (lenders > 1 ? text : '-');
  const points = (value: number | null) =>
    compared(value === null ? '-' : value >= 100 ? '>100' : String(Math.round(value)));
  return [
    `What ${counted(n, 'probe')} to ${lenders > 1 ? `each of ${lenders} lenders` : '1 lender'} can tell (your column is marked *):`,
    textTable([
      ['probes to each lender', ...sizes.map((size) => (size === n ? `*${size}` : String(size)))],
      row('0 answered: true rate up to (Wilson)', (p) => percent(p.silent.wilson)),
      row('0 answered: true rate up to (exact)', (p) => percent(p.silent.clopperPearson)),
      row('points: lender v market mean', (p) => points(p.detectable.market)),
      row('points: two lenders, planned', (p) => points(p.detectable.planned)),
      row('points: two lenders of the table', (p) => points(p.detectable.table)),
      row('points: two lenders, strict', (p) => points(p.detectable.strict)),
      row('chance to tell 90% from 50% replies', (p) => compared(percent(p.rates.nineVsFive))),
      row('chance to tell 90% from 10% replies', (p) => compared(percent(p.rates.nineVsOne))),
    ]),
    'Points: smallest true score difference (of 100) found with 80% power if scores within a lender have SD 25 (SD 15: x0.6; SD 35: x1.4). Normal approximation: with few lenders the true numbers are larger. "Of the table" takes it that three in ten pairs differ.',
    ...warnings(n),
  ].join('\n');
}

/** What n is too small for (methods.md, decision 9). */
function warnings(n: number): string[] {
  if (n < 3)
    return [
      `Warning: ${counted(n, 'probe')} to a lender ${n === 1 ? 'says' : 'say'} nothing about a lender, only about the market (3 are needed for counts).`,
    ];
  if (n < 5)
    return [
      `Warning: ${n} probes to a lender give counts only: 5 valid ones are needed to label or rank a lender.`,
    ];
  if (n < 10)
    return [
      `Warning: ${n} probes to a lender are enough to label it, not to compare two lenders with each other: that takes 10.`,
    ];
  return [];
}
