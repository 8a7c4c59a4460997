/**
 * What a chat's visits hold as messages: the other side's answers after our question, each with its moment.
 *
 * Several bubbles of one side in a row are one answer, at the moment of the first. What was said before our question is
 * no answer to it. What a later visit shows anew came at some moment since the look before: an interval, of which the
 * beginning counts (clocks.ts), in the lender's favour.
 */
import type { ChatMessage, ChatVisit } from '../model/chat.ts';
import type { Capture, Interval } from '../model/evidence.ts';
import { type ParsedMail, unreadableMail } from '../model/mail.ts';
import { millis } from '../model/scalars.ts';
import { cleanText, foldText } from './clean-text.ts';
import type { Incoming } from './inbox.ts';

export interface SeenVisit {
  capture: Capture;
  visit: ChatVisit;
}

/** Two bubbles further apart are two answers, ms. */
const ONE_ANSWER = 90_000;
const MOST_ANSWERS = 100;

interface Answer {
  doubtful: boolean;
  capture: Capture;
  side: 'agent' | 'bot';
  author: string | undefined;
  received: Interval;
  lastAt: number;
  texts: string[];
}

/** The answers of one probe's chat, in the order of their coming. Visits in any order. */
export function chatAnswers(visits: readonly SeenVisit[]): Incoming[] {
  const known = new Map<string, number>();
  const answers: Answer[] = [];
  let lookedTo: string | null = null;
  for (const { capture, visit } of [...visits].sort((a, b) =>
    a.visit.startedAt < b.visit.startedAt ? -1 : 1,
  )) {
    const again = visit.visit > 1;
    if (!again) for (const m of visit.messages) if (m.before) known.set(foldText(m.text), 1);
    const left = again ? new Map(known) : new Map<string, number>();
    const doubtful = again && !visit.messages.some(isOurs);
    let open: Answer | null = null;
    for (const message of afterQuestion(visit)) {
      const key = foldText(message.text);
      // Said before, and still there.
      const before = left.get(key) ?? 0;
      if (before > 0) {
        left.set(key, before - 1);
        open = null;
        continue;
      }
      known.set(key, (known.get(key) ?? 0) + 1);
      const received: Interval =
        again && lookedTo !== null && lookedTo < message.at
          ? { from: lookedTo, to: message.at }
          : { from: message.at, to: message.at };
      const side = message.side as 'agent' | 'bot';
      const at = millis(message.at);
      if (open && open.side === side && open.author === message.author && at - open.lastAt <= ONE_ANSWER) {
        open.texts.push(message.text);
        open.lastAt = at;
      } else {
        open = {
          doubtful,
          capture,
          side,
          author: message.author,
          received,
          lastAt: at,
          texts: [message.text],
        };
        if (answers.length < MOST_ANSWERS) answers.push(open);
      }
    }
    if (visit.outcome === 'asked' || visit.persisted !== 'unknown') lookedTo = visit.endedAt;
  }
  const parts = new Map<string, number>();
  return answers.map((answer) => {
    const part = (parts.get(answer.capture.evidence) ?? 0) + 1;
    parts.set(answer.capture.evidence, part);
    return {
      capture: {
        ...answer.capture,
        evidence: `${answer.capture.evidence}#${part}`,
        clocks: { ...answer.capture.clocks, received: answer.received },
      },
      mail: mailOf(answer),
      by: ['session'],
      ...(answer.doubtful ? { doubtful: true as const } : {}),
    };
  });
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

/** An answer in the shape that the rules read. The widget's own word that a machine writes goes with it. */
function mailOf({ side, author, texts, capture }: Answer): ParsedMail {
  const text = cleanText(texts.join('\n'));
  return {
    ...unreadableMail(capture.bytes, ''),
    malformed: undefined,
    headers: side === 'bot' ? [{ name: 'from.is_bot', value: 'true' }] : [],
    from: author === undefined ? [] : [{ name: author.slice(0, 120), address: '' }],
    visibleText: text,
  };
}
