/** The shapes of a chat as its desk knows it: sessions, lines, what a widget is told, what was really asked and said. */
import type { Lender } from '../../model/lenders.ts';
import type { Disposition } from '../../model/vocabulary.ts';
import type { Question } from '../question.ts';
import type { Effect } from '../truth.ts';
import type { Visitor } from './chat-question.ts';

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
  ended: boolean;
  /** False while a menu stands in front and no button to a person was pressed. */
  mayWrite: boolean;
  /** Lines that the desk has yet to say. */
  due: number;
}

/** One line of the script, due or said. */
export interface Said {
  side: Line['side'];
  kind: Line['kind'];
  text: string;
  effect: Effect;
  /** UTC ms. */
  dueAt: number;
  /** The line when it was said; null until then. */
  line: Line | null;
  /** UTC ms at which it was said, if anybody can see it, then or at a later visit; else null. */
  deliveredAt: number | null;
  /** Whether the chat was open in a browser at that moment. */
  live: boolean;
}

export interface ChatCase {
  session: string;
  question: Question;
  declared: Disposition;
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
