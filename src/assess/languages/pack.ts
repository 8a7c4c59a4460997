/** The shape of a language pack: what a language calls things. Data only; the rules that use it know no language. */
import { z } from 'zod';
import { Deflection, Facet, Language, PersonalData } from '../../model/vocabulary.ts';

const Phrases = z.array(z.string().min(1)).describe('In the notation of phrases.ts.');
const Words = z.array(z.string().min(1)).describe('Plain words or word parts, folded (clean-text.ts).');

/** A statement: every phrase of `all` in one sentence, none of `none`. */
const Statement = z.strictObject({
  all: Phrases.min(1),
  none: Phrases.default([]),
  paragraph: z
    .boolean()
    .default(false)
    .describe('Looked for in a whole paragraph or list, not in one sentence.'),
  clause: z
    .boolean()
    .default(false)
    .describe('Holds inside one clause: what stands behind the next comma says nothing against it.'),
});
export type Statement = z.infer<typeof Statement>;

export const Pack = z.strictObject({
  code: Language,
  script: z
    .string()
    .regex(/^[A-Z][a-z]+$/)
    .describe('Unicode name of its script, e.g. "Latin", "Cyrillic", "Han".'),
  spaced: z.boolean().describe('Words are set apart by blanks.'),
  letters: z.string().describe('Letters that, of the languages of its script, only this one uses.'),
  words: Words.default([]).describe('Common words that, of the languages of its script, only this one has.'),
  quote: z.strictObject({
    wrote: Words.describe('The verb in "on ... X wrote:".'),
    from: Words.describe('Names of the From line in a quoted header block.'),
    others: Words.describe('Names of the other lines of such a block.'),
    original: Words.describe('What stands between dashes above a quoted or forwarded message.'),
    replyAbove: Words.describe('A ticket system\'s "please reply above this line".'),
  }),
  subject: z.strictObject({
    automatic: Words.describe('Beginnings of the subject of an automatic reply, before a colon or dash.'),
    reply: Words.describe('What a reply puts before our subject: "Re".'),
  }),
  signOff: Words.describe('Beginnings of the line that closes a letter.'),
  footer: Words.describe('Beginnings of sentences in legal footers and device signatures.'),
  abbreviations: Words.describe('Words whose full stop ends no sentence, without it.'),
  quantities: z.strictObject({
    percent: Words.describe('Words for per cent.'),
    currencies: Words,
    scales: z.record(z.string(), z.number()).describe('Words that multiply a number.'),
    numbers: z.record(z.string(), z.number()).describe('Number words.'),
    decimal: Words.default([]).describe('What stands before the decimals in words: "point".'),
    shares: z
      .record(z.string(), z.number())
      .default({})
      .describe('A rate in one word, where a period follows: "процент в день", "полпроцента в день".'),
    aboutPercent: Words.default([]).describe('"Per cent" before its number: "процентов двадцать".'),
    aboutCurrency: Words.default([]).describe('Money before its number: "рублей 400".'),
    once: z
      .record(z.string(), z.number())
      .default({})
      .describe('A stretch of time without a number, with the word before it that tells: "на месяц".'),
    short: Words.describe('Minutes and hours.'),
    long: Words.describe('Days, weeks, months.'),
    years: Words,
    inversion: Words.describe(
      'What may stand between a unit and its number, where that order means "about": "минут через 15".',
    ),
    adjectives: Words.describe('What may stand between a number and its unit: "working days".'),
    to: Words.describe('What stands between the ends of a range, besides dashes.'),
    months: Words.describe('Names of months, for dates.'),
  }),
  facets: z.partialRecord(Facet, z.array(Statement)),
  notFacet: Phrases.describe(
    'A sentence with one of these answers no facet: prizes, our own words repeated.',
  ),
  refers: Phrases.default([]).describe(
    'Says where the answer is to be had ("ask at the office about ..."): without a figure it is none itself.',
  ),
  yesNo: Phrases.describe('A sentence that is a bare yes or no, as an answer to the one thing asked.'),
  clauses: Phrases.default([]).describe(
    'How a new clause begins ("but", "and if"): what takes a statement back counts in its own clause only.',
  ),
  signs: z
    .partialRecord(Facet, Phrases)
    .default({})
    .describe(
      'Words that answer a facet where it was asked: a way of paying, "at once", two steps of a procedure.',
    ),
  labels: z
    .partialRecord(Facet, Phrases)
    .default({})
    .describe('Labels of lines and headings of columns: "Term: ...".'),
  vague: Phrases.describe('"It depends": no answer where the sentence gives no figure.'),
  deflection: z.partialRecord(Deflection, z.array(Statement)),
  destinations: z
    .partialRecord(Deflection, Phrases)
    .describe('Nouns of the places an asker can be sent to: with an instruction they are a deflection.'),
  tells: Phrases.default([]).describe(
    'Somebody or something there has the answer: "will explain", "is published". With a place it is a deflection.',
  ),
  optionalContact: Phrases.describe('Makes a deflection an offer beside: "urgent?", "more questions?".'),
  personalData: z.partialRecord(PersonalData, Phrases),
  notPersonalData: Phrases.default([]).describe(
    'Names such data without asking for it: "the code sent to your phone", "tax number (SSN)".',
  ),
  demand: Phrases.describe('Asks for something: "send us", "we need your".'),
  demandedFirst: Phrases.describe('Says that without it there is no answer.'),
  notDemand: Phrases.describe('The same words when they say what an application will need.'),
  refusal: z.array(Statement),
  refusalReason: Phrases.describe('Says why: "because", "under our licence".'),
  responder: z.strictObject({
    acknowledgement: Phrases,
    ticket: Phrases,
    promise: Phrases.describe('When an answer will come.'),
    unattended: Phrases.describe('Nobody reads this mailbox.'),
    absence: Phrases,
    hours: Phrases.describe('Gives working hours.'),
    trade: Phrases.describe('Words of lending itself, by which an offer of a stranger is told.'),
    automation: Phrases.describe('Says itself that it is automatic or a bot.'),
    menu: Phrases.describe('Offers choices to a reader: press, choose, send the digit.'),
    marketing: Phrases,
    person: Phrases.describe('Signs that a person wrote: I, a name with a role, reference to details.'),
    mistaken: Phrases.default([]).describe(
      'They are not whom we wrote to: a private person, a dentist, the wrong number.',
    ),
    elsewhere: Phrases.default([]).describe(
      'Other matters than lending (a parcel, a timetable, a school), or a wrong window: speaks to somebody else.',
    ),
    service: Phrases.describe('Words of this trade, by which a message about something else is told.'),
  }),
  stop: z.strictObject({
    request: Phrases.describe('Do not write to us again.'),
    legal: Phrases.describe('Threat of police, court, regulator.'),
    spam: Phrases.describe('Calls our message spam.'),
  }),
});
export type Pack = z.infer<typeof Pack>;
