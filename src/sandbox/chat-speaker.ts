/** Who speaks for a lender in a chat, on its site or on a messenger. */
import type { Lender } from '../model/lenders.ts';
import { LenderBehaviour } from './behaviour.ts';
import { createChance } from './chance.ts';
import type { PhraseBook } from './phrases.ts';
import type { Question } from './question.ts';
import { phrasesIn } from './replies.ts';
import { pickStaff, type Speaker } from './reply-text.ts';

/** Throws when there are no phrases in its language. `key` decides which of the staff it is. */
export function chatSpeaker(
  lender: Lender,
  behaviour: Pick<LenderBehaviour, 'about' | 'disposition' | 'tone' | 'facts' | 'language'>,
  question: Question,
  book: PhraseBook,
  key: (string | number)[],
): Speaker {
  const { about, disposition, tone, facts } = behaviour;
  const language = behaviour.language ?? question.language ?? lender.languages[0]!;
  const phrases = phrasesIn(book, language);
  return {
    lender,
    behaviour: LenderBehaviour.parse({ about, disposition, does: [], tone, facts }),
    phrases,
    home: phrasesIn(book, lender.languages[0]!),
    language,
    staff: pickStaff(phrases, createChance(...key)),
    ticket: '10001',
  };
}
