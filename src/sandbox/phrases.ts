/** What simulated lenders say, one YAML file a language: a further language is a further file. */
import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Language } from '../model/vocabulary.ts';
import { Facet } from '../model/vocabulary.ts';
import { Facts } from './behaviour.ts';

const Tones = z.strictObject({ formal: z.string(), plain: z.string() });

export const Phrases = z.strictObject({
  money: z.string().describe('How a sum is written; {n} is the number.'),
  facts: Facts,
  greeting: Tones,
  thanks: Tones,
  closing: Tones,
  farewell: Tones,
  staff: z.array(z.string()).min(2),
  role: z.string(),
  sentFrom: z.string(),
  disclaimer: z.string(),
  facets: z.record(Facet, Tones),
  byScenario: z.record(z.string(), z.partialRecord(Facet, Tones)),
  promise: z.string().describe('The rest follows later.'),
  rest: z.string(),
  acknowledgement: z.strictObject({ subject: z.string(), body: z.string(), plain: z.string() }),
  outOfOffice: z.strictObject({ subject: z.string(), body: z.string() }),
  bot: z.strictObject({ intro: z.string(), outro: z.string(), menu: z.string() }),
  deflection: z.strictObject({
    phone: z.string(),
    website: z.string(),
    application: z.string(),
    office: z.string(),
  }),
  refusal: z.string(),
  demand: z.string(),
  complaint: z.string(),
  marketing: z.strictObject({ subject: z.string(), body: z.string() }),
  stray: z.strictObject({ subject: z.string(), from: z.string(), body: z.string() }),
  gmail: z.string().describe("Gmail's line above a quoted message."),
  outlook: z.strictObject({ from: z.string(), sent: z.string(), to: z.string(), subject: z.string() }),
  mailru: z.string().describe("mail.ru's line above a quoted message."),
  gmailDate: z.string().describe('Luxon format.'),
  longDate: z.string().describe('Luxon format.'),
  replyPrefix: z.string(),
  ticketSubject: z.string(),
});
export type Phrases = z.infer<typeof Phrases>;
export type PhraseBook = ReadonlyMap<Language, Phrases>;

/** All languages in `phrases/`. */
export function sandboxPhrases(): PhraseBook {
  const folder = new URL('phrases/', import.meta.url);
  const files = readdirSync(folder).filter((f) => f.endsWith('.yml'));
  return new Map(
    files.map((f) => [f.slice(0, -4), Phrases.parse(parse(readFileSync(new URL(f, folder), 'utf8')))]),
  );
}
