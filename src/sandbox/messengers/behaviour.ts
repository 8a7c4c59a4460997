/** How a simulated lender behaves on a messenger, as data: `behaviours.yml` beside this, or a list that a test makes up. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { Slug } from '../../model/scalars.ts';
import { Disposition, Facet, Language } from '../../model/vocabulary.ts';
import { Delay, Duration, Facts } from '../behaviour.ts';

const timed = { delay: Delay.describe('Counted from the moment at which the question stood in the chat.') };

export const MessengerAction = z.discriminatedUnion('send', [
  z.strictObject({
    send: z.literal('answer'),
    facets: z.union([z.enum(['all', 'first', 'rest']), z.array(Facet)]).default('all'),
    by: z.enum(['human', 'bot']).default('human'),
    edited: Duration.optional().describe('So long after it, its words are changed.'),
    deleted: Duration.optional().describe('So long after it, it is taken back.'),
    ...timed,
  }),
  z.strictObject({
    send: z.literal('away').describe('A message that the account sends by itself.'),
    ...timed,
  }),
  z.strictObject({ send: z.literal('menu').describe('A bot that only points to the site.'), ...timed }),
  z.strictObject({
    send: z.literal('deflection'),
    to: z.enum(['phone', 'website', 'application', 'office']),
    ...timed,
  }),
  z.strictObject({ send: z.literal('refusal'), ...timed }),
  z.strictObject({
    send: z.literal('demand').describe('Name, birth date, passport photo first.'),
    ...timed,
  }),
]);
export type MessengerAction = z.infer<typeof MessengerAction>;

export const MessengerBehaviour = z.strictObject({
  about: z.string().min(3).max(300).describe('What it does, in one line.'),
  account: z
    .enum(['open', 'bot', 'missing'])
    .default('open')
    .describe(
      '`bot`: on Telegram a bot of the lender, whose chat the recorder does not hear. `missing`: it is advertised, and the messenger knows no such account.',
    ),
  disposition: Disposition.describe('What a perfect reading of the chat says.'),
  does: z.array(MessengerAction).max(10).default([]),
  language: Language.optional().describe('Answers in this one whatever it is asked in.'),
  facts: Facts.partial().default({}),
});
export type MessengerBehaviour = z.infer<typeof MessengerBehaviour>;

/** One account a lender, on whichever messenger it advertises. */
export const MessengerBehaviours = z.strictObject({ lenders: z.record(Slug, MessengerBehaviour) });
export type MessengerBehaviours = z.infer<typeof MessengerBehaviours>;

/** The behaviours of the sandbox market's accounts on messengers. */
export function sandboxMessengerBehaviours(): MessengerBehaviours {
  return MessengerBehaviours.parse(parse(readFileSync(new URL('behaviours.yml', import.meta.url), 'utf8')));
}
