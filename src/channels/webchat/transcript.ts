/**
 * Keeps the running transcript of a chat from look after look at what stands on the page. Pure but for its own memory.
 *
 * A message is known by its text and its place in the order, not by its node: widgets draw their lists anew. Text that
 * grows (typed out, streamed) is one message, at the moment of its first letter.
 */
import type { ChatMessage, ChatSide } from '../../model/chat.ts';
import { instant } from '../../model/scalars.ts';
import type { Bubble, Seen } from './page-view.ts';
import { authorOf, bare, bodyOf, isAvatar, isButtonOf, isQuestion, type SideSigns, sideOf } from './sides.ts';
import { says } from './words.ts';

/** What was seen of the chat at one look. */
export interface Sight {
  bubbles: readonly Bubble[];
  /** Those that stand in the log of messages; null while that is not known. */
  inLog: ReadonlySet<number> | null;
  /** What a recipe knows of the sides. */
  sides: SideSigns | null;
  /** ms to add to the page's clock to get ours. */
  offset: number;
  /** Our clock at the look. */
  at: number;
  width: number;
  /** Words on and around the chat's head: who it says it is. */
  head: string;
  /** What can be pressed in the chat: the words on it are no message. */
  buttons: readonly Seen[];
  /** The words on buttons that are offered as answers. */
  choices: readonly string[];
}

interface Kept extends ChatMessage {
  folded: string;
  firstSeen: number;
  lastSeen: number;
}

export interface Transcript {
  /** Takes in a look. Returns whether anything new stands there. */
  see(sight: Sight): boolean;
  /** From now on (our clock, ms) what is new comes after our question. */
  asked(question: string, at: number): void;
  /** Further words of ours that will stand in the chat: a pressed choice, our thanks. */
  said(text: string): void;
  /** Our question as it stands in the chat: its moment by our clock, or null. */
  own(): number | null;
  /** The bubble of our question, by its number on the page; null while it has not been seen. */
  ownBubble(): number | null;
  messages(): ChatMessage[];
  /** Whether a person or a machine has said anything since our question. */
  answered(): boolean;
  typing(): { from: string; to: string }[];
  queue(): { at: string; text: string }[];
  handover(): string | undefined;
  over(): boolean;
  rating(): boolean;
  /** The chat's own words that our message did not go, or null. */
  failed(): string | null;
  /** ms (our clock) of the last thing that moved on the other side. */
  lastHeard(): number;
}

const MOST = 500;
/** What stood there for less was a typing sign or a passing state, ms. */
const PASSING = 1200;
/** So soon after our question a chat says that it did not go, ms. Later such words are somebody's answer. */
const FAILS_WITHIN = 15_000;
/** The longest notice of that kind. */
const NOTICE = 160;

export const spoken = (side: ChatSide): boolean => side === 'agent' || side === 'bot';

export function openTranscript(): Transcript {
  const known: Kept[] = [];
  const typing: { from: number; to: number }[] = [];
  const queue: { at: number; text: string }[] = [];
  const saidToo: string[] = [];
  let question: string | null = null;
  let askedAt = 0;
  let ownAt: number | null = null;
  let own: Bubble | null = null;
  let handover: number | undefined;
  let machine = false;
  let settled = false;
  let over = false;
  let rating = false;
  let failed: string | null = null;
  let heard = 0;

  /** What the widget shows of its own state, in or beside the log; true where it is no message at all. */
  function notice(b: Bubble, moment: number, at: number): boolean {
    const { length } = b.text;
    if (length <= 60 && (says('typing', b.text) || /^[.•·…\s]+$/.test(b.text))) {
      const last = typing.at(-1);
      if (last && at - last.to < 4000) last.to = at;
      else if (typing.length < 100) typing.push({ from: moment, to: at });
      heard = Math.max(heard, at);
      return true;
    }
    if (length <= 120 && says('rating', b.text)) rating = true;
    if (length <= 120 && says('left', b.text)) over = true;
    if (length <= 300 && says('queue', b.text) && queue.length < 50 && !queue.some((q) => q.text === b.text))
      queue.push({ at: moment, text: b.text.slice(0, 300) });
    return false;
  }

  const isFailure = (b: Bubble, moment: number): boolean =>
    ownAt !== null &&
    moment >= ownAt - 2000 &&
    moment - ownAt < FAILS_WITHIN &&
    b.text.length <= NOTICE &&
    says('failed', b.text);

  /** The message that the bubble was known as: the same text further on, anywhere, or the beginning of it. */
  function knownAs(folded: string, current: readonly Kept[], cursor: number): Kept | undefined {
    const free = known.filter((k) => !current.includes(k));
    return (
      free.find((k) => k.folded === folded && known.indexOf(k) >= cursor) ??
      free.find((k) => k.folded === folded) ??
      free.find((k) => !k.before && k.side !== 'own' && folded.startsWith(k.folded))
    );
  }

  /** Takes out what was no message: frame of the chat, and what vanished at once. */
  function clean(current: readonly Kept[], sight: Sight): void {
    const drop = (k: Kept): void => void known.splice(known.indexOf(k), 1);
    const gone = known.filter((k) => k.side !== 'own' && !current.includes(k));
    if (sight.inLog && own && !settled) {
      settled = true;
      for (const k of gone) drop(k);
      return;
    }
    for (const k of gone) if (k.lastSeen - k.firstSeen < PASSING && sight.at - k.firstSeen < 30_000) drop(k);
  }

  return {
    see(sight) {
      let fresh = false;
      const current: Kept[] = [];
      let cursor = 0;
      for (const b of [...sight.bubbles].sort((a, c) => a.order - c.order)) {
        const ours = isQuestion(b.text, question);
        const text = ours ? question! : bodyOf(b);
        const folded = bare(text);
        if (folded === '' || (!ours && (isAvatar(b) || b.pressable || b.holds > 1))) continue;
        if (!ours && sight.buttons.some((c) => isButtonOf(c, b))) continue;
        const moment = b.at === 0 ? sight.at : b.at + sight.offset;
        if (ours) {
          own = b;
          // Its text may have been seen before: in the field.
          ownAt ??= Math.max(moment, askedAt);
        } else if (notice(b, moment, sight.at)) continue;
        const failure = isFailure(b, moment);
        if (failure) failed ??= b.text.slice(0, 200);
        if (sight.inLog && !sight.inLog.has(b.id) && !ours) continue;
        const side = failure
          ? ({ side: 'system', sideBy: 'words' } as const)
          : sideOf(b, {
              question,
              own,
              said: saidToo,
              signs: sight.sides,
              machine: handover === undefined && (machine || says('bot', sight.head)),
              all: sight.bubbles,
              width: sight.width,
            });
        if (side.side === 'system' && question !== null && says('handover', b.text)) handover ??= moment;
        const k = knownAs(folded, current, cursor);
        if (k) {
          if (k.folded !== folded) heard = Math.max(heard, sight.at);
          Object.assign(k, { folded, text: text.slice(0, 20_000), lastSeen: sight.at });
          if (!k.before && k.side !== 'bot') Object.assign(k, side);
          current.push(k);
          cursor = Math.max(cursor, known.indexOf(k));
          continue;
        }
        if (known.length >= MOST) continue;
        // A greeting that says of itself that it is a machine's speaks for all until a person comes.
        if (ownAt === null && spoken(side.side) && says('bot', b.text)) {
          machine = true;
          Object.assign(side, { side: 'bot', sideBy: 'greeting' });
        }
        const author = authorOf(b);
        const one: Kept = {
          at: instant(moment),
          ...(b.time === '' ? {} : { shownTime: b.time.slice(0, 60) }),
          ...side,
          ...(author === undefined || side.side === 'own' ? {} : { author }),
          text: text.slice(0, 20_000),
          before: question === null,
          folded,
          firstSeen: moment,
          lastSeen: sight.at,
        };
        const before = current.at(-1);
        const place = before ? known.indexOf(before) + 1 : known.length;
        known.splice(place, 0, one);
        current.push(one);
        cursor = place;
        fresh = true;
        if (one.side !== 'own') heard = Math.max(heard, moment);
      }
      clean(current, sight);
      offer(current, sight.choices);
      return fresh;
    },
    asked(text, at) {
      question = text;
      askedAt = at;
    },
    said: (text) => void saidToo.push(bare(text)),
    own: () => ownAt,
    ownBubble: () => own?.id ?? null,
    messages() {
      // A name that stands above its message as a line of its own is no message.
      const authors = new Set(known.flatMap((k) => (k.author === undefined ? [] : [bare(k.author)])));
      return known
        .filter((k) => k.side === 'own' || !authors.has(k.folded))
        .map(({ folded: _folded, firstSeen: _first, lastSeen: _last, ...message }) => message);
    },
    answered: () => known.some((k) => !k.before && spoken(k.side)),
    typing: () => typing.map((t) => ({ from: instant(t.from), to: instant(t.to) })),
    queue: () => queue.map((q) => ({ at: instant(q.at), text: q.text })),
    handover: () => (handover === undefined ? undefined : instant(handover)),
    over: () => over,
    rating: () => rating,
    failed: () => failed,
    lastHeard: () => heard,
  };
}

/** Buttons stand with the last message of the other side, once: those left over from before are not new. */
function offer(current: readonly Kept[], choices: readonly string[]): void {
  const last = current.findLast((k) => k.side !== 'own');
  const fresh = choices.filter((c) => !current.some((k) => k !== last && k.choices?.includes(c)));
  if (last && fresh.length > 0) last.choices = fresh.slice(0, 30).map((c) => c.slice(0, 200));
}
