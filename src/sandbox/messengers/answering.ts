/** Lenders answer in their chats: each question is a case with a known course, played on the clock. */
import type { Clock } from '../../fieldwork/ports.ts';
import type { Scenario } from '../../model/scenario.ts';
import type { PhraseBook } from '../phrases.ts';
import type { Question } from '../question.ts';
import { concludeTruth, type TruthMessage, type TruthRecord } from '../truth.ts';
import { isQuestion, readChatQuestion } from '../web/chat-question.ts';
import { courseOf, type Step } from './course.ts';
import type { Said, Talk } from './talk.ts';

export interface Answering {
  /** Something of ours stands in a chat. */
  hear(talk: Talk, said: Said): void;
  /** One record for each question, in the order of their coming. */
  truth(): TruthRecord[];
  stop(): void;
}

interface Case {
  talk: Talk;
  question: Question;
  messages: Omit<TruthMessage, 'late'>[];
}

const HOUR = 3_600_000;
const MAX_CASES = 5_000;

export function createAnswering(input: {
  clock: Clock;
  scenarios: readonly Scenario[];
  phrases: PhraseBook;
  seed: number | string;
  hurry: number;
  deadlineHours: number;
}): Answering {
  const { clock, scenarios } = input;
  const cases: Case[] = [];
  const stopped = new AbortController();

  async function later(at: number, act: () => void): Promise<void> {
    await clock.sleepUntil(at, stopped.signal);
    if (stopped.signal.aborted) return;
    const release = clock.hold();
    act();
    release();
  }

  function play(talk: Talk, step: Step, message: Omit<TruthMessage, 'late'>): void {
    void later(step.at, () => {
      const said = talk.say('other', step.text, step.away);
      message.deliveredAt = said.at;
      const { edit, removeAt } = step;
      if (edit) void later(edit.at, () => talk.edit(said, edit.text));
      if (removeAt !== undefined) void later(removeAt, () => talk.remove(said));
    });
  }

  return {
    hear(talk, said) {
      if (!isQuestion(said.text)) return;
      if (cases.length >= MAX_CASES) throw new Error('the sandbox is full');
      const { app, lender, behaviour } = talk.account;
      const id = `${app}-${lender.id}-${cases.length + 1}`;
      const question = readChatQuestion(said.text, {}, id, said.at, scenarios);
      const open: Case = { talk, question, messages: [] };
      cases.push(open);
      for (const [n, step] of courseOf(question, { ...input, app, lender, behaviour }).entries()) {
        const message = {
          ...step.effect,
          messageId: `${id}-${n}`,
          to: talk.person,
          dueAt: step.at,
          deliveredAt: null,
          tries: 1,
        };
        open.messages.push(message);
        play(talk, step, message);
      }
    },
    truth: () =>
      cases.map(({ talk, question, messages }) =>
        concludeTruth(
          {
            lender: talk.account.lender.id,
            channel: talk.account.app,
            alias: '',
            messageId: question.messageId,
            scenario: question.scenario,
            asks: question.asks,
            acceptedAt: question.acceptedAt,
            deadlineAt: question.acceptedAt + input.deadlineHours * HOUR,
            declared: talk.account.behaviour.disposition,
          },
          messages,
        ),
      ),
    stop: () => stopped.abort(),
  };
}
