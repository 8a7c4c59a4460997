/**
 * What ranking costs: 2,000 lenders x 10 probes with rank intervals, beside the textbook way on the same numbers in the
 * same run (a p-value for each of the two million pairs, sorted for Benjamini-Hochberg), and what else a wave's result
 * takes. `node bench/ranking.ts [LENDERS] [PROBES]`. The best of three rounds counts, of the slow parts one;
 * read the ratios.
 */
import { LEAST_FOR_RANK } from '../src/model/wave-result.ts';
import { curvesOf } from '../src/ranking/curves.ts';
import { twoSidedTail } from '../src/ranking/distributions.ts';
import { type RankInterval, studentised, type Unit } from '../src/ranking/rank-intervals.ts';
import { rankWave } from '../src/ranking/rank-wave.ts';
import { type Ranked, secondOpinionOf } from '../src/ranking/second-opinion.ts';
import { type Sample, standingsOf } from '../src/ranking/standings.ts';
import { makeWave, type WaveInputs } from '../tests/report/fixtures.ts';

const lenders = Number(process.argv[2] ?? 2_000);
const probes = Number(process.argv[3] ?? 10);
/** A large real market, for the parts that a report needs besides. */
const REPORTED = 600;
const ROUNDS = 3;

/** Prints the best of the rounds, and gives the result with it. */
function time<T>(what: string, rounds: number, work: () => T): { result: T; ms: number } {
  let ms = Number.POSITIVE_INFINITY;
  for (let round = 1; ; round++) {
    const from = performance.now();
    const result = work();
    ms = Math.min(ms, performance.now() - from);
    if (round < rounds) continue;
    console.log(`${what.padEnd(44)} ${ms.toFixed(0).padStart(6)} ms`);
    return { result, ms };
  }
}

/** Rank intervals as a textbook has them: all p-values, sorted, the largest that is within its share of q. */
function textbook(units: readonly Unit[], df: number, q: number): RankInterval[] {
  const p: number[] = [];
  for (let j = 0; j < units.length; j++)
    for (let k = j + 1; k < units.length; k++) p.push(twoSidedTail(studentised(units[j]!, units[k]!), df));
  const sorted = p.toSorted((a, b) => a - b);
  let limit = -1;
  sorted.forEach((value, i) => {
    if (value <= ((i + 1) * q) / sorted.length) limit = value;
  });
  const intervals = units.map(() => ({ low: 1, high: units.length }));
  let at = 0;
  for (let j = 0; j < units.length; j++)
    for (let k = j + 1; k < units.length; k++) {
      if (p[at++]! > limit) continue;
      const [better, worse] = units[j]!.mean > units[k]!.mean ? [j, k] : [k, j];
      intervals[better]!.high--;
      intervals[worse]!.low++;
    }
  return intervals;
}

const samplesOf = (wave: WaveInputs): Sample[] => {
  const lenderOf = new Map(wave.plan.probes.map((p) => [p.id, p.lender]));
  return [...Map.groupBy(wave.assessments, (a) => lenderOf.get(a.probe)!)]
    .map(([id, own]) => ({
      id,
      channels: [own.flatMap((a) => (a.score.status === 'scored' ? [a.score.value] : []))],
    }))
    .filter((s) => s.channels[0]!.length >= LEAST_FOR_RANK);
};

const samples = samplesOf(makeWave({ lenders, probes }));
console.log(`${samples.length} ranked lenders, ${probes} probes each`);
const own = time('scores, rank intervals, bands', ROUNDS, () => standingsOf(samples));
const { standings, market } = own.result;
const spread = market.spread.status === 'scored' ? market.spread.value : 0;
const units = samples.map(({ id }) => {
  const { score, n } = standings.get(id)!;
  return { id, mean: score, variance: spread ** 2 / n };
});
const book = time('the same by sorted p-values', 1, () => textbook(units, market.df, 0.05));
const alike = units.filter(({ id }, j) => {
  const { rankLow, rankHigh } = standings.get(id)!;
  return rankLow === book.result[j]!.low && rankHigh === book.result[j]!.high;
}).length;
console.log(
  `sorted p-values take ${(book.ms / own.ms).toFixed(1)} times as long and give the same interval to ${alike} of ${samples.length}`,
);

const wave = makeWave({ lenders: REPORTED, probes });
console.log(`${REPORTED} lenders, ${probes} probes each`);
const { result } = time('the whole result of the wave', 1, () => rankWave(wave));
time('of it curves', 1, () =>
  curvesOf({
    rows: result.probes,
    channels: wave.plan.wave.channels,
    entityOf: (lender) => lender,
    deadlineHours: wave.plan.wave.deadlineHours,
    seed: result.plan,
  }),
);
const ranked = samplesOf(wave).map(({ id, channels: [scores = []] }): Ranked => {
  const replies = scores.filter((s) => s > 0);
  const mean = scores.reduce((sum, s) => sum + s, 0) / scores.length;
  return {
    id,
    mean,
    variance: spread ** 2 / scores.length,
    channels: [{ replies, silent: scores.length - replies.length }],
  };
});
time('of it the second opinion, brands or entities', 1, () =>
  secondOpinionOf(ranked, result.market.df, result.plan),
);
console.log(`memory: ${Math.round((process.resourceUsage().maxRSS * 1024) / 1e6)} MB at most`);
