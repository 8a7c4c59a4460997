/**
 * A simulated lender's chat desk behind whichever widget: sessions, what is said in them and when. It knows nothing of
 * widgets; they attach to a session, hand in what the visitor does and draw what the desk says.
 */
import type { Clock } from '../../fieldwork/ports.ts';
import type { Lender } from '../../model/lenders.ts';
import type { Scenario } from '../../model/scenario.ts';
import { LenderBehaviour } from '../behaviour.ts';
import { createChance } from '../chance.ts';
import { momentOf } from '../delay.ts';
import type { PhraseBook, Phrases } from '../phrases.ts';
import type { Question } from '../question.ts';
import type { Speaker } from '../reply-text.ts';
import { pickStaff } from '../reply-text.ts';
import type { Effect } from '../truth.ts';
import { type ChatBehaviour, chatScriptFor } from './behaviour.ts';
import { isQuestion, readChatQuestion, type Visitor } from './chat-question.ts';
import { bubblesOf, type ChatWords } from './chat-words.ts';

export interface Line {
  id: string;
  /** UTC ms by the study clock. */
  at: number;
  side: 'visitor' | 'bot' | 'agent' | 'system';
  author: string;
  text: string;
  /** Buttons that come with it. */
  choices: string[];
  kind: 'visitor' | 'greeting' | 'menu' | 'handover' | 'thanks' | 'script';
}

export type DeskEvent =
  | { kind: 'line'; line: Line }
  | { kind: 'typing'; on: boolean; side: 'bot' | 'agent'; author: string }
  | { kind: 'queue'; place: number; text: string }
  | { kind: 'agent'; name: string }
  | { kind: 'ended'; rate: string };

export interface Session {
  id: string;
  visitor: Visitor;
  lines: Line[];
  /** Name of the person who has joined. */
  agent: string | null;
  queue: number | null;
  ended: boolean;
  /** With a menu that comes first: whether a button to a person was pressed. */
  mayWrite: boolean;
  /** Lines that the desk has yet to say. */
  due: number;
}

/** One line of the script, due or said. */
export interface Said {
  line: Line;
  effect: Effect;
  dueAt: number;
  /** UTC ms at which it was said to somebody who can see it, then or later; null when not (yet). */
  deliveredAt: number | null;
  /** Whether the chat was open in a browser at that moment. */
  live: boolean;
}

export interface ChatCase {
  session: string;
  question: Question;
  visitor: Visitor;
  declared: ChatBehaviour['disposition'];
  said: Said[];
  /** Moments of further questions in the same session: an instrument that asks once leaves this empty. */
  again: number[];
}

/** What was left in an offline form. */
export interface LeftMessage {
  lender: Lender;
  name: string;
  email: string;
  text: string;
  /** UTC ms. */
  at: number;
}

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
  /** How long the clock is held after something was said, real ms, so that the browser can draw it. */
  drawMs: number;
  leave: (message: LeftMessage) => void;
}

const MAX_SESSIONS = 5000;
const MAX_LINES = 500;
const GREETS_AFTER = 900;
const REPLIES_AFTER = 700;
const THANKS_AFTER = 4000;

export function createDesk(input: DeskInput): Desk {
  const { lender, behaviour, words, clock, scenarios } = input;
  const sessions = new Map<string, Session>();
  const listeners = new Map<string, Set<(event: DeskEvent) => void>>();
  const greeted = new Set<string>();
  const cases: ChatCase[] = [];
  const ended = new AbortController();
  const home = phrasesIn(input.phrases, lender.languages[0]!);
  let lines = 0;

  const label = (text: string): string =>
    text.replaceAll('{company}', lender.name).replaceAll('{site}', lender.site);

  /** Waits on the study clock, then acts under a hold that outlasts the drawing. */
  async function at(moment: number, act: () => void): Promise<void> {
    await clock.sleepUntil(moment, ended.signal);
    if (ended.signal.aborted) return;
    const release = clock.hold();
    act();
    setTimeout(release, input.drawMs).unref();
  }

  /** As `at`, for something that says a line. */
  function later(session: Session, moment: number, act: () => void): void {
    session.due += 1;
    void at(moment, () => {
      session.due -= 1;
      act();
    });
  }

  function emit(session: Session, event: DeskEvent): boolean {
    const live = [...(listeners.get(session.id) ?? [])];
    for (const listener of live) listener(event);
    return live.length > 0;
  }

  function put(
    session: Session,
    line: Pick<Line, 'side' | 'text' | 'kind'> & Partial<Line>,
    to: { quiet?: boolean } = {},
  ): Line {
    const whole: Line = {
      id: `m${++lines}${session.id.slice(0, 6)}`,
      at: clock.now(),
      author: line.side === 'bot' ? words.bot : line.side === 'agent' ? (session.agent ?? '') : '',
      choices: [],
      ...line,
    };
    if (session.lines.length < MAX_LINES) session.lines.push(whole);
    if (!to.quiet) emit(session, { kind: 'line', line: whole });
    return whole;
  }

  function open(session: Session): void {
    if (greeted.has(session.id)) return;
    greeted.add(session.id);
    const { greeting, menu } = behaviour;
    if (greeting === 'none' && menu === 'none') return;
    const side = greeting === 'human' ? 'agent' : 'bot';
    const author = side === 'agent' ? staffFor(session.id, home) : words.bot;
    later(session, clock.now() + GREETS_AFTER, () =>
      put(session, {
        side,
        author,
        kind: 'greeting',
        text: label(words.greeting[greeting === 'human' ? 'human' : 'bot']),
        choices: menu === 'none' ? [] : [...words.topics, words.person],
      }),
    );
  }

  const staffFor = (session: string, phrases: Phrases): string =>
    pickStaff(phrases, createChance(input.seed, lender.id, session, 'staff'));

  function choose(session: Session, choice: string): void {
    const topic = words.topics.indexOf(choice);
    if (topic >= 0) {
      later(session, clock.now() + REPLIES_AFTER, () =>
        put(session, {
          side: 'bot',
          kind: 'menu',
          text: label(words.topicAnswers[topic]!),
          choices: [words.person],
        }),
      );
      return;
    }
    session.mayWrite = true;
    later(session, clock.now() + REPLIES_AFTER, () =>
      put(session, { side: 'bot', kind: 'handover', text: words.connecting }),
    );
  }

  function ask(session: Session, line: Line): void {
    const question = readChatQuestion(line.text, session.visitor, session.id, line.at, scenarios);
    const key = [input.seed, lender.id, 'webchat', question.scenario ?? question.text];
    const language = behaviour.language ?? question.language ?? lender.languages[0]!;
    const own = phrasesIn(input.phrases, language);
    const speaker: Speaker = {
      lender,
      behaviour: LenderBehaviour.parse({
        about: behaviour.about,
        disposition: behaviour.disposition,
        does: [],
        tone: behaviour.tone,
        facts: behaviour.facts,
      }),
      phrases: own,
      home,
      language,
      staff: pickStaff(own, createChance(...key)),
      ticket: '10001',
    };
    const script = chatScriptFor(behaviour, question.scenario);
    const open: ChatCase = {
      session: session.id,
      question,
      visitor: { ...session.visitor },
      declared: script.disposition,
      said: [],
      again: [],
    };
    cases.push(open);
    script.does.forEach((action, index) => {
      const chance = createChance(...key, index);
      const due = momentOf(action.delay, { from: line.at, lender, chance, hurry: input.hurry });
      const typing = action.typing / input.hurry;
      const apart = action.send === 'answer' ? action.apart / input.hurry : 0;
      const bubbles = bubblesOf(action, question, speaker, words);
      const side = bubbles[0]?.side ?? 'system';
      if (typing > 0 && side !== 'system') {
        const author = side === 'bot' ? words.bot : speaker.staff;
        void at(Math.max(line.at, due - typing), () =>
          emit(session, { kind: 'typing', on: true, side, author }),
        );
      }
      bubbles.forEach((bubble, n) => {
        const said: Said = {
          line: { id: '', at: 0, author: '', choices: [], kind: 'script', ...bubble },
          effect: bubble.effect,
          dueAt: Math.round(due + n * apart),
          deliveredAt: null,
          live: false,
        };
        open.said.push(said);
        later(session, said.dueAt, () => {
          if (bubble.side === 'agent') session.agent ??= speaker.staff;
          if (action.send === 'handover') {
            session.agent = speaker.staff;
            session.queue = null;
            emit(session, { kind: 'agent', name: speaker.staff });
          }
          if (side !== 'system' && n === 0)
            emit(session, {
              kind: 'typing',
              on: false,
              side,
              author: side === 'bot' ? words.bot : speaker.staff,
            });
          said.live = (listeners.get(session.id)?.size ?? 0) > 0;
          said.line = put(session, { side: bubble.side, text: bubble.text, kind: 'script' });
          if (action.send === 'queue') {
            session.queue = action.place;
            emit(session, { kind: 'queue', place: action.place, text: bubble.text });
          }
          if (action.send === 'end') {
            session.ended = true;
            emit(session, { kind: 'ended', rate: words.rate });
          }
          if (said.live || behaviour.history === 'kept') said.deliveredAt = said.line.at;
        });
      });
    });
  }

  function thank(session: Session, open: ChatCase): void {
    if (open.said.some((s) => s.line.kind === 'thanks')) return;
    const said: Said = {
      line: {
        id: '',
        at: 0,
        author: '',
        choices: [],
        side: 'agent',
        kind: 'thanks',
        text: words.welcome,
      },
      effect: { responder: 'human', answered: [], deflection: 'none', refusal: false, personalData: [] },
      dueAt: clock.now() + THANKS_AFTER,
      deliveredAt: null,
      live: false,
    };
    open.said.push(said);
    later(session, said.dueAt, () => {
      said.live = (listeners.get(session.id)?.size ?? 0) > 0;
      said.line = put(session, { side: 'agent', kind: 'thanks', text: words.welcome });
      if (said.live || behaviour.history === 'kept') said.deliveredAt = said.line.at;
    });
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
      const session: Session = {
        id,
        visitor: {},
        lines: [],
        agent: null,
        queue: null,
        ended: false,
        mayWrite: behaviour.menu !== 'first',
        due: 0,
      };
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
        if (visitor[field]) session.visitor[field] = visitor[field];
    },
    say(session, text) {
      const release = clock.hold();
      setTimeout(release, input.drawMs).unref();
      const line = put(session, { side: 'visitor', kind: 'visitor', text }, { quiet: true });
      const choice = [...words.topics, words.person].includes(text.trim());
      const asked = cases.find((c) => c.session === session.id);
      if (choice && !asked) choose(session, text.trim());
      else if (!session.mayWrite)
        later(session, clock.now() + REPLIES_AFTER, () =>
          put(session, {
            side: 'bot',
            kind: 'menu',
            text: words.pickFirst,
            choices: [...words.topics, words.person],
          }),
        );
      else if (!asked && isQuestion(text)) ask(session, line);
      else if (asked && isQuestion(text)) asked.again.push(line.at);
      else if (asked && session.agent) thank(session, asked);
      return line;
    },
    leave: ({ name, email, text }) => input.leave({ lender, name, email, text, at: clock.now() }),
    stop: () => ended.abort(),
  };
}

function phrasesIn(book: PhraseBook, language: string): Phrases {
  const found = book.get(language);
  if (!found) throw new RangeError(`the sandbox has no phrases in "${language}"`);
  return found;
}
