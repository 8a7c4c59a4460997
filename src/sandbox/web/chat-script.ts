/** From a question and a behaviour to what will happen in the chat, and when. A pure function. */
import type { Lender } from '../../model/lenders.ts';
import type { Disposition } from '../../model/vocabulary.ts';
import { createChance } from '../chance.ts';
import { chatSpeaker } from '../chat-speaker.ts';
import { momentOf } from '../delay.ts';
import type { PhraseBook } from '../phrases.ts';
import type { Question } from '../question.ts';
import { type ChatAction, type ChatBehaviour, chatScriptFor } from './behaviour.ts';
import { type Bubble, bubblesOf, type ChatWords } from './chat-words.ts';

export interface Step {
  action: ChatAction;
  /** UTC ms at which the typing sign shows; null for none. */
  typingAt: number | null;
  bubbles: (Bubble & { at: number })[];
}

export interface Course {
  declared: Disposition;
  /** The person who answers. */
  staff: string;
  steps: Step[];
}

/** Draws depend on the seed, the lender and the question alone: a repeat gives the same words and moments. */
export function courseOf(
  question: Question,
  given: {
    lender: Lender;
    behaviour: ChatBehaviour;
    words: ChatWords;
    phrases: PhraseBook;
    seed: number | string;
    hurry: number;
  },
): Course {
  const { lender, behaviour, words, phrases, seed, hurry } = given;
  const key = [seed, lender.id, 'webchat', question.scenario ?? question.text];
  const speaker = chatSpeaker(lender, behaviour, question, phrases, key);
  const script = chatScriptFor(behaviour, question.scenario);
  return {
    declared: script.disposition,
    staff: speaker.staff,
    steps: script.does.map((action, index) => {
      const chance = createChance(...key, index);
      const due = momentOf(action.delay, { from: question.acceptedAt, lender, chance, hurry });
      const apart = action.send === 'answer' ? action.apart / hurry : 0;
      return {
        action,
        typingAt: action.typing > 0 ? Math.max(question.acceptedAt, due - action.typing / hurry) : null,
        bubbles: bubblesOf(action, question, speaker, words).map((bubble, n) => ({
          ...bubble,
          at: Math.round(due + n * apart),
        })),
      };
    }),
  };
}
