/**
 * The words by which the parts of a lender's site are known, in all languages at once: sites mix them. A further
 * language is a JSON file beside this and a line here. Entries are beginnings of words; one that ends in "!" is a
 * whole word. Chinese entries stand anywhere, as Chinese has no spaces.
 */
import { z } from 'zod';
import en from './words/en.json' with { type: 'json' };
import ru from './words/ru.json' with { type: 'json' };
import uk from './words/uk.json' with { type: 'json' };
import zh from './words/zh.json' with { type: 'json' };

const List = z.array(z.string().min(1).max(60)).max(120);
const Week = z.array(List.min(1)).length(7);

const Words = z.strictObject({
  language: z.string().length(2),
  at: List.describe('How the sign @ is spelled out in an address.'),
  dot: List.describe('How its full stop is.'),
  phone: List,
  calls: List.describe('What is said of a number that is called, beside a messenger’s name or a fax too.'),
  fax: List,
  mail: List.describe('What an address for mail is announced by.'),
  notPhone: List.describe('What stands before numbers that nobody can call.'),
  thirdParty: List.describe("Regulators and others whose addresses a lender's page prints."),
  swindlers: List.describe('What a warning of others’ numbers and addresses speaks of.'),
  tellUs: List.describe('What asks to be told of swindlers: such a number is the lender’s.'),
  credits: List.describe("How the site's makers sign."),
  hours: z.strictObject({
    days: Week.describe('Names of the days, Monday first; whole words.'),
    weekdays: List,
    weekend: List,
    daily: List,
    allDay: List,
    closed: List,
    except: List.describe('What stands before days and holidays that are left out.'),
    rest: List.describe('A lunch break.'),
    noRest: List,
    holidays: List,
    fromWord: List,
    toWord: List,
    also: List.describe('What joins days of a list.'),
    label: List.describe('What hours are announced by.'),
    service: List.describe('Whom "24/7" must be said of to be hours of service.'),
    notService: List.describe('What else is round the clock: applications, payouts.'),
    morning: List.describe('What behind a clock time says that it is before noon.'),
    evening: List.describe('What says that it is after noon.'),
    midnight: List,
    noon: List,
    morningBefore: List.describe('The same where a language puts it before the time.'),
    noonBefore: List,
    eveningBefore: List,
    hourUnit: List.describe('What may stand behind the number of an hour.'),
    hint: List.describe('Parts of words without which, and without a time, a line speaks of no hours.'),
  }),
  reply: List,
  notReply: List.describe('What is decided or paid within a time, rather than answered.'),
  product: List.describe('What may be that too, unless a verb of answering stands there.'),
  answers: List.describe('Such verbs.'),
  terms: z.strictObject({ rate: List, amount: List, term: List, never: List }),
  complaint: List,
  privacy: List.describe('The first that fits best comes first.'),
  contactPage: List,
  newsPage: List,
  message: List.describe('What the box for a free message is called.'),
  notForm: List.describe('What other forms with a text box are called or promise.'),
  licence: List,
  tax: z.array(z.tuple([z.string(), z.string()])).describe("A number's name, and a RegExp of its shape."),
  people: List.describe('Posts and titles beside which an address is a person’s own.'),
  places: List.describe('What two capital letters stand for where they are no person’s name.'),
  messenger: z.strictObject({
    telegram: List,
    whatsapp: List,
    viber: List,
    line: List,
    instagram: List,
    wechat: List,
    max: List,
  }),
});
export type Words = z.infer<typeof Words>;

export const WORDS: readonly Words[] = [en, uk, ru, zh].map((w) => Words.parse(w));

/** Plain words as a RegExp source. */
export const escaped = (text: string): string =>
  text
    .replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
    .replace(/ /g, '[ \\u00a0]+')
    .replace(/['’ʼ]/g, "['’ʼ‘`]");

/** One entry as a RegExp source; `whole` reads every entry as a whole word. */
function entry(word: string, whole: boolean): string {
  const bare = word.replace(/!$/, '');
  if (/\p{sc=Han}/u.test(bare)) return escaped(bare);
  const end = whole || word.endsWith('!') ? '(?!\\p{L})' : '';
  // Digits are no part of a word: neighbouring elements often touch, "35-35Daily".
  return `(?<!\\p{L})${escaped(bare)}${end}`;
}

/** Alternatives, the longest first, over all languages. */
export function wordSource(pick: (w: Words) => readonly string[], whole = false): string {
  const all = [...new Set(WORDS.flatMap(pick))].sort((a, b) => b.length - a.length);
  return `(?:${all.map((w) => entry(w, whole)).join('|')})`;
}

export const wordPattern = (pick: (w: Words) => readonly string[], whole = false): RegExp =>
  new RegExp(wordSource(pick, whole), 'iu');
