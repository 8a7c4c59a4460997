/** The third part of a language pack: the words that the rubric looks for (methods.md, section 4). Data only. */
import { z } from 'zod';
import { Language } from '../../../model/vocabulary.ts';

const Phrases = z.array(z.string().min(1)).describe('In the notation of phrases.ts.');

export const RubricPack = z.strictObject({
  code: Language,
  newClient: Phrases.describe('Holds for who borrows for the first time.'),
  returningClient: Phrases.describe('Holds for who has borrowed before.'),
  promotion: Phrases.describe('Holds for an offer, a code or a first stretch of time.'),
  condition: Phrases.describe('Any other condition: "if", "provided that", "depends on".'),
  annual: Phrases.describe('The yearly cost: "APR", "per year".'),
  lending: Phrases.describe('What a percentage can be charged on: rate, interest, loan.'),
  fee: Phrases.describe('What a percentage is charged as when it is no interest: fee, commission, discount.'),
  polite: Phrases.describe('The polite form of address and of request.'),
  thanks: Phrases,
  closing: Phrases.describe('A kind word at the end of a letter, or the line that closes it.'),
  rude: Phrases,
  ownCase: Phrases.describe('Speaks of what this asker wrote: "in your case", "as you wrote".'),
});
export type RubricPack = z.infer<typeof RubricPack>;
