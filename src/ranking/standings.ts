/** Scores of lenders with their intervals, rank intervals, ties, bands, and D (methods.md, 2.2). */
import { type Measured, notApplicable, scored } from '../model/measured.ts';
import type { Standing, WaveResult } from '../model/wave-result.ts';
import { criticalValue } from './distributions.ts';
import { bandsOf, rankIntervals } from './rank-intervals.ts';

const FALSE_DISCOVERY = 0.05;
const CONFIDENCE = 0.95;

/** One lender's scored probes, 0 to 100 each: a list a channel. */
export interface Sample {
  id: string;
  channels: readonly (readonly number[])[];
}

/** What the market says as a whole, before anything is held back. */
export type MarketSpread = Omit<WaveResult['market'], 'leading' | 'trailing'>;

/**
 * Ranks the samples. A lender's score is the mean of its channels' means: each advertised way in weighs alike, however
 * often it was tried (methods.md, 0.10 and 3.2), and the variance of that mean is s^2/C^2 * sum(1/n_c), s pooled within
 * lender and channel. With one channel these are the mean over probes and s^2/n. Each needs at least two scores; the
 * order of samples, of channels and of scores does not matter.
 */
export function standingsOf(samples: Sample[]): {
  standings: Map<string, Standing>;
  market: MarketSpread;
  /** The |t| from which two lenders are told apart. */
  cut: number;
  /** By lender: the variance of its score. */
  variances: Map<string, number>;
} {
  // Sums of floats depend on their order; a fixed one makes the result a function of the set.
  const ordered = samples
    .map((s) => ({ id: s.id, cells: inOrder(s.channels) }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  if (ordered.length === 0)
    return {
      standings: new Map(),
      market: emptyMarket(),
      cut: Number.POSITIVE_INFINITY,
      variances: new Map(),
    };
  const means = ordered.map((s) => meanOf(s.cells.map(meanOf)));
  const probes = ordered.reduce((n, s) => n + s.cells.flat().length, 0);
  const { squares, df } = within(ordered.map((s) => s.cells));
  const spread = Math.sqrt(squares / df);
  const units = ordered.map(({ cells }, j) => ({
    mean: means[j]!,
    variance: (spread ** 2 * cells.reduce((sum, cell) => sum + 1 / cell.length, 0)) / cells.length ** 2,
  }));
  const { intervals, cut } = rankIntervals(units, df, FALSE_DISCOVERY);
  const bands = bandsOf(units, df, FALSE_DISCOVERY);
  const wide = criticalValue(1 - CONFIDENCE, df);
  const ties = tieNumbers(intervals, means);
  const standings = new Map(
    ordered.map((s, j): [string, Standing] => {
      const half = wide * Math.sqrt(units[j]!.variance);
      return [
        s.id,
        {
          n: s.cells.flat().length,
          score: means[j]!,
          low: Math.max(0, means[j]! - half),
          high: Math.min(100, means[j]! + half),
          rankLow: intervals[j]!.low,
          rankHigh: intervals[j]!.high,
          tie: ties[j]!,
          band: bands[j]!,
          withheld: false,
        },
      ];
    }),
  );
  return {
    standings,
    cut,
    variances: new Map(ordered.map((s, j) => [s.id, units[j]!.variance])),
    market: {
      lenders: ordered.length,
      probes,
      mean: scored(meanOf(means)),
      spread: scored(spread),
      df,
      falseDiscovery: FALSE_DISCOVERY,
      distinguishable: distinguishable(
        units.map((u) => u.variance),
        cut,
      ),
    },
  };
}

/** Channels by their scores, so that their names do not matter. */
const inOrder = (channels: Sample['channels']): number[][] =>
  channels
    .filter((scores) => scores.length > 0)
    .map((scores) => scores.toSorted((a, b) => a - b))
    .sort((a, b) => meanOf(a) - meanOf(b) || a.length - b.length);

/**
 * Squares around the means of lender and channel, and what is left to tell them by. Where every channel was tried once
 * nothing is left: then around the lender's mean, which takes the channels' differences for chance and is too wide.
 */
export function within(lenders: readonly number[][][]): { squares: number; df: number } {
  const around = (cells: number[][]): { squares: number; df: number } => ({
    squares: cells.reduce((sum, cell) => {
      const mean = meanOf(cell);
      return sum + cell.reduce((part, y) => part + (y - mean) ** 2, 0);
    }, 0),
    df: cells.reduce((n, cell) => n + cell.length - 1, 0),
  });
  const byChannel = around(lenders.flat());
  return byChannel.df > 0 ? byChannel : around(lenders.map((cells) => cells.flat()));
}

/** D: from the two most to the two least precise means; one number where all have the same n. */
function distinguishable(variances: number[], cut: number): Measured<{ low: number; high: number }> {
  if (variances.length < 2) return notApplicable('fewer than two ranked lenders');
  const v = variances.toSorted((a, b) => a - b);
  return scored({ low: cut * Math.sqrt(v[0]! + v[1]!), high: cut * Math.sqrt(v.at(-1)! + v.at(-2)!) });
}

/** 1, 2, 3 ... by falling score; the same number for the same rank interval. */
export function tieNumbers(intervals: { low: number; high: number }[], means: number[]): number[] {
  const key = (j: number) => `${intervals[j]!.low}-${intervals[j]!.high}`;
  const numbers = new Map<string, number>();
  for (const j of means.map((_, i) => i).sort((a, b) => means[b]! - means[a]!))
    if (!numbers.has(key(j))) numbers.set(key(j), numbers.size + 1);
  return means.map((_, j) => numbers.get(key(j))!);
}

const emptyMarket = (): MarketSpread => ({
  lenders: 0,
  probes: 0,
  mean: notApplicable('no lender has enough valid probes'),
  spread: notApplicable('no lender has enough valid probes'),
  df: 0,
  falseDiscovery: FALSE_DISCOVERY,
  distinguishable: notApplicable('fewer than two ranked lenders'),
});

export const meanOf = (values: number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;
