/** What passed between the study and a lender about its results: printed beside the score (right of reply). */
import { z } from 'zod';
import { Day } from './scalars.ts';

export const Correspondence = z
  .strictObject({
    resultsSent: Day.optional().describe('Last day on which the lender was sent its own results.'),
    disclosed: Day.optional().describe('First day on which the lender was told of the study after it.'),
    replies: z.array(
      z.strictObject({
        on: Day.describe('The day of the reply.'),
        text: z.string().max(4000).describe('What the lender says to its results, names masked.'),
        correction: z.string().max(2000).optional().describe('What was corrected, or why nothing was.'),
      }),
    ),
  })
  .describe(
    'What the lender was sent about its results, and what it answered; by whom stands in the ledger.',
  );
export type Correspondence = z.infer<typeof Correspondence>;
