/**
 * How far the ranking rests on choices of method rather than on the lenders (methods.md, 2.4): the market is scored
 * again under many other rubrics, and a claim that does not survive nearly all of them is not published.
 */
import { z } from 'zod';
import { Sha256 } from './digest.ts';
import { measured } from './measured.ts';
import { Slug } from './scalars.ts';

const Count = z.int().min(0);
const Share = z.number().min(0).max(1);
const Rank = z.int().min(1);

/** What a variant changes: all of them at once in the main run, one alone for telling which of them matters. */
export const VariationSource = z.enum(['weights', 'aggregation', 'speed', 'no-reply', 'drop-criterion']);
export type VariationSource = z.infer<typeof VariationSource>;

const FlipsBySource = z.record(VariationSource, Share);

/** How often a claim fails, and through what. */
export const Flips = z.strictObject({
  share: Share.describe('Of the variants in which everything varies.'),
  alone: FlipsBySource.describe('Of the variants in which only this source varies.'),
  without: FlipsBySource.describe('Of variants in which all but this source vary.'),
  chief: VariationSource.optional().describe(
    'The source without which it fails least; absent where it never fails.',
  ),
});
export type Flips = z.infer<typeof Flips>;

export const BandClaim = z.strictObject({
  band: z.enum(['above-market', 'below-market']).describe('What the plan’s own rubric says.'),
  flips: Flips.describe('It fails where the lender is not on that side of the market mean.'),
  published: z.boolean().describe('False: shown as not distinguishable.'),
});
export type BandClaim = z.infer<typeof BandClaim>;

export const PairClaim = z.strictObject({
  better: Slug,
  worse: Slug,
  flips: Flips.describe('It fails where the better one is not ahead.'),
});
export type PairClaim = z.infer<typeof PairClaim>;

export const LenderSensitivity = z.strictObject({
  lender: Slug,
  rankLow: Rank.describe('5% quantile of its rank over the variants. Not a sampling interval.'),
  rankMedian: Rank,
  rankHigh: Rank.describe('95% quantile.'),
  band: BandClaim.optional().describe('Absent where its band claims nothing.'),
  pairs: z
    .strictObject({ claimed: Count, withheld: Count })
    .describe('Claims that it and another lender differ, by the plan’s own rubric.'),
  samplingRankLow: Rank.describe('Rank interval by the plan’s own rubric, before claims were withheld.'),
  samplingRankHigh: Rank,
});
export type LenderSensitivity = z.infer<typeof LenderSensitivity>;

const Tested = z.strictObject({ claimed: Count, withheld: Count });

/** The most withheld pairs that are listed by name; the rows of the lenders count all of them. */
export const MOST_PAIRS = 300;

export const Sensitivity = z.strictObject({
  variants: Count.describe('Variants in which everything below varies at once.'),
  seed: Sha256.describe('The plan’s hash, from which all of them are drawn.'),
  noise: z
    .number()
    .describe('Each weight is multiplied by 1 + U(-noise, noise), then all are brought to one sum.'),
  threshold: Share.describe('A claim that fails in a larger share of the variants is not published.'),
  sources: z
    .array(
      z.strictObject({
        source: VariationSource,
        variants: Count.describe('Variants in which it alone varies.'),
        pairs: Count.describe('Pair claims that fail in more than the threshold of them.'),
        bands: Count.describe('Band claims that do.'),
        chiefPairs: Count.describe('Withheld pair claims that hang on this source more than on any other.'),
        chiefBands: Count.describe('Withheld band claims that do.'),
      }),
    )
    .describe('In the order of the enumeration.'),
  lenders: z.array(LenderSensitivity).describe('Ranked lenders, by id.'),
  pairs: Tested,
  bands: Tested,
  withheldPairs: z
    .array(PairClaim)
    .max(MOST_PAIRS)
    .describe('The withheld pair claims that fail most often; `pairs.withheld` counts all.'),
});
export type Sensitivity = z.infer<typeof Sensitivity>;

export const MeasuredSensitivity = measured(Sensitivity);
