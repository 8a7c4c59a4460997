/** A lender and the market over the waves of a study: the same questions by the same channels only (methods.md, 5). */
import { z } from 'zod';
import { Sha256 } from './digest.ts';
import { measured } from './measured.ts';
import { Slug } from './scalars.ts';

const Count = z.int().min(0);
const Score = z.number().min(0).max(100);

export const TrendWave = z.strictObject({
  wave: Slug,
  title: z.string(),
  plan: Sha256,
  starts: z.iso.date(),
  ends: z.iso.date(),
  code: z.string(),
  valid: Count.describe('All its valid probes, compared or not.'),
  changed: z
    .array(z.string())
    .describe('What its plan has otherwise than the newest: "wave/deadlineHours", "scenarios/x", "rubric".'),
});
export type TrendWave = z.infer<typeof TrendWave>;

export const TrendPoint = z.strictObject({
  wave: Slug,
  n: Count.describe('Valid probes of the compared questions.'),
  substantive: Count.describe('Those with a substantive reply within the shortest deadline of the waves.'),
  score: measured(z.strictObject({ mean: Score, low: Score, high: Score })).describe(
    'Of the lender, or the mean of the compared lenders, with its 95% interval.',
  ),
});
export type TrendPoint = z.infer<typeof TrendPoint>;

export const Change = z.strictObject({
  from: Slug,
  to: Slug,
  n: Count.describe('Questions with a score in both waves (of the market: lenders with such questions).'),
  difference: z.number().describe('Points of score, the newer minus the older.'),
  low: z.number(),
  high: z.number(),
  verdict: z
    .enum(['better', 'worse', 'not-distinguishable'])
    .describe('Of a lender by Benjamini-Hochberg at 5% over the lenders; of the market by its interval.'),
});
export type Change = z.infer<typeof Change>;

export const TrendLine = z.strictObject({
  points: z.array(TrendPoint).describe('In the order of the waves.'),
  change: measured(Change).describe('From the wave before to this one.'),
});
export type TrendLine = z.infer<typeof TrendLine>;

export const Trend = z.strictObject({
  waves: z.array(TrendWave).min(2).describe('By their first day; the last is the one of this report.'),
  questions: z
    .array(z.strictObject({ scenario: Slug, channel: z.string() }))
    .describe('Asked in every wave in the very same words.'),
  leftOut: z.array(z.string()).describe('Scenarios of this wave that are not compared, with the reason.'),
  lenders: z.array(z.strictObject({ lender: Slug, ...TrendLine.shape })).describe('By id.'),
  market: z.strictObject({ lenders: Count.describe('Those asked in every wave.'), ...TrendLine.shape }),
});
export type Trend = z.infer<typeof Trend>;

export const MeasuredTrend = measured(Trend);
