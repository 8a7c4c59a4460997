/** The words of a chat, one YAML file a language, and how they become an agent's lines. */
import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Language } from '../../model/vocabulary.ts';
import { inHouseStyle } from '../houses.ts';
import type { Question } from '../question.ts';
import { facetsOf } from '../replies.ts';
import { fillIn, type Speaker, wordingOf } from '../reply-text.ts';
import type { Effect } from '../truth.ts';
import type { ChatAction } from './behaviour.ts';

export const ChatWords = z.strictObject({
  launcher: z.string(),
  title: z.string(),
  bot: z.string().describe("The bot's name."),
  greeting: z.strictObject({ bot: z.string(), human: z.string() }),
  pickFirst: z.string().describe('To who writes before a button was pressed.'),
  topics: z.array(z.string()).length(2).describe('Buttons that lead to a canned answer.'),
  topicAnswers: z.array(z.string()).length(2),
  person: z.string().describe('The button that leads to a person.'),
  connecting: z.string(),
  joined: z.string(),
  queue: z.string(),
  hello: z.string(),
  closing: z.string(),
  welcome: z.string().describe('To who says thanks.'),
  ended: z.string(),
  rate: z.string(),
  offline: z.string(),
  offlineDone: z.string(),
  formIntro: z.string(),
  fields: z.strictObject({ name: z.string(), email: z.string(), phone: z.string(), message: z.string() }),
  placeholder: z.string(),
  send: z.string(),
  start: z.string(),
  lost: z.string().describe('The backend can not be reached.'),
});
export type ChatWords = z.infer<typeof ChatWords>;

/** All languages in `phrases/`. */
export function sandboxChatWords(): ReadonlyMap<Language, ChatWords> {
  const folder = new URL('phrases/', import.meta.url);
  const files = readdirSync(folder).filter((f) => f.endsWith('.yml'));
  return new Map(
    files.map((f) => [f.slice(0, -4), ChatWords.parse(parse(readFileSync(new URL(f, folder), 'utf8')))]),
  );
}

export interface Bubble {
  side: 'bot' | 'agent' | 'system';
  text: string;
  effect: Effect;
}

/** What one action says: its bubbles with what each of them means. `end` and `handover` say a system line. */
export function bubblesOf(
  action: ChatAction,
  question: Question,
  speaker: Speaker,
  words: ChatWords,
): Bubble[] {
  const { phrases, behaviour } = speaker;
  const fill = (text: string) => fillIn(text, question, speaker).replace('{staff}', speaker.staff);
  const system = (text: string): Bubble[] => [
    { side: 'system', text: fill(text), effect: { ...NOTHING, responder: 'auto-acknowledgement' } },
  ];
  const said = (text: string, effect: Partial<Effect> = {}): Bubble[] => [
    {
      side: 'by' in action && action.by === 'bot' ? 'bot' : 'agent',
      text: fill(text),
      effect: { ...NOTHING, responder: 'by' in action ? action.by : 'human', ...effect },
    },
  ];
  switch (action.send) {
    case 'queue':
      return system(words.queue.replace('{n}', String(action.place)));
    case 'handover':
      return system(words.joined);
    case 'end':
      return system(words.ended);
    case 'hello':
      return said(words.hello);
    case 'closing':
      return said(words.closing);
    case 'deflection':
      return said(phrases.deflection[action.to], { deflection: action.to });
    case 'refusal':
      return said(phrases.refusal, { refusal: true });
    case 'demand':
      return said(phrases.demand, {
        personalData: ['full-name', 'date-of-birth', 'passport', 'photo-of-document'],
      });
    case 'answer': {
      const answered = facetsOf(action.facets, question.asks);
      const short = action.by === 'bot' && answered.length < question.asks.length;
      const parts = answered.map((facet) => ({
        facet,
        text: wordingOf(facet, question.scenario, phrases)[behaviour.tone],
      }));
      const groups = deal(parts, action.bubbles);
      const bubbles = groups.flatMap((group, n) => {
        const [opening = '', closing = ''] = inHouseStyle(speaker.lender.id, []);
        const lines = [
          n === 0 ? opening : '',
          ...group.map((p) => p.text),
          n + 1 === groups.length ? closing : '',
        ];
        return said(lines.filter((l) => l !== '').join(behaviour.tone === 'plain' ? '\n' : '\n\n'), {
          answered: group.map((p) => p.facet),
        });
      });
      return short ? [...bubbles, ...said(phrases.bot.outro, { deflection: 'website' })] : bubbles;
    }
  }
}

/** A person's message that means nothing by itself. */
export const NOTHING: Effect = {
  responder: 'human',
  answered: [],
  deflection: 'none',
  refusal: false,
  personalData: [],
};

/** Splits a list into at most `count` runs of nearly equal length, none empty. */
function deal<T>(list: T[], count: number): T[][] {
  const groups = Math.min(count, list.length);
  return Array.from({ length: groups }, (_, i) =>
    list.slice(Math.round((i * list.length) / groups), Math.round(((i + 1) * list.length) / groups)),
  );
}
