/** What coders can say of one reply, criterion by criterion: the codes of rules and of people in one form. */
import { z } from 'zod';
import type { Code, Level } from '../assess/agreement.ts';
import { Reading } from '../model/reading.ts';
import { Deflection, FACETS, Facet, PERSONAL_DATA, PersonalData, Responder } from '../model/vocabulary.ts';

/** By criterion. A criterion that was not coded is not in it. */
export type Codes = Map<string, Code>;

/** The codes of one reply in the words of codebook.md. What is left out was not coded. */
export const ReplyCodes = z.strictObject({
  responder: Responder.optional(),
  answered: z.array(Facet).optional(),
  deflection: Deflection.optional(),
  personal_data: z.array(PersonalData).optional(),
  refusal: z.boolean().optional(),
  over_promise: z.boolean().optional(),
  automation_disclosed: z.boolean().optional(),
  greets: z.boolean().optional(),
  uses_name: z.boolean().optional(),
  next_step: z.boolean().optional(),
  language_matches: z.boolean().optional(),
  empathy: z.literal([0, 1, 2]).optional(),
});
export type ReplyCodes = z.infer<typeof ReplyCodes>;

/** Everything coded as a name or a yes or no; empathy has an order. */
export const levelOf = (criterion: string): Level => (criterion === 'empathy' ? 'ordinal' : 'nominal');

/** Lists become one yes or no for each facet and each kind of data: "facet:rate", "personal_data:passport". */
export function codesOf(given: ReplyCodes): Codes {
  const { answered, personal_data, ...plain } = given;
  const codes: Codes = new Map();
  for (const [name, code] of Object.entries(plain)) if (code !== undefined) codes.set(name, code);
  if (answered) for (const f of FACETS) codes.set(`facet:${f}`, answered.includes(f));
  if (personal_data)
    for (const kind of PERSONAL_DATA) codes.set(`personal_data:${kind}`, personal_data.includes(kind));
  return codes;
}

/** What is read back of a saved assessment. Loose: one by older rules lacks what later ones say. */
export const SavedAssessment = z.object({
  probe: z.string(),
  coder: z.string(),
  disposition: z.string(),
  clocks: z.record(z.string(), z.object({ status: z.string(), value: z.number().optional() })),
  score: z.object({ status: z.string(), value: z.number().optional() }),
  answered: z.array(z.string()),
  messages: z.array(
    z.object({
      evidence: z.string(),
      responder: Responder,
      answered: z.array(Facet),
      deflection: Deflection,
      refusal: z.boolean(),
      personalData: z.array(PersonalData),
      reading: z.object(Reading.shape).partial().optional(),
    }),
  ),
});
export type SavedAssessment = z.infer<typeof SavedAssessment>;

export function codesOfMessage(message: SavedAssessment['messages'][number]): Codes {
  const { responder, answered, deflection, refusal, personalData, reading } = message;
  return codesOf({
    responder,
    answered,
    deflection,
    refusal,
    personal_data: personalData,
    over_promise: reading?.overPromise,
    automation_disclosed: reading?.automationDisclosed,
    greets: reading?.greets,
    uses_name: reading?.usesName,
    next_step: reading?.nextStep,
    language_matches: reading?.languageMatches,
  });
}
