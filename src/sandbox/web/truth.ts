/** What really happened in the sandbox's chats, in the same shape as the truth of the mail side. */
import { concludeTruth, type TruthRecord } from '../truth.ts';
import type { WidgetName } from './behaviour.ts';
import type { ChatCase, Line } from './chat.ts';
import type { Desk } from './desk.ts';

export interface ChatTruth extends TruthRecord {
  widget: WidgetName | 'none';
  session: string;
  /** The question as it arrived; `acceptedAt` is its moment. */
  text: string;
  /** Moments of further questions in the same chat: must be none. */
  askedAgain: number[];
  /** Every line of the script: when it was due, when it was said, and whether a browser was there to draw it. */
  lines: {
    at: number | null;
    dueAt: number;
    side: Line['side'];
    kind: Line['kind'];
    text: string;
    live: boolean;
  }[];
}

const HOUR = 3_600_000;

/** One record for each chat in which a question arrived. `alias` is empty where the widget asks for no address. */
export const chatTruth = (desk: Desk, deadlineHours: number): ChatTruth[] =>
  desk.cases.map((open) => ({
    ...concludeTruth(recordOf(desk, open, deadlineHours), messagesOf(open)),
    widget: desk.behaviour.widget,
    session: open.session,
    text: open.question.text,
    askedAgain: open.again,
    lines: open.said.map((s) => ({
      at: s.line?.at ?? null,
      dueAt: s.dueAt,
      side: s.side,
      kind: s.kind,
      text: s.text,
      live: s.live,
    })),
  }));

const recordOf = (desk: Desk, open: ChatCase, deadlineHours: number) => ({
  lender: desk.lender.id,
  alias: open.question.alias,
  messageId: open.session,
  scenario: open.question.scenario,
  asks: open.question.asks,
  acceptedAt: open.question.acceptedAt,
  deadlineAt: open.question.acceptedAt + deadlineHours * HOUR,
  declared: open.declared,
});

const messagesOf = (open: ChatCase) =>
  open.said.map((s, i) => ({
    ...s.effect,
    messageId: s.line?.id ?? `${open.session}-due-${i}`,
    to: open.question.alias,
    dueAt: s.dueAt,
    deliveredAt: s.deliveredAt,
    tries: s.live ? 1 : 0,
  }));
