/** What one probe's conversation comes to: when our question went, and the answers with what is known of their moments. */
import type { Interval } from '../../model/evidence.ts';
import type { MailHeader } from '../../model/mail.ts';
import { instant, millis } from '../../model/scalars.ts';
import type { TranscriptMessage } from '../../model/transcript.ts';
import { answersOf, type Bubble, BY_BOT } from '../bubbles.ts';
import type { Incoming } from '../inbox.ts';
import { type Asked, sentWithin } from './questions.ts';
import { fromOf, type Seen, toOf } from './seen.ts';

export interface Conversation {
  incoming: Incoming[];
  /** When our question was sent, as well as it is known; null where nothing tells but the ledger. */
  sent: Interval | null;
}

/** Telegram's own word for greetings, absence notices and what was sent on schedule. */
const BY_ITSELF: MailHeader = { name: 'is_from_offline', value: 'true' };

/**
 * `merged`: the conversation in the order of time; `question`: our own message in it, where it shows one. An answer is
 * never before the question: where a printed minute leaves that open, its moment begins with the question's.
 */
export function conversationOf(asked: Asked, merged: readonly Seen[], question: Seen | null): Conversation {
  const sent = question ? narrowed(question.message.at, sentWithin(asked)) : sentWithin(asked);
  return { incoming: answersOf(bubblesOf(merged, question, sent)), sent };
}

function* bubblesOf(
  merged: readonly Seen[],
  question: Seen | null,
  sent: Interval | null,
): Generator<Bubble | null> {
  for (const seen of merged) {
    const { message, capture } = seen;
    if (message.side === 'own') yield null;
    if (message.side !== 'other' || seen === question) continue;
    const start = sent === null ? Number.NEGATIVE_INFINITY : millis(sent.from);
    if (toOf(seen) < start) continue;
    const from = Math.max(fromOf(seen), start);
    yield {
      capture,
      side: message.bot ? 'bot' : 'agent',
      author: message.author,
      received: { from: instant(from), to: message.at.to },
      precision: message.precision,
      at: from,
      ...wordsOf(message),
      doubtful: false,
      headers: [...(message.bot ? [BY_BOT] : []), ...(message.automatic ? [BY_ITSELF] : [])],
    };
  }
}

/** Stickers say nothing; in everything else without words there may be an answer. */
const EMPTY = ['sticker', 'gif', 'animation'];

function wordsOf({ text, media, deletedAt }: TranscriptMessage): Pick<Bubble, 'text' | 'wordless'> {
  if (text !== '') return { text };
  if (media === undefined && deletedAt !== undefined) return { text: '[deleted]' };
  const what = media ?? 'picture';
  return EMPTY.includes(what)
    ? { text: `[${what}]` }
    : { text: '', wordless: `${what} without words: a person must look or listen` };
}

/** The part that both allow; what the evidence says where they allow none in common. */
function narrowed(shown: Interval, said: Interval | null): Interval {
  if (said === null || said.from === said.to) return shown;
  const from = shown.from > said.from ? shown.from : said.from;
  const to = shown.to < said.to ? shown.to : said.to;
  return from <= to ? { from, to } : shown;
}
