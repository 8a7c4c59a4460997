/** Other ways to rank the same scores, beside the default: strict tests, empirical Bayes, report-card grades. */
import { type Measured, notApplicable, scored } from '../model/measured.ts';
import type { SecondOpinionRow, SecondOpinionTable } from '../model/second-opinion.ts';
import { chanceOf } from './chance.ts';
import { drawScores, fitQuality, fitReplies, type TwoPart } from './empirical-bayes.ts';
import { chanceAbove, gradesOf } from './grades.ts';
import type { Unit } from './rank-intervals.ts';
import { strictBands, strictIntervals } from './strict.ts';

export const DRAWS = 4_000;
export const LAMBDA = 0.25;
export const FAMILY_WISE = 0.05;
/** Quantiles by which a posterior is compared with another one. */
const QUANTILES = 100;

/** A ranked lender or legal entity: its mean with the pooled variance of that mean, and its probes channel by channel. */
export interface Ranked extends Unit {
  id: string;
  /** In any order. */
  channels: TwoPart[];
}

const FEW = 'fewer than two lenders replied';

/** So that the names of channels do not matter; those with the same contents are the same. */
function byContents(a: TwoPart, b: TwoPart): number {
  const total = (c: TwoPart) => c.replies.toSorted((x, y) => x - y).reduce((sum, y) => sum + y, 0);
  return a.replies.length - b.replies.length || a.silent - b.silent || total(a) - total(b);
}

/** Rows in the order of `ranked`, which changes nothing else: each lender has its own seeded stream. */
export function secondOpinionOf(ranked: readonly Ranked[], df: number, seed: string): SecondOpinionTable {
  // Sums of floats and draws that tie depend on the order; a fixed one makes the result a function of the set.
  const units = ranked
    .map((unit) => ({ ...unit, channels: unit.channels.toSorted(byContents) }))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  const intervals = strictIntervals(units, df, FAMILY_WISE);
  const bands = strictBands(units, df, FAMILY_WISE);
  const cells = units.flatMap((unit) => unit.channels);
  const reply = units.length === 0 ? null : fitReplies(cells);
  const few = units.filter((unit) => unit.channels.some((c) => c.replies.length > 0)).length < 2;
  const quality = few ? notApplicable(FEW) : fitQuality(cells);
  const bayes: Measured<Bayes[]> =
    reply && quality.status === 'scored'
      ? scored(bayesOf(units, { reply, quality: quality.value }, seed))
      : notApplicable(FEW);
  const rows = new Map(
    units.map((unit, j): [string, SecondOpinionRow] => [
      unit.id,
      {
        id: unit.id,
        strict: { rankLow: intervals[j]!.low, rankHigh: intervals[j]!.high, band: bands[j]! },
        bayes: bayes.status === 'scored' ? scored(bayes.value[j]!) : bayes,
      },
    ]),
  );
  return {
    reply: reply ? scored(reply) : notApplicable('no lender has enough valid probes'),
    quality,
    grades: bayes.status === 'scored' ? Math.max(0, ...bayes.value.map((b) => b.grade)) : 0,
    rows: ranked.map((unit) => rows.get(unit.id)!),
  };
}

type Bayes = Extract<SecondOpinionRow['bayes'], { status: 'scored' }>['value'];

function bayesOf(units: readonly Ranked[], priors: Parameters<typeof drawScores>[1], seed: string): Bayes[] {
  const draws = units.map((unit) =>
    drawScores(unit.channels, priors, { draws: DRAWS, chance: chanceOf(seed, `bayes ${unit.id}`) }),
  );
  const ranks = ranksOf(draws);
  const sorted = draws.map((d) => d.toSorted());
  const means = draws.map((d) => d.reduce((sum, v) => sum + v, 0) / DRAWS);
  const quantiles = sorted.map((d) =>
    Float32Array.from({ length: QUANTILES }, (_, q) => d[Math.floor(((q + 0.5) * DRAWS) / QUANTILES)]!),
  );
  const order = units.map((_, j) => j).sort((i, j) => means[j]! - means[i]!);
  const grades = gradesOf(
    order.length,
    (i, j) => chanceAbove(quantiles[order[i]!]!, quantiles[order[j]!]!),
    LAMBDA,
  );
  const gradeOf = new Map(order.map((j, place) => [j, grades[place]!]));
  const quarter = Math.ceil(units.length / 4);
  const [lowest, highest] = [Math.floor(0.025 * DRAWS), DRAWS - 1 - Math.floor(0.025 * DRAWS)];
  return units.map((_, j) => {
    const own = ranks[j]!.sort();
    return {
      mean: means[j]!,
      low: sorted[j]![lowest]!,
      high: sorted[j]![highest]!,
      rankLow: own[lowest]!,
      rankHigh: own[highest]!,
      topQuarter: own.filter((r) => r <= quarter).length / DRAWS,
      grade: gradeOf.get(j)!,
    };
  });
}

/** By lender: its rank in each draw, 1 the best. */
function ranksOf(draws: readonly Float32Array[]): Uint16Array[] {
  const ranks = draws.map(() => new Uint16Array(DRAWS));
  // Score and lender in one number: numbers sort several times faster than by a function. 37 bits and 16 are 53.
  const keys = new Float64Array(draws.length);
  for (let d = 0; d < DRAWS; d++) {
    for (let j = 0; j < keys.length; j++) keys[j] = Math.round((100 - draws[j]![d]!) * 2 ** 30) * 2 ** 16 + j;
    keys.sort();
    for (let place = 0; place < keys.length; place++) ranks[keys[place]! % 2 ** 16]![d] = place + 1;
  }
  return ranks;
}
