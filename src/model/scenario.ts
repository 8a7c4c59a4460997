/** `scenarios/*.yml`: one first-contact question each, as a real would-be borrower asks it. */
import { z } from 'zod';
import { Slug } from './scalars.ts';
import { Facet, Language } from './vocabulary.ts';

/** The two wordings of a text. Both ask the same facets at the same length (+/- 15%). */
export const WORDINGS = ['a', 'b'] as const;
export const Wording = z.enum(WORDINGS);
export type Wording = z.infer<typeof Wording>;

export const QuestionText = z.strictObject({
  subject: z.string().min(3).max(120).describe('Subject line of the message.'),
  body: z
    .string()
    .min(20)
    .max(2000)
    .describe("The question. {name} stands for the persona's name, which signs it. No links, no promotion."),
});
export type QuestionText = z.infer<typeof QuestionText>;

export const PersonaName = z.strictObject({
  full: z.string().min(1).max(80).describe('The name that signs the message in this language.'),
  given: z.string().min(1).max(40).describe('The given name alone.'),
  forms: z
    .array(z.string().min(1).max(80))
    .default([])
    .describe('Other forms in which a reply may greet: vocative, cases, diminutives, transliterations.'),
});

export const Persona = z.strictObject({
  id: Slug.describe('Short name of the persona.'),
  mailbox: z
    .string()
    .regex(/^[a-z]{2,20}$/, 'must be 2 to 20 lower-case Latin letters')
    .describe(
      'Beginning of the reply alias, usually the given name: "anna" gives anna.k7q2m9xd@your-domain.',
    ),
  names: z.record(Language, PersonaName).describe('The name in each language of the study.'),
});
export type Persona = z.infer<typeof Persona>;

export const Scenario = z.strictObject({
  id: Slug.describe('Short name; the file is called ID.yml.'),
  title: z.string().min(3).max(120).describe('What is asked, in one line, for the report.'),
  asks: z.array(Facet).min(1).describe('The facets asked, each by both wordings in every language.'),
  worry: z
    .record(Language, z.string().min(3).max(300))
    .describe('The worry that the text states, for coders.'),
  persona: Persona.describe('Joins the pool of personas that the plan rotates over all probes of the wave.'),
  texts: z
    .record(
      Language,
      z.strictObject({
        a: QuestionText.describe('First wording.'),
        b: QuestionText.describe('Second wording: the same facets at the same length, +/- 15%.'),
      }),
    )
    .describe('Two wordings in each language of the study.'),
});
export type Scenario = z.infer<typeof Scenario>;
