/**
 * What a chat's visits hold as messages: the other side's answers after our question, each with its moment.
 *
 * Several bubbles of one side in a row are one answer, at the moment of the first. What was said before our question is
 * no answer to it. What a later visit shows anew came at some moment since the look before: an interval, of which the
 * beginning counts (clocks.ts), in the lender's favour.
 */
import type { ChatMessage, ChatVisit } from '../model/chat.ts';
import type { Capture, Interval } from '../model/evidence.ts';
import { millis } from '../model/scalars.ts';
import { answersOf, type Bubble, BY_BOT } from './bubbles.ts';
import { foldText } from './clean-text.ts';
import type { Incoming } from './inbox.ts';

export interface SeenVisit {
  capture: Capture;
  visit: ChatVisit;
}

/** The answers of one probe's chat, in the order of their coming. Visits in any order. */
export const chatAnswers = (visits: readonly SeenVisit[]): Incoming[] => answersOf(bubblesOf(visits));

function* bubblesOf(visits: readonly SeenVisit[]): Generator<Bubble | null> {
  const known = new Map<string, number>();
  let lookedTo: string | null = null;
  for (const { capture, visit } of [...visits].sort((a, b) =>
    a.visit.startedAt < b.visit.startedAt ? -1 : 1,
  )) {
    const again = visit.visit > 1;
    if (!again) for (const m of visit.messages) if (m.before) known.set(foldText(m.text), 1);
    const left = again ? new Map(known) : new Map<string, number>();
    const doubtful = again && !visit.messages.some(isOurs);
    yield null;
    for (const message of afterQuestion(visit)) {
      const key = foldText(message.text);
      // Said before, and still there.
      const before = left.get(key) ?? 0;
      if (before > 0) {
        left.set(key, before - 1);
        yield null;
        continue;
      }
      known.set(key, (known.get(key) ?? 0) + 1);
      const received: Interval =
        again && lookedTo !== null && lookedTo < message.at
          ? { from: lookedTo, to: message.at }
          : { from: message.at, to: message.at };
      const side = message.side as 'agent' | 'bot';
      yield {
        capture,
        side,
        author: message.author,
        received,
        at: millis(message.at),
        text: message.text,
        doubtful,
        headers: side === 'bot' ? [BY_BOT] : [],
      };
    }
    if (visit.outcome === 'asked' || visit.persisted !== 'unknown') lookedTo = visit.endedAt;
  }
}

const isOurs = (m: ChatMessage): boolean => m.side === 'own' && !m.before;

/** What the other side said below our question; where that is not to be seen any more, all that it shows. */
function* afterQuestion(visit: ChatVisit): Generator<ChatMessage> {
  const ours = visit.messages.findIndex(isOurs);
  if (ours < 0 && visit.visit === 1) return;
  for (const [i, message] of visit.messages.entries()) {
    if (message.before || message.text.trim() === '') continue;
    if (message.side !== 'agent' && message.side !== 'bot') continue;
    // In a history everything is new to the page: what stands above our question came before it.
    if (i > ours || visit.visit === 1) yield message;
  }
}
