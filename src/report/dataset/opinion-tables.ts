/** Tables of how far the ranking stands: other methods, other rubrics, claims withheld, earlier waves. */
import { z } from 'zod';
import { Slug } from '../../model/scalars.ts';
import { SecondOpinionRow } from '../../model/second-opinion.ts';
import {
  type BandClaim,
  Flips,
  LenderSensitivity,
  type PairClaim,
  VariationSource,
} from '../../model/sensitivity.ts';
import { TrendPoint } from '../../model/trend.ts';
import { Band } from '../../model/wave-result.ts';
import type { PublicResult } from '../redaction.ts';
import { known, rounded } from './cells.ts';
import { always, type Column, perhaps, type Table, tableOf } from './column.ts';
import { LENDER } from './lender-tables.ts';

const TO_LENDERS = [{ column: 'lender', table: 'lenders' }];
const rank = z.int().min(1);
const score = z.number().min(0).max(100);
const BAND = Band.describe('Against the mean of all ranked lenders.');

export const opinionTables = (result: PublicResult, origin: Column<unknown>[]): Table[] => [
  tableOf(
    { name: 'second-opinion', what: 'A ranked lender by other methods.', key: ['lender'], links: TO_LENDERS },
    result.secondOpinion.lenders.rows,
    [...origin, ...SECOND_OPINION],
  ),
  tableOf(
    { name: 'sensitivity', what: 'A ranked lender under other rubrics.', key: ['lender'], links: TO_LENDERS },
    known(result.sensitivity)?.lenders ?? [],
    [...origin, ...SENSITIVITY],
  ),
  tableOf(
    { name: 'claims', what: 'A claim about a lender, or about two, that was tested under other rubrics.' },
    claimsOf(result),
    [...origin, ...CLAIMS],
  ),
  tableOf(
    {
      name: 'trend',
      what: 'A lender, or the market, in one wave: the same questions only.',
      key: ['of', 'in'],
    },
    trendOf(result),
    [...origin, ...TREND],
  ),
];

const { strict, bayes } = SecondOpinionRow.shape;
const BAYES = bayes.options[0].shape.value.shape;

const SECOND_OPINION: Column<SecondOpinionRow>[] = [
  always('lender', LENDER, (r) => r.id),
  always('strict_rank_low', strict.shape.rankLow, (r) => r.strict.rankLow),
  always('strict_rank_high', strict.shape.rankHigh, (r) => r.strict.rankHigh),
  always('strict_band', BAND, (r) => r.strict.band),
  perhaps('bayes_mean', BAYES.mean, (r) => rounded(known(r.bayes)?.mean)),
  perhaps('bayes_low', BAYES.low, (r) => rounded(known(r.bayes)?.low)),
  perhaps('bayes_high', BAYES.high, (r) => rounded(known(r.bayes)?.high)),
  perhaps('bayes_rank_low', BAYES.rankLow, (r) => known(r.bayes)?.rankLow),
  perhaps('bayes_rank_high', BAYES.rankHigh, (r) => known(r.bayes)?.rankHigh),
  perhaps('top_quarter', BAYES.topQuarter, (r) => rounded(known(r.bayes)?.topQuarter)),
  perhaps('grade', BAYES.grade, (r) => known(r.bayes)?.grade),
];

const SENSITIVITY: Column<LenderSensitivity>[] = [
  always('lender', LENDER, (s) => s.lender),
  always('rank_5', LenderSensitivity.shape.rankLow, (s) => s.rankLow),
  always('rank_50', rank.describe('Median of its rank over the variants.'), (s) => s.rankMedian),
  always('rank_95', rank.describe('95% quantile of its rank over the variants.'), (s) => s.rankHigh),
  always(
    'pairs_claimed',
    z.int().min(0).describe('Claims that it and another lender differ.'),
    (s) => s.pairs.claimed,
  ),
  always(
    'pairs_withheld',
    z.int().min(0).describe('Those of them that other rubrics turn round too often.'),
    (s) => s.pairs.withheld,
  ),
];

interface Claim {
  claim: 'band' | 'pair';
  lender: string;
  other?: string;
  band?: BandClaim['band'];
  flips: Flips;
  published: boolean;
}

function claimsOf(result: PublicResult): Claim[] {
  const tested = known(result.sensitivity);
  if (!tested) return [];
  return [
    ...tested.lenders.flatMap(({ lender, band }): Claim[] =>
      band ? [{ claim: 'band', lender, band: band.band, flips: band.flips, published: band.published }] : [],
    ),
    ...tested.withheldPairs.map(
      ({ better, worse, flips }: PairClaim): Claim => ({
        claim: 'pair',
        lender: better,
        other: worse,
        flips,
        published: false,
      }),
    ),
  ];
}

const CLAIMS: Column<Claim>[] = [
  always(
    'claim',
    z
      .enum(['band', 'pair'])
      .describe(
        'That a lender is above or below the market; or ahead of another. Of pairs only those withheld, at most 300.',
      ),
    (c) => c.claim,
  ),
  always('lender', LENDER, (c) => c.lender),
  perhaps('ahead_of', Slug.describe('The lender that it would be ahead of.'), (c) => c.other),
  perhaps(
    'band',
    z.enum(['above-market', 'below-market']).describe('The side on which it would be.'),
    (c) => c.band,
  ),
  always('fails_in', Flips.shape.share, (c) => rounded(c.flips.share)),
  perhaps(
    'chief_source',
    VariationSource.describe('The choice of method on which it hangs most.'),
    (c) => c.flips.chief,
  ),
  always('published', z.boolean().describe('False: it is not made.'), (c) => c.published),
];

type TrendRow = TrendPoint & { of: string };

function trendOf(result: PublicResult): TrendRow[] {
  const trend = known(result.trend);
  if (!trend) return [];
  return [
    ...trend.market.points.map((p) => ({ of: 'market', ...p })),
    ...trend.lenders.flatMap((l) => l.points.map((p) => ({ of: l.lender, ...p }))),
  ];
}

const TREND: Column<TrendRow>[] = [
  always('of', z.string().describe('A lender, or `market`.'), (r) => r.of),
  always('in', Slug.describe('The wave of the measurement.'), (r) => r.wave),
  always('n', TrendPoint.shape.n, (r) => r.n),
  always('substantive', TrendPoint.shape.substantive, (r) => r.substantive),
  perhaps('score', score.describe('Mean score of the compared questions.'), (r) =>
    rounded(known(r.score)?.mean),
  ),
  perhaps('score_low', score.describe('Lower end of its 95% interval.'), (r) => rounded(known(r.score)?.low)),
  perhaps('score_high', score.describe('Upper end of its 95% interval.'), (r) =>
    rounded(known(r.score)?.high),
  ),
];
