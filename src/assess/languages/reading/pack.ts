/** The second half of a language pack: what the readings beside the codes look for (model/reading.ts). Data only. */
import { z } from 'zod';
import { Language } from '../../../model/vocabulary.ts';

const Phrases = z.array(z.string().min(1)).describe('In the notation of phrases.ts.');
const Words = z.array(z.string().min(1)).describe('Plain words, folded (clean-text.ts).');

export const ReadingPack = z.strictObject({
  code: Language,
  greeting: Phrases,
  nextStep: Phrases.describe('Tells the reader to do something.'),
  notNextStep: Phrases.describe('The same forms where nothing is asked: "please wait", "excuse us".'),
  overPromise: Phrases,
  notOverPromise: Phrases.describe('Takes such a promise back: "nobody can".'),
  automation: Phrases.describe('Says that it is automatic, beside the phrases of `responder.automation`.'),
  csat: Phrases.describe('Asks to rate the service.'),
  complaint: Phrases.describe('Where to complain.'),
  statusLink: Phrases.describe('Where the state of a request can be seen.'),
  injection: Phrases.describe('Speaks to whoever scores the reply.'),
  vaguePromise: Phrases.describe('An answer will come, at no stated time.'),
  workingDay: Words.describe('Words by which a day is a working day.'),
  units: z
    .strictObject({ minute: Words, hour: Words, day: Words, week: Words, month: Words, year: Words })
    .describe('Beginnings of the words for stretches of time.'),
  per: z
    .strictObject({ day: Phrases, week: Phrases, month: Phrases, year: Phrases })
    .describe('The period of a rate.'),
  currencies: z
    .record(z.string().regex(/^[A-Z]{3}$/), Words)
    .describe('ISO 4217, and beginnings of its words.'),
  upTo: Words.describe('Before a figure: it is the upper end.'),
  from: Words.describe('Before a figure: it is the lower end.'),
  rangeTo: Words.default([]).describe('All that stands between the ends of a range.'),
  upToBehind: Words.default([]).describe('Right behind a figure: it is the upper end.'),
  fromBehind: Words.default([]).describe('Right behind a figure: it is the lower end.'),
  staff: z.strictObject({
    intro: Words.describe('Words right before a name: "my name is", "manager".'),
    notName: Words.describe('Capitalised words that are no person: departments, titles, closings.'),
    endings: Words.default([]).describe(
      'How family names and patronymics end: behind a given name they tell it.',
    ),
    surnames: z.string().describe('Family names of one sign, in scripts that write no blanks.'),
    titles: Words.describe('What follows a family name there: "manager".'),
    prefixes: Words.describe('What stands right before a given name or nickname there.'),
  }),
});
export type ReadingPack = z.infer<typeof ReadingPack>;
