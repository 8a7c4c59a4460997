/**
 * The sandbox market: lenders with declared behaviours behind real mail servers. It takes the study's mail over SMTP,
 * answers over SMTP, and knows the truth. Nothing leaves loopback unless `inbound` points elsewhere.
 */
import type { Clock } from '../fieldwork/ports.ts';
import type { Lender } from '../model/lenders.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Disposition } from '../model/vocabulary.ts';
import { type Behaviours, type LenderBehaviour, scriptFor } from './behaviour.ts';
import { createOutgoingMail, type MailEnd, RETRIES } from './outgoing-mail.ts';
import { type PhraseBook, sandboxPhrases } from './phrases.ts';
import { type Question, readQuestion } from './question.ts';
import { type Reply, repliesTo, unknownAddress } from './replies.ts';
import { type Submitted, startSubmissionServer } from './submission-server.ts';
import { concludeTruth, type TruthMessage, type TruthRecord } from './truth.ts';

export interface MarketInput {
  lenders: readonly Lender[];
  behaviours: Behaviours;
  /** The study's questions, by which lenders understand what is asked. */
  scenarios: readonly Scenario[];
  clock: Clock;
  seed: number | string;
  /** Our own domain: mail to it (own copies, canaries) is relayed at once. */
  studyDomain: string;
  deadlineHours: number;
  /** Where replies, reports and own copies go. A function is asked at every delivery and must not throw. */
  inbound: MailEnd | (() => MailEnd);
  /** Where the submission server listens, and the login. Port 0, "doorbell" and "sandbox" when left out. */
  submission?: { port?: number; user?: string; password?: string };
  /** Divides every lender's delay, for waves on a real clock. 1 when left out. */
  hurry?: number;
  /** Waits in ms between delivery attempts; a real mail server's five days when left out. */
  retries?: readonly number[];
}

export interface Market {
  /** What the instrument's `smtp` settings must say. `ca` is PEM. */
  smtp: { host: string; port: number; ca: string; user: string; password: string };
  /** One record for each message that a lender got, in the order of their acceptance. */
  truth(): TruthRecord[];
  /** Every copy that a lender got, duplicates included. `at` is UTC ms. */
  received(): { messageId: string; alias: string; lender: string; at: number }[];
  /** A question that came in by another way than mail, e.g. an offline form: the lender answers it by mail. */
  take(lender: string, question: Question): void;
  /** Messages that still wait to be delivered. */
  waiting(): number;
  /** Resolves when every reply is delivered or given up. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

interface Case {
  lender: string;
  question: Question;
  declared: Disposition;
  messages: Omit<TruthMessage, 'late'>[];
}

const HOUR = 3_600_000;
const MAX_CASES = 20_000;

/** Starts both servers' worth of it. Rejects when the port is taken. */
export async function startMarket(input: MarketInput): Promise<Market> {
  const { clock, lenders, behaviours, scenarios, seed } = input;
  const phrases: PhraseBook = sandboxPhrases();
  const end = typeof input.inbound === 'function' ? input.inbound : () => input.inbound as MailEnd;
  const outgoing = createOutgoingMail({ clock, end, retries: input.retries ?? RETRIES });
  const hurry = input.hurry ?? 1;
  const cases: Case[] = [];
  const counts = new Map<string, number>();
  const byAddress = new Map(
    lenders.flatMap((lender) =>
      lender.channels
        .filter((c) => c.kind === 'email')
        .map((c) => [c.address.toLowerCase(), lender] as const),
    ),
  );

  function ask(lender: Lender, behaviour: LenderBehaviour, question: Question): void {
    const nth = (counts.get(lender.id) ?? 0) + 1;
    counts.set(lender.id, nth);
    const script = scriptFor(behaviour, nth, question.scenario);
    const replies = repliesTo(question, { lender, behaviour, script, phrases, seed, hurry });
    const open: Case = { lender: lender.id, question, declared: script.disposition, messages: [] };
    cases.push(open);
    for (const reply of replies) open.messages.push(send(reply));
  }

  function send(reply: Reply): Omit<TruthMessage, 'late'> {
    const message: Omit<TruthMessage, 'late'> = {
      ...reply.effect,
      messageId: reply.messageId,
      to: reply.envelope.to,
      dueAt: reply.at,
      deliveredAt: null,
      tries: 0,
    };
    outgoing.post({
      ...reply,
      onTry: () => {
        message.tries += 1;
      },
      onDelivered: (at) => {
        message.deliveredAt ??= at;
      },
    });
    return message;
  }

  async function take(message: Submitted): Promise<void> {
    if (cases.length + message.recipients.length > MAX_CASES) throw new Error('4.3.1 the sandbox is full');
    for (const recipient of message.recipients) {
      const to = recipient.toLowerCase();
      if (to.endsWith(`@${input.studyDomain.toLowerCase()}`)) {
        outgoing.post({
          envelope: { from: message.from, to: recipient },
          raw: message.raw,
          at: message.acceptedAt,
        });
        continue;
      }
      const question = await readQuestion(
        message.raw,
        { from: message.from, to, acceptedAt: message.acceptedAt },
        scenarios,
      );
      const lender = byAddress.get(to);
      const behaviour = lender && (behaviours.lenders[lender.id] ?? behaviours.otherwise);
      if (lender && behaviour) ask(lender, behaviour, question);
      else send(unknownAddress(question, seed));
    }
  }

  const server = await startSubmissionServer({
    clock,
    port: input.submission?.port ?? 0,
    user: input.submission?.user ?? 'doorbell',
    password: input.submission?.password ?? 'sandbox',
    take,
  });

  return {
    smtp: {
      host: server.host,
      port: server.port,
      ca: server.ca,
      user: server.user,
      password: server.password,
    },
    truth: () =>
      cases.map(({ lender, question, declared, messages }) =>
        concludeTruth(
          {
            lender,
            alias: question.alias,
            messageId: question.messageId,
            scenario: question.scenario,
            asks: question.asks,
            acceptedAt: question.acceptedAt,
            deadlineAt: question.acceptedAt + input.deadlineHours * HOUR,
            declared,
          },
          messages,
        ),
      ),
    received: () =>
      cases.map(({ lender, question }) => ({
        messageId: question.messageId,
        alias: question.alias,
        lender,
        at: question.acceptedAt,
      })),
    take(id, question) {
      const lender = lenders.find((l) => l.id === id);
      const behaviour = lender && (behaviours.lenders[id] ?? behaviours.otherwise);
      if (lender && behaviour) ask(lender, behaviour, question);
    },
    waiting: () => outgoing.waiting(),
    idle: () => outgoing.idle(),
    async stop() {
      await server.stop();
      await outgoing.stop();
    },
  };
}
