/** What else a message says, beside the codes that decide about a probe (codebook.md): for the rubric and the reader. */
import { z } from 'zod';

/** One figure of an offer in its normal form. Where only one end is said ("up to 30 days"), the other is null. */
export const OfferValue = z.strictObject({
  facet: z.enum(['rate', 'amount', 'term', 'total-cost']),
  min: z.number().nullable(),
  max: z.number().nullable(),
  unit: z.enum(['percent', 'money', 'day', 'week', 'month', 'year']),
  per: z.enum(['day', 'week', 'month', 'year']).optional().describe('Of a rate; absent where not evident.'),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/)
    .optional()
    .describe('ISO 4217; absent where no currency is named.'),
  start: z.int().min(0).describe('Where the figure stands in the visible text, in UTF-16 code units.'),
  end: z.int().min(0),
});
export type OfferValue = z.infer<typeof OfferValue>;

/** The time within which the sender says that an answer will come. Vague words ("soon") have no amount. */
export const PromisedReply = z.strictObject({
  amount: z.number().min(0).nullable(),
  unit: z.enum(['minute', 'hour', 'day', 'working-day', 'unspecified']),
});
export type PromisedReply = z.infer<typeof PromisedReply>;

export const Reading = z.strictObject({
  greets: z.boolean().describe('Any salutation.'),
  usesName: z.boolean().describe("The asker's name in any form, case, diminutive, transliteration."),
  automationDisclosed: z.boolean().describe('The body itself says that it is automatic or from a bot.'),
  nextStep: z.boolean().describe('An explicit action for the asker.'),
  overPromise: z
    .boolean()
    .describe('Guaranteed approval, no checks at all, money for everyone; not negated.'),
  languageMatches: z
    .boolean()
    .describe("The reply contains the question's language; true also where it is too short to tell."),
  staffNames: z
    .array(z.string())
    .max(10)
    .describe('Names of natural persons on the lender’s side: to be masked.'),
  promisedReply: PromisedReply.optional(),
  ticket: z.string().max(60).optional().describe('A ticket or case number.'),
  statusLink: z.boolean().describe('A link at which the state of the request can be seen.'),
  csatPrompt: z.boolean().describe('Asks to rate the service.'),
  complaintChannel: z.boolean().describe('Says where a complaint can be made.'),
  injection: z.boolean().describe('Speaks to whoever scores the reply. Changes no other code.'),
  values: z.array(OfferValue).max(20),
});
export type Reading = z.infer<typeof Reading>;
