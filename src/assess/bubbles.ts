/** Several bubbles of one side in a row are one answer, at the moment of the first: in a web chat and in a messenger. */
import type { Capture, Interval, Precision } from '../model/evidence.ts';
import { type MailHeader, type ParsedMail, unreadableMail } from '../model/mail.ts';
import { cleanText } from './clean-text.ts';
import type { Incoming } from './inbox.ts';

/** What the other side said at once. */
export interface Bubble {
  capture: Capture;
  side: 'agent' | 'bot';
  author: string | undefined;
  received: Interval;
  precision?: Precision | undefined;
  /** UTC ms at which it was shown: how far it is from the one before. */
  at: number;
  text: string;
  /** Why there are no words that a machine can read: a voice, a picture. Nobody may call an answer of such alone empty. */
  wordless?: string | undefined;
  doubtful: boolean;
  /** What the platform says of it, in the names that the rules read as a mail's headers. */
  headers: readonly MailHeader[];
}

/** Two bubbles further apart are two answers, ms. */
const ONE_ANSWER = 90_000;
const MOST_ANSWERS = 100;

interface Answer {
  first: Bubble;
  lastAt: number;
  texts: string[];
  /** Undefined as soon as one bubble has words. */
  wordless: string | undefined;
}

/** The answers, in the order of their coming. Null: something else stood between two bubbles. */
export function answersOf(bubbles: Iterable<Bubble | null>): Incoming[] {
  const answers: Answer[] = [];
  let open: Answer | null = null;
  for (const bubble of bubbles) {
    if (bubble === null) {
      open = null;
      continue;
    }
    if (open && goesOn(open, bubble)) {
      open.texts.push(bubble.text);
      open.lastAt = bubble.at;
      if (bubble.wordless === undefined) open.wordless = undefined;
      continue;
    }
    open = { first: bubble, lastAt: bubble.at, texts: [bubble.text], wordless: bubble.wordless };
    if (answers.length < MOST_ANSWERS) answers.push(open);
  }
  const parts = new Map<string, number>();
  return answers.map((answer) => {
    const { first } = answer;
    const { capture, received, precision, doubtful } = first;
    const part = (parts.get(capture.evidence) ?? 0) + 1;
    parts.set(capture.evidence, part);
    return {
      capture: {
        ...capture,
        evidence: `${capture.evidence}#${part}`,
        clocks: { ...capture.clocks, received },
      },
      mail: mailOf(answer),
      by: ['session'],
      ...(precision !== undefined && { precision }),
      ...(doubtful ? { doubtful: true as const } : {}),
    };
  });
}

const goesOn = ({ first, lastAt }: Answer, bubble: Bubble): boolean =>
  first.side === bubble.side &&
  first.author === bubble.author &&
  first.headers.length === bubble.headers.length &&
  bubble.at - lastAt <= ONE_ANSWER;

/** An answer in the shape that the rules read. */
function mailOf({ first: { author, capture, headers }, texts, wordless }: Answer): ParsedMail {
  return {
    ...unreadableMail(capture.bytes, ''),
    malformed: wordless,
    headers: [...headers],
    from: author === undefined ? [] : [{ name: author.slice(0, 120), address: '' }],
    visibleText: cleanText(texts.join('\n')),
  };
}

/** The platform's own word that a machine writes. */
export const BY_BOT: MailHeader = { name: 'from.is_bot', value: 'true' };
