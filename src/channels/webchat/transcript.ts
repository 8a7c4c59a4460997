/**
 * Keeps the running transcript of a chat from look after look at what stands on the page. Pure but for its own memory.
 *
 * A message is known by its text and its place in the order, not by its node: widgets draw their lists anew. Text that
 * grows (typed out, streamed) is one message, at the moment of its first letter.
 */
import type { ChatMessage, ChatSide } from '../../model/chat.ts';
import { instant } from '../../model/scalars.ts';
import type { Bubble } from './page-agent.ts';
import { fold, says, type WordList } from './words.ts';

/** What was seen of the chat at one look. */
export interface Sight {
  bubbles: readonly Bubble[];
  /** Those that stand in the log of messages; null while that is not known. */
  inLog: ReadonlySet<number> | null;
  /** ms to add to the page's clock to get ours. */
  offset: number;
  /** Our clock at the look. */
  at: number;
  width: number;
  /** Words on and around the chat's head: who it says it is. */
  head: string;
  choices: readonly string[];
}

interface Known extends ChatMessage {
  folded: string;
  firstSeen: number;
  lastSeen: number;
}

export interface Transcript {
  /** Takes in a look. Returns whether anything new stands there. */
  see(sight: Sight): boolean;
  /** From now on what is new comes after our question. */
  asked(question: string): void;
  /** Our question as it stands in the chat: its moment by our clock, or null. */
  own(): number | null;
  /** The bubble of our question, by its number on the page; null while it has not been seen. */
  ownBubble(): number | null;
  messages(): ChatMessage[];
  typing(): { from: string; to: string }[];
  queue(): { at: string; text: string }[];
  handover(): string | undefined;
  over(): boolean;
  rating(): boolean;
  failed(): boolean;
  /** ms (our clock) of the last thing that moved on the other side. */
  lastHeard(): number;
}

const MOST = 500;
/** What stood there for less was a typing sign or a passing state, ms. */
const PASSING = 1200;

/** A date or a time that stands between messages. */
const DATE =
  /^(?:\p{L}{3,10},?\s)?(?:\p{L}{3,10}\.?\s\d{1,2}(?:,?\s\d{4})?|\d{1,2}\s\p{L}{3,10}(?:\s\d{4})?|\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|\d{4}年\d{1,2}月\d{1,2}日|\d{1,2}月\d{1,2}日)[,\s]*(?:\d{1,2}:\d{2})?$/u;

/** What a widget says of itself, by its words and how long such a notice is at most. */
const NOTICES: readonly [WordList, number][] = [
  ['handover', 70],
  ['left', 70],
  ['queue', 140],
  ['failed', 60],
  ['rating', 100],
];

const bare = (text: string): string => fold(text).replace(/\s+/gu, '');

export function openTranscript(): Transcript {
  const known: Known[] = [];
  const typing: { from: number; to: number }[] = [];
  const queue: { at: number; text: string }[] = [];
  let question: string | null = null;
  let ownAt: number | null = null;
  let ownBubble: Bubble | null = null;
  let handover: number | undefined;
  let settled = false;
  let over = false;
  let rating = false;
  let failed = false;
  let heard = 0;

  const isOwn = (b: Bubble): boolean => {
    if (question === null) return false;
    const text = bare(b.text);
    const ours = bare(question);
    if (text === ours) return true;
    // With a name and a time around it, or cut short by the widget's "read more".
    return (
      text.includes(ours) || (ours.length > 80 && text.length > 60 && ours.startsWith(text.slice(0, 60)))
    );
  };

  const sideOf = (b: Bubble, sight: Sight): Pick<ChatMessage, 'side' | 'sideBy'> => {
    if (isOwn(b)) return { side: 'own', sideBy: 'text' };
    if (DATE.test(b.text) || says('day', b.text.length <= 24 ? b.text : ''))
      return { side: 'system', sideBy: 'date' };
    if (NOTICES.some(([list, most]) => b.text.length <= most && says(list, b.text)))
      return { side: 'system', sideBy: 'words' };
    if (/^[★☆⭐\s]+$/u.test(b.text)) return { side: 'system', sideBy: 'words' };
    if (
      ownBubble &&
      b.signature === ownBubble.signature &&
      b.background === ownBubble.background &&
      sameEdge(b, ownBubble)
    )
      return { side: 'own', sideBy: 'signature' };
    if (isCentred(b, sight)) return { side: 'system', sideBy: 'geometry' };
    if (b.names.some((n) => says('bot', n))) return { side: 'bot', sideBy: 'name' };
    if (handover === undefined && says('bot', sight.head)) return { side: 'bot', sideBy: 'head' };
    return { side: 'agent', sideBy: ownBubble ? 'geometry' : 'place' };
  };

  const authorOf = (b: Bubble): string | undefined => {
    const name = b.names.find((n) => n.length <= 60 && bare(n) !== bare(b.text) && !/^\d/.test(n));
    return name?.slice(0, 120);
  };

  return {
    see(sight) {
      let fresh = false;
      const current: Known[] = [];
      let cursor = 0;
      const noise = new Set(sight.choices.map(bare));
      for (const b of [...sight.bubbles].sort((a, c) => a.order - c.order)) {
        const folded = bare(b.text);
        if (folded === '' || noise.has(folded)) continue;
        const moment = b.at === 0 ? sight.at : b.at + sight.offset;
        if (b.text.length <= 60 && (says('typing', b.text) || /^[.•·…\s]+$/.test(b.text))) {
          const last = typing.at(-1);
          if (last && sight.at - last.to < 4000) last.to = sight.at;
          else if (typing.length < 100) typing.push({ from: moment, to: sight.at });
          heard = Math.max(heard, sight.at);
          continue;
        }
        if (b.text.length <= 120 && says('rating', b.text)) rating = true;
        if (b.text.length <= 120 && says('left', b.text)) over = true;
        if (b.text.length <= 80 && question !== null && says('failed', b.text)) failed = true;
        if (
          b.text.length <= 300 &&
          says('queue', b.text) &&
          !queue.some((q) => q.text === b.text) &&
          queue.length < 50
        )
          queue.push({ at: moment, text: b.text.slice(0, 300) });
        if (sight.inLog && !sight.inLog.has(b.id) && !isOwn(b)) continue;
        if (isOwn(b)) {
          ownBubble = b;
          ownAt ??= moment;
        }
        let found = known.findIndex((k, i) => i >= cursor && k.folded === folded && !current.includes(k));
        if (found < 0) found = known.findIndex((k) => k.folded === folded && !current.includes(k));
        if (found < 0)
          // The same message, grown.
          found = known.findIndex(
            (k) =>
              !k.before &&
              k.side !== 'own' &&
              !current.includes(k) &&
              k.folded.length > 0 &&
              folded.startsWith(k.folded),
          );
        const side = sideOf(b, sight);
        if (side.side === 'system' && question !== null && says('handover', b.text)) handover ??= moment;
        if (found >= 0) {
          const k = known[found]!;
          if (k.folded !== folded) heard = Math.max(heard, sight.at);
          Object.assign(k, {
            folded,
            text: b.text.slice(0, 20_000),
            lastSeen: sight.at,
            ...(k.before ? {} : side),
          });
          current.push(k);
          cursor = Math.max(cursor, found);
          continue;
        }
        if (known.length >= MOST) continue;
        const author = authorOf(b);
        const one: Known = {
          at: instant(moment),
          ...(b.time === '' ? {} : { shownTime: b.time }),
          ...side,
          ...(author === undefined || side.side === 'own' ? {} : { author }),
          text: b.text.slice(0, 20_000),
          before: question === null,
          folded,
          firstSeen: moment,
          lastSeen: sight.at,
        };
        const place = cursorPlace(known, current.at(-1));
        known.splice(place, 0, one);
        current.push(one);
        cursor = place;
        fresh = true;
        if (one.side !== 'own') heard = Math.max(heard, moment);
      }
      // What stood in the chat's frame, not in its log, was no greeting.
      if (sight.inLog && !settled) {
        settled = true;
        for (const k of [...known])
          if (k.side !== 'own' && !current.includes(k)) known.splice(known.indexOf(k), 1);
      }
      // What vanished at once was no message.
      for (const k of [...known])
        if (
          !current.includes(k) &&
          k.lastSeen - k.firstSeen < PASSING &&
          sight.at - k.firstSeen < 30_000 &&
          k.side !== 'own'
        )
          known.splice(known.indexOf(k), 1);
      const last = current.findLast((k) => k.side !== 'own');
      if (last && sight.choices.length > 0)
        last.choices = sight.choices.slice(0, 30).map((c) => c.slice(0, 200));
      return fresh;
    },
    asked(text) {
      question = text;
    },
    own: () => ownAt,
    ownBubble: () => ownBubble?.id ?? null,
    messages() {
      // A name that stands above its message as a line of its own is no message.
      const authors = new Set(known.flatMap((k) => (k.author === undefined ? [] : [bare(k.author)])));
      return known
        .filter((k) => k.side === 'own' || !authors.has(k.folded))
        .map(({ folded: _folded, firstSeen: _first, lastSeen: _last, ...message }) => message);
    },
    typing: () => typing.map((t) => ({ from: instant(t.from), to: instant(t.to) })),
    queue: () => queue.map((q) => ({ at: instant(q.at), text: q.text })),
    handover: () => (handover === undefined ? undefined : instant(handover)),
    over: () => over,
    rating: () => rating,
    failed: () => failed,
    lastHeard: () => heard,
  };
}

/** Behind the message that stands before it on the page; at the end where there is none. */
const cursorPlace = (known: readonly Known[], before: Known | undefined): number =>
  before ? known.indexOf(before) + 1 : known.length;

const sameEdge = (a: Bubble, b: Bubble): boolean =>
  Math.abs(a.x + a.w - (b.x + b.w)) < 12 || Math.abs(a.x - b.x) < 12;

/** In the middle of the log, small and unpainted: a date, "agent joined", a queue notice. */
function isCentred(b: Bubble, { width, bubbles }: Sight): boolean {
  if (b.align !== 'center' && b.background !== 'rgba(0, 0, 0, 0)') return false;
  const left = Math.min(...bubbles.map((o) => o.x));
  const right = Math.max(...bubbles.map((o) => o.x + o.w));
  const middle = (left + right) / 2;
  if (right - left > width) return false;
  return b.align === 'center' && Math.abs(b.x + b.w / 2 - middle) < 24 && b.h < 60;
}

export const spoken = (side: ChatSide): boolean => side === 'agent' || side === 'bot';
