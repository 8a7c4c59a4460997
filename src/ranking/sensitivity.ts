/**
 * Which claims of the ranking survive other rubrics (methods.md, 2.4). The rank span over variants stands beside the
 * sampling interval and is never mixed with it; a claim that fails too often is taken back from what is published.
 */
import type { Sha256 } from '../model/digest.ts';
import { type Measured, notApplicable, scored } from '../model/measured.ts';
import type { Weights } from '../model/rubric.ts';
import {
  type BandClaim,
  type Flips,
  type LenderSensitivity,
  MOST_PAIRS,
  type PairClaim,
  type Sensitivity,
  VariationSource,
} from '../model/sensitivity.ts';
import type { ProbeRow, Standing } from '../model/wave-result.ts';
import { byLender, failuresOf, type PairClaims, pairClaims, type Scores } from './claims.ts';
import { benchOf, meansUnder } from './rescoring.ts';
import { tieNumbers } from './standings.ts';
import { drawVariants, type Variant, variantsBySource, variantsWithout } from './variants.ts';

const VARIANTS = 1000;
/** Draws for one source alone: only to say which of them matters. */
const DRAWS = 250;
const NOISE = 0.25;
const THRESHOLD = 0.05;

export interface SensitivityInput {
  rows: readonly ProbeRow[];
  standings: ReadonlyMap<string, Standing>;
  /** Variances of the scores, and the cut of the pair tests behind the standings. */
  variances: ReadonlyMap<string, number>;
  cut: number;
  plan: { sha: Sha256; weights: Weights; deadlineHours: number };
  /** Half-width of the noise on weights; the study's own when left out. */
  noise?: number;
}

/**
 * The analysis, and the standings as they may be published: without the claims that fail in more than 5% of the
 * variants. Fewer than two ranked lenders claim nothing.
 */
export function sensitivityOf(input: SensitivityInput): {
  sensitivity: Measured<Sensitivity>;
  published: Map<string, Standing>;
} {
  const { standings, plan, noise = NOISE } = input;
  if (standings.size < 2)
    return { sensitivity: notApplicable('fewer than two ranked lenders'), published: new Map(standings) };
  const bench = benchOf(input.rows, new Set(standings.keys()), plan);
  const { lenders } = bench;
  const own = lenders.map((id) => standings.get(id)!);
  const drawing = { seed: plan.sha, weights: bench.weights, noise };
  const scoresOf = (variants: Variant[]): Run => {
    const means = variants.map((v) => meansUnder(bench, v));
    const market = Float64Array.from(means, (m) => m.reduce((a, b) => a + b, 0) / m.length);
    return { ...byLender(means, lenders.length), means, market };
  };
  const all = scoresOf(drawVariants(drawing, VARIANTS));
  const bySource = variantsBySource(drawing, DRAWS);
  const butOne = variantsWithout(drawing, DRAWS);
  const sources = VariationSource.options.map((source) => ({
    source,
    alone: scoresOf(bySource[source]),
    without: scoresOf(butOne[source]),
  }));

  const claims = pairClaims(
    lenders.map((id, j) => ({ mean: own[j]!.score, variance: input.variances.get(id)! })),
    input.cut,
  );
  const tested = testPairs(claims, all, sources, lenders);
  const bands = own.map((s, j) => bandClaim(s, j, all, sources));
  const spans = rankSpans(all.means, lenders.length);
  return {
    sensitivity: scored({
      variants: VARIANTS,
      seed: plan.sha,
      noise,
      threshold: THRESHOLD,
      sources: sources.map(({ source, alone }) => ({
        source,
        variants: alone.variants,
        pairs: tested.failing[source],
        bands: bands.filter((b) => b && b.flips.alone[source] > THRESHOLD).length,
        chiefPairs: tested.chief[source],
        chiefBands: bands.filter((b) => b && !b.published && b.flips.chief === source).length,
      })),
      lenders: own.map(
        (s, j): LenderSensitivity => ({
          lender: lenders[j]!,
          ...spans[j]!,
          ...(bands[j] && { band: bands[j] }),
          pairs: { claimed: tested.claimed[j]!, withheld: tested.withheld[j]! },
          samplingRankLow: s.rankLow,
          samplingRankHigh: s.rankHigh,
        }),
      ),
      pairs: { claimed: claims.better.length, withheld: tested.all },
      bands: {
        claimed: bands.filter((b) => b).length,
        withheld: bands.filter((b) => b && !b.published).length,
      },
      withheldPairs: tested.worst,
    }),
    published: withoutWithheld(lenders, own, tested, bands),
  };
}

interface Run extends Scores {
  means: Float64Array[];
  /** Mean of all lenders, one a variant. */
  market: Float64Array;
}

type Sources = { source: VariationSource; alone: Run; without: Run }[];

const none = (): Record<VariationSource, number> => ({
  weights: 0,
  aggregation: 0,
  speed: 0,
  'no-reply': 0,
  'drop-criterion': 0,
});

interface TestedPairs {
  /** Pairs withheld. */
  all: number;
  /** By lender: pairs that it is in; pairs in which it is the better or the worse one, withheld. */
  claimed: Int32Array;
  withheld: Int32Array;
  fewerWorse: Int32Array;
  fewerBetter: Int32Array;
  failing: Record<VariationSource, number>;
  chief: Record<VariationSource, number>;
  worst: PairClaim[];
}

function testPairs(
  { better, worse }: PairClaims,
  all: Run,
  sources: Sources,
  lenders: string[],
): TestedPairs {
  const count = () => new Int32Array(lenders.length);
  const out: TestedPairs = {
    all: 0,
    claimed: count(),
    withheld: count(),
    fewerWorse: count(),
    fewerBetter: count(),
    failing: none(),
    chief: none(),
    worst: [],
  };
  const failed: PairClaim[] = [];
  for (let at = 0; at < better.length; at++) {
    const [a, b] = [better[at]!, worse[at]!];
    out.claimed[a]!++;
    out.claimed[b]!++;
    for (const { source, alone } of sources)
      if (failuresOf(alone, a, b) > THRESHOLD * alone.variants) out.failing[source]++;
    const failures = failuresOf(all, a, b);
    if (failures <= THRESHOLD * all.variants) continue;
    out.all++;
    out.withheld[a]!++;
    out.withheld[b]!++;
    out.fewerWorse[a]!++;
    out.fewerBetter[b]!++;
    const flips = flipsOf(all, sources, (run) => failuresOf(run, a, b));
    if (flips.chief) out.chief[flips.chief]++;
    failed.push({ better: lenders[a]!, worse: lenders[b]!, flips });
  }
  // Claims stand in the order of the lenders' ids, and sorting keeps it where they fail alike.
  out.worst = failed.sort((x, y) => y.flips.share - x.flips.share).slice(0, MOST_PAIRS);
  return out;
}

function bandClaim(standing: Standing, j: number, all: Run, sources: Sources): BandClaim | undefined {
  const { band } = standing;
  if (band === 'not-distinguishable') return undefined;
  const side = band === 'above-market' ? 1 : -1;
  const failures = ({ of, market }: Run): number =>
    of[j]!.reduce((n, score, v) => n + Number(side * (score - market[v]!) <= 0), 0);
  const flips = flipsOf(all, sources, failures);
  return { band, flips, published: flips.share <= THRESHOLD };
}

/** The chief source is the one whose varying costs most; of several alike, the first. */
function flipsOf(all: Run, sources: Sources, failures: (run: Run) => number): Flips {
  const share = failures(all) / all.variants;
  const [alone, without] = [none(), none()];
  for (const { source, ...runs } of sources) {
    alone[source] = failures(runs.alone) / Math.max(1, runs.alone.variants);
    without[source] = failures(runs.without) / runs.without.variants;
  }
  const chief = VariationSource.options.toSorted((a, b) => without[a] - without[b])[0];
  return { share, alone, without, ...(share > 0 && chief && { chief }) };
}

/** Ranks of each lender over the variants: 1 + the lenders that are ahead. */
function rankSpans(
  means: readonly Float64Array[],
  lenders: number,
): Pick<LenderSensitivity, 'rankLow' | 'rankMedian' | 'rankHigh'>[] {
  const ranks = Array.from({ length: lenders }, () => new Uint16Array(means.length));
  means.forEach((scores, v) => {
    const sorted = scores.toSorted();
    for (let j = 0; j < lenders; j++) ranks[j]![v] = 1 + lenders - firstAbove(sorted, scores[j]!);
  });
  const last = means.length - 1;
  return ranks.map((of) => {
    of.sort();
    return {
      rankLow: of[Math.floor(0.05 * last)]!,
      rankMedian: of[Math.floor(0.5 * last)]!,
      rankHigh: of[Math.ceil(0.95 * last)]!,
    };
  });
}

/** How many of the ascending values are at most `value`. */
function firstAbove(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** A rank interval and a band are claims too: what was withheld is taken out of both. */
function withoutWithheld(
  lenders: string[],
  own: Standing[],
  tested: TestedPairs,
  bands: (BandClaim | undefined)[],
): Map<string, Standing> {
  const intervals = own.map((s, j) => ({
    low: s.rankLow - tested.fewerBetter[j]!,
    high: s.rankHigh + tested.fewerWorse[j]!,
  }));
  const ties = tieNumbers(
    intervals,
    own.map((s) => s.score),
  );
  return new Map(
    own.map((s, j) => [
      lenders[j]!,
      {
        ...s,
        rankLow: intervals[j]!.low,
        rankHigh: intervals[j]!.high,
        tie: ties[j]!,
        ...(bands[j]?.published === false && { band: 'not-distinguishable' as const, withheld: true }),
      },
    ]),
  );
}
