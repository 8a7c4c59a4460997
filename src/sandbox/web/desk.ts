/**
 * A simulated lender's chat desk behind whichever widget: sessions, and what is said in them. It knows nothing of
 * widgets; they attach to a session, hand in what the visitor does and draw what the desk says.
 */
import type { Clock } from '../../fieldwork/ports.ts';
import type { Lender } from '../../model/lenders.ts';
import type { Scenario } from '../../model/scenario.ts';
import { createChance } from '../chance.ts';
import type { PhraseBook } from '../phrases.ts';
import { phrasesIn } from '../replies.ts';
import { pickStaff } from '../reply-text.ts';
import type { ChatBehaviour } from './behaviour.ts';
import type { ChatCase, DeskEvent, LeftMessage, Line, Said, Session } from './chat.ts';
import { isQuestion, readChatQuestion, type Visitor } from './chat-question.ts';
import { courseOf, type Step } from './chat-script.ts';
import { type ChatWords, NOTHING } from './chat-words.ts';

export interface Desk {
  lender: Lender;
  behaviour: ChatBehaviour;
  words: ChatWords;
  language: string;
  cases: ChatCase[];
  /** The session of that id, made when it is new. */
  session(id: string): Session;
  /** Whether such a session exists already. */
  knows(id: string): boolean;
  /** Draws for a widget: called with all that happens from now on, until the returned function is called. */
  attach(session: Session, listener: (event: DeskEvent) => void): () => void;
  /** The visitor opened the chat: greets, once a session. */
  open(session: Session): void;
  identify(session: Session, visitor: Visitor): void;
  /** A line of the visitor, or the words of a button. Answers come to the listeners. */
  say(session: Session, text: string): Line;
  /** An offline form was sent: it is answered by mail. */
  leave(form: { name: string; email: string; text: string }): void;
  /** The label with the company's name filled in. */
  label(text: string): string;
  stop(): void;
}

export interface DeskInput {
  lender: Lender;
  behaviour: ChatBehaviour;
  words: ChatWords;
  phrases: PhraseBook;
  scenarios: readonly Scenario[];
  clock: Clock;
  seed: number | string;
  hurry: number;
  /** How long the clock is held after something was said to an open chat, real ms, so that the browser can draw it. */
  drawMs: number;
  leave: (message: LeftMessage) => void;
}

const MAX_SESSIONS = 5000;
const MAX_LINES = 500;
const GREETS_AFTER = 900;
const REPLIES_AFTER = 700;
const THANKS_AFTER = 4000;

export function createDesk(input: DeskInput): Desk {
  const { lender, behaviour, words, clock } = input;
  const sessions = new Map<string, Session>();
  const listeners = new Map<string, Set<(event: DeskEvent) => void>>();
  const greeted = new Set<string>();
  const cases: ChatCase[] = [];
  const stopped = new AbortController();
  let lines = 0;

  const label = (text: string): string =>
    text.replaceAll('{company}', lender.name).replaceAll('{site}', lender.site);

  const isLive = (session: Session): boolean => (listeners.get(session.id)?.size ?? 0) > 0;

  function emit(session: Session, event: DeskEvent): void {
    for (const listener of [...(listeners.get(session.id) ?? [])]) listener(event);
  }

  /** Acts at a moment of the study clock, under a hold that outlasts the drawing where somebody looks on. */
  async function at(session: Session, moment: number, act: () => void): Promise<void> {
    await clock.sleepUntil(moment, stopped.signal);
    if (stopped.signal.aborted) return;
    const release = clock.hold();
    act();
    if (isLive(session)) setTimeout(release, input.drawMs).unref();
    else release();
  }

  /** As `at`, for something that says a line. */
  function later(session: Session, moment: number, act: () => void): void {
    session.due += 1;
    void at(session, moment, () => {
      session.due -= 1;
      act();
    });
  }

  function put(session: Session, line: Pick<Line, 'side' | 'text' | 'kind'> & Partial<Line>): Line {
    const whole: Line = {
      id: `m${++lines}${session.id.slice(0, 6)}`,
      at: clock.now(),
      author: line.side === 'bot' ? words.bot : line.side === 'agent' ? (session.agent ?? '') : '',
      choices: [],
      ...line,
    };
    if (session.lines.length < MAX_LINES) session.lines.push(whole);
    // The widget draws what its visitor says by itself.
    if (line.side !== 'visitor') emit(session, { kind: 'line', line: whole });
    return whole;
  }

  const soon = (session: Session, line: Parameters<typeof put>[1], after = REPLIES_AFTER): void =>
    later(session, clock.now() + after, () => put(session, line));

  const menu = (): string[] => [...words.topics, words.person];

  function open(session: Session): void {
    const { greeting } = behaviour;
    if (greeted.has(session.id) || (greeting === 'none' && behaviour.menu === 'none')) return;
    greeted.add(session.id);
    const chance = createChance(input.seed, lender.id, session.id, 'staff');
    const side = greeting === 'human' ? 'agent' : 'bot';
    soon(
      session,
      {
        side,
        author:
          side === 'agent' ? pickStaff(phrasesIn(input.phrases, lender.languages[0]!), chance) : words.bot,
        kind: 'greeting',
        text: label(words.greeting[greeting === 'human' ? 'human' : 'bot']),
        choices: behaviour.menu === 'none' ? [] : menu(),
      },
      GREETS_AFTER,
    );
  }

  function choose(session: Session, choice: string): void {
    const topic = words.topics.indexOf(choice);
    if (topic < 0) {
      session.mayWrite = true;
      soon(session, { side: 'bot', kind: 'handover', text: words.connecting });
      return;
    }
    const text = label(words.topicAnswers[topic]!);
    soon(session, { side: 'bot', kind: 'menu', text, choices: [words.person] });
  }

  /** A line of the script, said at its moment. */
  function schedule(open: ChatCase, given: Omit<Said, 'line' | 'deliveredAt' | 'live'>): Said {
    const said: Said = { ...given, line: null, deliveredAt: null, live: false };
    open.said.push(said);
    return said;
  }

  function utter(session: Session, said: Said): void {
    said.live = isLive(session);
    said.line = put(session, { side: said.side, text: said.text, kind: said.kind });
    if (said.live || behaviour.history === 'kept') said.deliveredAt = said.line.at;
  }

  function play(session: Session, open: ChatCase, staff: string, { action, typingAt, bubbles }: Step): void {
    const side = bubbles[0]?.side;
    const typing = (on: boolean) => {
      if (side === 'bot' || side === 'agent')
        emit(session, { kind: 'typing', on, side, author: side === 'bot' ? words.bot : staff });
    };
    if (typingAt !== null) void at(session, typingAt, () => typing(true));
    bubbles.forEach((bubble, n) => {
      const { text, effect, at: dueAt } = bubble;
      const said = schedule(open, { side: bubble.side, kind: 'script', text, effect, dueAt });
      later(session, dueAt, () => {
        if (n === 0 && typingAt !== null) typing(false);
        if (bubble.side === 'agent') session.agent ??= staff;
        if (action.send === 'handover') {
          session.agent = staff;
          emit(session, { kind: 'agent', name: staff });
        }
        utter(session, said);
        if (action.send === 'queue') emit(session, { kind: 'queue', place: action.place, text });
        if (action.send === 'end') {
          session.ended = true;
          emit(session, { kind: 'ended', rate: words.rate });
        }
      });
    });
  }

  function ask(session: Session, line: Line): void {
    const question = readChatQuestion(line.text, session.visitor, session.id, line.at, input.scenarios);
    const { declared, staff, steps } = courseOf(question, input);
    const open: ChatCase = { session: session.id, question, declared, said: [], again: [] };
    cases.push(open);
    for (const step of steps) play(session, open, staff, step);
  }

  function thank(session: Session, open: ChatCase): void {
    if (session.agent === null || open.said.some((s) => s.kind === 'thanks')) return;
    const dueAt = clock.now() + THANKS_AFTER;
    const said = schedule(open, {
      side: 'agent',
      kind: 'thanks',
      text: words.welcome,
      effect: NOTHING,
      dueAt,
    });
    later(session, dueAt, () => utter(session, said));
  }

  return {
    lender,
    behaviour,
    words,
    language: lender.languages[0]!,
    cases,
    label,
    open,
    knows: (id) => sessions.has(id),
    session(id) {
      const known = sessions.get(id);
      if (known) return known;
      if (sessions.size >= MAX_SESSIONS) throw new RangeError('the sandbox has no room for more chats');
      const mayWrite = behaviour.menu !== 'first';
      const session: Session = { id, visitor: {}, lines: [], agent: null, ended: false, mayWrite, due: 0 };
      sessions.set(id, session);
      return session;
    },
    attach(session, listener) {
      const set = listeners.get(session.id) ?? new Set();
      set.add(listener);
      listeners.set(session.id, set);
      return () => void set.delete(listener);
    },
    identify(session, visitor) {
      for (const field of ['name', 'email', 'phone'] as const)
        if (visitor[field]) session.visitor[field] = String(visitor[field]).slice(0, 254);
    },
    say(session, text) {
      setTimeout(clock.hold(), input.drawMs).unref();
      const line = put(session, { side: 'visitor', kind: 'visitor', text: text.slice(0, 20_000) });
      const asked = cases.find((c) => c.session === session.id);
      if (asked) {
        if (isQuestion(text)) asked.again.push(line.at);
        else thank(session, asked);
      } else if (menu().includes(text.trim())) choose(session, text.trim());
      else if (!session.mayWrite)
        soon(session, { side: 'bot', kind: 'menu', text: words.pickFirst, choices: menu() });
      else if (isQuestion(text)) ask(session, line);
      return line;
    },
    leave: ({ name, email, text }) => input.leave({ lender, name, email, text, at: clock.now() }),
    stop: () => stopped.abort(),
  };
}
