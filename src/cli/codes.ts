/** What coders can say of one reply, criterion by criterion: the codes of rules and of people in one form. */
import { z } from 'zod';
import type { Code, Level } from '../assess/agreement.ts';
import { judgedReplies } from '../assess/rubric/case.ts';
import { MEDIAN } from '../assess/rubric-agreement.ts';
import { Reading } from '../model/reading.ts';
import { CRITERIA, Criterion } from '../model/rubric.ts';
import { Deflection, FACETS, Facet, PERSONAL_DATA, PersonalData, Responder } from '../model/vocabulary.ts';

/** By criterion. A criterion that was not coded is not in it. */
export type Codes = Map<string, Code>;

/** A criterion of the rubric as coders grade it (methods.md, section 4). */
const Grade = z.literal([0, 1, 2]).optional();

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
  competence: Grade,
  accuracy: Grade,
  convenience: Grade,
  politeness: Grade,
  personalisation: Grade,
  empathy: Grade,
});
export type ReplyCodes = z.infer<typeof ReplyCodes>;

/** Criteria that are graded 0, 1, 2. */
export const GRADED: readonly string[] = CRITERIA.filter((c) => c in ReplyCodes.shape);

/** Everything coded as a name or a yes or no; the grades of the rubric have an order. */
export const levelOf = (criterion: string): Level => (GRADED.includes(criterion) ? 'ordinal' : 'nominal');

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

/** The other way round, for what one coder said of one reply. */
export function givenIn(codes: Codes): ReplyCodes {
  const listed = <T extends string>(family: string, all: readonly T[]): T[] | undefined =>
    all.some((one) => codes.has(`${family}:${one}`))
      ? all.filter((one) => codes.get(`${family}:${one}`) === true)
      : undefined;
  const answered = listed('facet', FACETS);
  const personal_data = listed('personal_data', PERSONAL_DATA);
  return ReplyCodes.parse({
    ...Object.fromEntries([...codes].filter(([name]) => name in ReplyCodes.shape)),
    ...(answered && { answered }),
    ...(personal_data && { personal_data }),
  });
}

/** The criteria that a key of codebook.md stands for. */
export const criteriaOf = (key: keyof ReplyCodes): string[] => {
  if (key === 'answered') return FACETS.map((f) => `facet:${f}`);
  return key === 'personal_data' ? PERSONAL_DATA.map((kind) => `personal_data:${kind}`) : [key];
};

/** What is read back of a saved assessment. Loose: one by older rules lacks what later ones say. */
export const SavedAssessment = z.object({
  probe: z.string(),
  coder: z.string(),
  disposition: z.string(),
  clocks: z.record(z.string(), z.object({ status: z.string(), value: z.number().optional() })),
  score: z.object({ status: z.string(), value: z.number().optional() }),
  answered: z.array(z.string()),
  criteria: z
    .array(
      z.object({
        criterion: Criterion,
        use: z.string(),
        verdict: z.object({
          status: z.string(),
          points: z.number().optional(),
          code: z.number().optional(),
          rule: z.string().optional(),
        }),
      }),
    )
    .optional(),
  messages: z.array(
    z.object({
      evidence: z.string(),
      responder: Responder,
      answered: z.array(Facet),
      deflection: Deflection,
      refusal: z.boolean(),
      personalData: z.array(PersonalData),
      late: z.boolean().optional(),
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

/**
 * The grades that rules gave the probe, as those of its one judged reply. With several such replies nothing can be said
 * of each: people code replies, rules grade the probe.
 */
export function rubricCodesOf(assessment: SavedAssessment, evidence: string): Codes {
  const judged = judgedReplies(assessment.messages.map((message) => ({ message })));
  const codes: Codes = new Map();
  if (judged.length !== 1 || judged[0]!.message.evidence !== evidence) return codes;
  for (const { criterion, verdict } of assessment.criteria ?? [])
    if (verdict.code !== undefined && verdict.rule !== MEDIAN && GRADED.includes(criterion))
      codes.set(criterion, verdict.code);
  return codes;
}
