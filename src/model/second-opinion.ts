/** Other ways to rank the same scores, always computed (methods.md, 2.3): strict tests, empirical Bayes, grades. */
import { z } from 'zod';
import { measured } from './measured.ts';
import { Slug } from './scalars.ts';

const Count = z.int().min(0);
const Rank = z.int().min(1);
const Score = z.number().min(0).max(100);

export const SecondOpinionRow = z.strictObject({
  id: Slug.describe('The lender, or the legal entity.'),
  strict: z
    .strictObject({
      rankLow: Rank.describe(
        'Best rank when the chance of even one false comparison of this lender is held at 5% (Holm).',
      ),
      rankHigh: Rank.describe('Worst rank under the same rule.'),
      band: z.enum(['above-market', 'not-distinguishable', 'below-market']),
    })
    .describe('Strict mode: Holm instead of Benjamini-Hochberg.'),
  bayes: measured(
    z.strictObject({
      mean: Score.describe('Posterior mean of the score: few probes are drawn towards the market.'),
      low: Score.describe('Lower end of its 95% interval.'),
      high: Score.describe('Upper end.'),
      rankLow: Rank.describe('Best rank in 95% of the posterior draws.'),
      rankHigh: Rank.describe('Worst rank in 95% of them.'),
      topQuarter: z.number().min(0).max(1).describe('Share of draws in which it is in the top quarter.'),
      grade: Rank.describe('Report-card grade: 1 is the best; neighbours in one grade are not told apart.'),
    }),
  ),
});
export type SecondOpinionRow = z.infer<typeof SecondOpinionRow>;

export const SecondOpinionTable = z.strictObject({
  reply: measured(
    z.strictObject({
      a: z.number().positive(),
      b: z.number().positive(),
    }),
  ).describe('Beta distribution of reply rates over the market, by marginal likelihood.'),
  quality: measured(
    z.strictObject({
      mean: z.number().describe('Mean points of a reply over the market.'),
      spread: z.number().min(0).describe('Standard deviation between lenders.'),
      noise: z.number().min(0).describe('Standard deviation between replies of one lender.'),
    }),
  ).describe('Normal distribution of the quality of replies over the market.'),
  grades: Count.describe('How many grades were given.'),
  rows: z.array(SecondOpinionRow).describe('In the order of the main table.'),
});
export type SecondOpinionTable = z.infer<typeof SecondOpinionTable>;

export const SecondOpinion = z.strictObject({
  draws: Count.describe('Posterior draws, seeded from the sha256 of the plan.'),
  lambda: z
    .number()
    .describe('Price of leaving a pair unordered; .25 grades a pair apart from 80% certainty on.'),
  familyWise: z.number().describe('Holm: chance of even one false comparison of a lender with the others.'),
  lenders: SecondOpinionTable.describe('Ranked lenders (brands).'),
  entities: SecondOpinionTable.describe('Ranked legal entities.'),
});
export type SecondOpinion = z.infer<typeof SecondOpinion>;
