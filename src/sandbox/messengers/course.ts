/** From a question and a behaviour to what an account will say in the chat, and when. A pure function. */
import type { Lender } from '../../model/lenders.ts';
import { createChance } from '../chance.ts';
import { chatSpeaker } from '../chat-speaker.ts';
import { momentOf } from '../delay.ts';
import { inHouseStyle } from '../houses.ts';
import type { PhraseBook } from '../phrases.ts';
import type { Question } from '../question.ts';
import { effectOf } from '../replies.ts';
import { fillIn, type Speaker, wordingOf } from '../reply-text.ts';
import type { Effect } from '../truth.ts';
import type { MessengerAction, MessengerBehaviour } from './behaviour.ts';

export interface Step {
  /** UTC ms at which it is said. */
  at: number;
  text: string;
  effect: Effect;
  /** Sent by the account itself: Telegram marks it. */
  away: boolean;
  /** What becomes of it later, UTC ms. */
  edit?: { at: number; text: string };
  removeAt?: number;
}

/** Draws depend on the seed, the account and the question alone: a repeat gives the same words and moments. */
export function courseOf(
  question: Question,
  given: {
    app: string;
    lender: Lender;
    behaviour: MessengerBehaviour;
    phrases: PhraseBook;
    seed: number | string;
    hurry: number;
  },
): Step[] {
  const { app, lender, behaviour, seed, hurry } = given;
  const key = [seed, lender.id, app, question.scenario ?? question.text];
  const speaker = chatSpeaker(lender, { ...behaviour, tone: 'plain' }, question, given.phrases, key);
  const { phrases } = speaker;
  return behaviour.does.map((action, index) => {
    const chance = createChance(...key, index);
    const at = momentOf(action.delay, { from: question.acceptedAt, lender, chance, hurry });
    const effect = effectOf(asMail(action), question, speaker.behaviour);
    const text = fillIn(wordsOf(action, effect, question, speaker), question, speaker);
    const { edited, deleted } = action.send === 'answer' ? action : {};
    return {
      at,
      text,
      effect,
      away: action.send === 'away',
      ...(edited === undefined
        ? {}
        : {
            edit: {
              at: Math.round(at + edited / hurry),
              text: `${text}\n${fillIn(phrases.closing.plain, question, speaker)}`,
            },
          }),
      ...(deleted === undefined ? {} : { removeAt: Math.round(at + deleted / hurry) }),
    };
  });
}

/** What it means is the same as in a mail. */
const asMail = (action: MessengerAction): Parameters<typeof effectOf>[0] =>
  action.send === 'away' ? { send: 'acknowledgement', wording: 'declared', delay: action.delay } : action;

function wordsOf(action: MessengerAction, effect: Effect, question: Question, speaker: Speaker): string {
  const { phrases } = speaker;
  const toYou = (...parts: string[]) =>
    [phrases.greeting.plain, ...inHouseStyle(speaker.lender.id, parts)].join('\n');
  switch (action.send) {
    case 'answer': {
      const said = effect.answered.map((facet) => wordingOf(facet, question.scenario, phrases).plain);
      if (action.by === 'human') return toYou(...said);
      const more = effect.answered.length < question.asks.length ? [phrases.bot.outro] : [];
      return [phrases.bot.intro, ...inHouseStyle(speaker.lender.id, said), ...more].join('\n');
    }
    case 'away':
      return phrases.acknowledgement.body;
    case 'menu':
      return phrases.bot.menu;
    case 'deflection':
      return toYou(phrases.deflection[action.to]);
    case 'refusal':
    case 'demand':
      return toYou(phrases[action.send]);
  }
}
