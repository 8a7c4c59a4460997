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

/** A ranked lender or legal entity: its mean with the pooled variance of that mean, and its probes in two parts. */
export interface Ranked extends Unit, TwoPart {}

/** Rows in the order of `ranked`, which changes nothing else: each lender has its own seeded stream. */
export function secondOpinionOf(ranked: readonly Ranked[], df: number, seed: string): SecondOpinionTable {
  // Sums of floats and draws that tie depend on the order; a fixed one makes the result a function of the set.
  const units = ranked.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const intervals = strictIntervals(units, df, FAMILY_WISE);
  const bands = strictBands(units, df, FAMILY_WISE);
  const reply = units.length === 0 ? null : fitReplies(units);
  const quality = fitQuality(units);
  const bayes: Measured<Bayes[]> =
    reply && quality.status === 'scored'
      ? scored(bayesOf(units, { reply, quality: quality.value }, seed))
      : notApplicable('fewer than two lenders replied');
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
    drawScores(unit, priors, { draws: DRAWS, chance: chanceOf(seed, `bayes ${unit.id}`) }),
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
  const order = Uint16Array.from(draws, (_, j) => j);
  const values = new Float32Array(draws.length);
  for (let d = 0; d < DRAWS; d++) {
    for (let j = 0; j < values.length; j++) values[j] = draws[j]![d]!;
    order.sort((i, j) => values[j]! - values[i]!);
    order.forEach((j, place) => {
      ranks[j]![d] = place + 1;
    });
  }
  return ranks;
}
