/** The rubric (methods.md, section 4): what a reply is judged by, how much each criterion counts, and what was found. */
import { z } from 'zod';
import { MessageRef } from './digest.ts';
import { Day, WebAddress } from './scalars.ts';

const weight = z.number().min(0).max(100).optional();

/**
 * Relative weight of each criterion in the score. One that is left out, or has 0, is shown outside the score.
 * A further criterion is a line here, and its rule in `assess/rubric/`.
 */
export const Weights = z.strictObject({
  speed: weight.describe('Time from the accepted send to the first substantive reply, by `speedAnchors`.'),
  effectiveness: weight.describe('Share of the asked facets that were answered by the deadline.'),
  competence: weight.describe(
    'What is said is specific: vague, a value, or a value with its condition, range or annual cost.',
  ),
  accuracy: weight.describe(
    "Figures against the lender's dated published terms and its own other replies; 0% without its condition; automation that is not declared.",
  ),
  convenience: weight.describe(
    'No barrier: answered in this channel and in the language of the question, no personal data demanded first.',
  ),
  politeness: weight.describe('Greeting, polite form, thanks, closing; rudeness or shouting is 0.'),
  personalisation: weight.describe("The asker's name, own figures and own case are taken up."),
  empathy: weight.describe(
    'The stated worry is taken up. Coded by persons only; in the score once their alpha is .80 or more.',
  ),
});
export type Weights = z.infer<typeof Weights>;

export const Criterion = Weights.keyof();
export type Criterion = z.infer<typeof Criterion>;
export const CRITERIA: readonly Criterion[] = Criterion.options;

export const RUBRIC_WEIGHTS = {
  speed: 25,
  effectiveness: 25,
  competence: 10,
  accuracy: 15,
  convenience: 15,
  politeness: 4,
  personalisation: 3,
  empathy: 3,
} as const satisfies Weights;

/** Criteria that no rule can judge: persons code them. */
export const PERSONS_ONLY: readonly Criterion[] = ['empathy'];

export const SpeedAnchors = z
  .array(
    z.strictObject({
      minutes: z
        .number()
        .positive()
        .max(14 * 24 * 60)
        .describe('Clock minutes from the accepted send to the first substantive reply.'),
      points: z.number().min(0).max(100).describe('What that time is worth.'),
    }),
  )
  .min(2)
  .max(12)
  .refine((list) => list.every((a, i) => i === 0 || a.minutes > list[i - 1]!.minutes), {
    error: 'must be in the order of rising minutes',
  })
  .refine((list) => list.every((a, i) => i === 0 || a.points <= list[i - 1]!.points), {
    error: 'must not give more points for a longer wait',
  });
export type SpeedAnchors = z.infer<typeof SpeedAnchors>;

export const SPEED_ANCHORS: SpeedAnchors = [
  { minutes: 5, points: 100 },
  { minutes: 60, points: 80 },
  { minutes: 4 * 60, points: 65 },
  { minutes: 24 * 60, points: 40 },
  { minutes: 72 * 60, points: 10 },
];

/** Words that a criterion rests on: of a reply to this probe or another one, or of the lender's published terms. */
export const RubricQuote = z.strictObject({
  quote: z.string().max(400),
  start: z.int().min(0).describe('In UTF-16 code units of the visible text, or of the published sentence.'),
  end: z.int().min(0),
  evidence: MessageRef.optional().describe('The message that says it; absent for published terms.'),
  probe: z.string().optional().describe('The probe that the message came for, where it is another one.'),
  source: WebAddress.optional().describe('The page of published terms.'),
  seenOn: Day.optional().describe('The day on which the terms were read there.'),
});
export type RubricQuote = z.infer<typeof RubricQuote>;

/** What one criterion gives for a probe. Unscorable is said, never 0; points run from 0 to 100. */
export const CriterionVerdict = z.discriminatedUnion('status', [
  z.strictObject({
    status: z.literal('scored'),
    points: z.number().min(0).max(100),
    code: z.literal([0, 1, 2]).optional().describe('The code that the points stand for: 0, 50, 100.'),
    rule: z.string().describe('Id of the rule that fired.'),
    reason: z.string().describe('One sentence without words of the reply.'),
    quotes: z.array(RubricQuote).max(12),
  }),
  z.strictObject({ status: z.literal('not-applicable'), reason: z.string() }),
  z.strictObject({ status: z.literal('unscorable'), reason: z.string() }),
]);
export type CriterionVerdict = z.infer<typeof CriterionVerdict>;

/**
 * Whether a criterion may count: `in-score`; `no-weight` by the plan; `persons-only` before coders agree on it;
 * `tentative` for a Krippendorff alpha from .667 to .80; `dropped` below.
 */
export const CriterionUse = z.enum(['in-score', 'no-weight', 'persons-only', 'tentative', 'dropped']);
export type CriterionUse = z.infer<typeof CriterionUse>;

export const CriterionResult = z.strictObject({
  criterion: Criterion,
  weight: z.number().min(0).describe('As frozen in the plan.'),
  use: CriterionUse,
  verdict: CriterionVerdict,
});
export type CriterionResult = z.infer<typeof CriterionResult>;
