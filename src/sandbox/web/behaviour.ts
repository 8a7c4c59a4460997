/** How a simulated lender's chat behaves, as data: `behaviours.yml` beside this, or a list that a test makes up. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { Slug } from '../../model/scalars.ts';
import { Disposition, Facet, Language } from '../../model/vocabulary.ts';
import { Delay, Duration, Facts } from '../behaviour.ts';

export const WidgetName = z.enum([
  'rocketchat',
  'flowise',
  'chatbotify',
  'botpress',
  'deepchat',
  'beautiful-chat',
  'parlant',
  'chatscope',
  'advanced-chat',
]);
export type WidgetName = z.infer<typeof WidgetName>;

const timed = {
  delay: Delay.describe('Counted from the arrival of the question.'),
  typing: Duration.default(0).describe('How long before it the typing sign shows, where the widget has one.'),
};

export const ChatAction = z.discriminatedUnion('send', [
  z.strictObject({
    send: z.literal('answer'),
    facets: z.union([z.enum(['all', 'first', 'rest']), z.array(Facet)]).default('all'),
    by: z.enum(['human', 'bot']).default('human'),
    bubbles: z.int().min(1).max(8).default(1).describe('Messages in which the one answer comes.'),
    apart: Duration.default(2500).describe('Between its bubbles.'),
    ...timed,
  }),
  z.strictObject({
    send: z.literal('hello').describe('A person says hello and will look.'),
    by: z.literal('human').default('human'),
    ...timed,
  }),
  z.strictObject({
    send: z.literal('deflection'),
    to: z.enum(['phone', 'website', 'application', 'office']),
    by: z.enum(['human', 'bot']).default('human'),
    ...timed,
  }),
  z.strictObject({ send: z.literal('refusal'), by: z.literal('human').default('human'), ...timed }),
  z.strictObject({
    send: z.literal('demand').describe('Name, birth date, passport photo first.'),
    by: z.literal('human').default('human'),
    ...timed,
  }),
  z.strictObject({
    send: z.literal('queue').describe('"You are number n in the queue."'),
    place: z.int().min(1).max(99),
    ...timed,
  }),
  z.strictObject({ send: z.literal('handover').describe('A person joins; the bot leaves.'), ...timed }),
  z.strictObject({
    send: z.literal('closing').describe('"Anything else?"'),
    by: z.literal('human').default('human'),
    ...timed,
  }),
  z.strictObject({
    send: z.literal('end').describe('The chat is closed from their side, with a demand to rate it.'),
    ...timed,
  }),
]);
export type ChatAction = z.infer<typeof ChatAction>;

export const ChatScript = z.strictObject({
  disposition: Disposition.describe('What a perfect reading of the chat says.'),
  does: z.array(ChatAction).max(20).default([]),
});
export type ChatScript = z.infer<typeof ChatScript>;

const ChatBehaviourShape = z.strictObject({
  about: z.string().min(3).max(300).describe('What it does, in one line.'),
  widget: z
    .union([WidgetName, z.literal('none')])
    .describe('`none`: the site advertises a chat and carries no widget at all.'),
  door: z
    .enum(['open', 'dead', 'offline', 'forbidden', 'captcha'])
    .default('open')
    .describe(
      '`dead`: the widget loads, its backend breaks every connection. `offline`: only a form, answered by mail. `forbidden`, `captcha`: the site answers 403 or with a riddle.',
    ),
  deadFor: Duration.optional().describe(
    'With door `dead`: how long, from the first time that the widget tries. Left out: for good.',
  ),
  form: z
    .array(z.enum(['name', 'email', 'phone']))
    .default([])
    .describe('What a form demands before the chat.'),
  greeting: z
    .enum(['none', 'bot', 'human'])
    .default('none')
    .describe('Says hello as soon as the chat is open, before anything is asked.'),
  menu: z
    .enum(['none', 'offered', 'first'])
    .default('none')
    .describe('Buttons with the greeting, one to a person; `first`: nothing is read before one is pressed.'),
  history: z
    .enum(['kept', 'forgotten'])
    .default('kept')
    .describe('Whether the same browser finds the talk again.'),
  cookies: z.boolean().default(false).describe('The site asks about cookies first.'),
  ...ChatScript.shape,
  tone: z.enum(['formal', 'plain']).default('plain'),
  language: Language.optional().describe('Answers in this one whatever it is asked in.'),
  facts: Facts.partial().default({}),
  scenarios: z.record(Slug, ChatScript).default({}).describe('Instead of the above for one scenario.'),
});

export const ChatBehaviour = ChatBehaviourShape.refine(
  (b) => b.history === 'kept' || b.widget !== 'rocketchat',
  { path: ['history'], error: 'must be "kept": Rocket.Chat keeps its talk at the backend' },
);
export type ChatBehaviour = z.infer<typeof ChatBehaviour>;

export const ChatBehaviours = z.strictObject({ lenders: z.record(Slug, ChatBehaviour) });
export type ChatBehaviours = z.infer<typeof ChatBehaviours>;

/** The behaviours of the sandbox market's chats. */
export function sandboxChatBehaviours(): ChatBehaviours {
  return ChatBehaviours.parse(parse(readFileSync(new URL('behaviours.yml', import.meta.url), 'utf8')));
}

/** What is done after a question about this scenario, or an unknown one. */
export function chatScriptFor(behaviour: ChatBehaviour, scenario: string | null): ChatScript {
  const special = scenario === null ? undefined : behaviour.scenarios[scenario];
  return special ?? { disposition: behaviour.disposition, does: behaviour.does };
}
