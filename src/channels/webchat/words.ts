/** The words by which a chat's parts are known, a file a language: a further language is one more file here. */
import { z } from 'zod';
import en from './words/en.json' with { type: 'json' };
import ru from './words/ru.json' with { type: 'json' };
import uk from './words/uk.json' with { type: 'json' };
import zh from './words/zh.json' with { type: 'json' };

const List = z.array(z.string().min(1)).min(1).max(60);

const Words = z.strictObject({
  code: z.string(),
  launcher: List.describe('On what opens a chat.'),
  notLauncher: List.describe('On what stands in the same corner and opens none.'),
  forbidden: List.describe(
    'Applications, logins, payments, uploads, codes: never pressed (channels.md 4, item 3).',
  ),
  person: List.describe('On a choice that leads to a person.'),
  topic: List.describe('On a choice that leads to a question about loans.'),
  begin: List.describe('On the button that ends a pre-chat form.'),
  send: List,
  refuse: List.describe('On the button of a cookie banner that refuses.'),
  close: List,
  cookie: List,
  fields: z.strictObject({
    name: List,
    email: List,
    phone: List,
    message: List,
    account: List,
    code: List,
    topic: List,
    consent: List,
  }),
  offline: List.describe('Says that nobody is there and a message can be left.'),
  sentForm: List.describe('Says that a left message was taken.'),
  failed: List.describe('Says that a message did not go.'),
  queue: List,
  handover: List.describe('Says that a person has come.'),
  left: List.describe('Says that the chat is over.'),
  typing: List,
  rating: List,
  bot: List.describe('A name or label that says of itself that it is a machine.'),
  day: List.describe('Stands between messages as their day.'),
  blocked: List.describe('A wall against robots.'),
  thanks: z.string().describe('Our polite end.'),
});
export type Words = z.infer<typeof Words>;
export type WordList = Exclude<keyof Words, 'code' | 'fields' | 'thanks'>;

const ALL: readonly Words[] = [en, uk, ru, zh].map((w) => Words.parse(w));

/** Folded for comparison: NFKC, lower case, one apostrophe, single spaces. */
export const fold = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[’ʼ`´]/g, "'")
    .replace(/\s+/gu, ' ')
    .trim();

const HAN = /\p{sc=Han}/u;

/** A pattern that finds any of the words at a word's beginning; Chinese ones anywhere. */
function patternOf(words: readonly string[]): RegExp {
  const parts = words
    .map(fold)
    .map((w) => w.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .map((w) => (HAN.test(w) ? w : `(?<![\\p{L}\\p{N}])${w}`));
  return new RegExp(parts.join('|'), 'u');
}

/** Compiled when first asked for: no command that drives no chat should pay for it. One entry a list. */
const compiled = new Map<string, RegExp>();
function pattern(name: string, pick: (w: Words) => readonly string[]): RegExp {
  const known = compiled.get(name) ?? patternOf(ALL.flatMap(pick));
  compiled.set(name, known);
  return known;
}

/** Whether the text has a word of that list, in any language that we know: sites mix them. */
export const says = (list: WordList, text: string): boolean => pattern(list, (w) => w[list]).test(fold(text));

export const namesField = (kind: keyof Words['fields'], text: string): boolean =>
  pattern(`field ${kind}`, (w) => w.fields[kind]).test(fold(text));

/** Whether the text is our own polite end, in whichever language. */
export const isThanks = (text: string): boolean => ALL.some((w) => fold(w.thanks) === fold(text));

/** Our polite end in the language of the question; English where it has none. */
export const thanksIn = (language: string): string =>
  (ALL.find((w) => w.code === language) ?? ALL[0]!).thanks;
