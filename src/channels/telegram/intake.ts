/**
 * Takes updates in: those of watched chats become evidence, durably, before Telegram is told that we have them; of all
 * others nothing is kept but their number.
 */
import type { Message, Update, User } from 'grammy/types';
import type { Clock, EvidenceSink } from '../../fieldwork/ports.ts';
import { sha256 } from '../../model/digest.ts';
import type { Capture, Interval } from '../../model/evidence.ts';
import { instant } from '../../model/scalars.ts';
import type { Operator } from '../../model/settings.ts';
import type { ChatBook, Found, WatchedChat } from './chat-book.ts';
import type { BotClient } from './client.ts';
import type { Connected, Connections } from './connections.ts';
import type { Continuity } from './continuity.ts';
import { acknowledge, ask, certainTask, pressed, type Question, tasksOf, tell } from './forwards.ts';
import { ACCOUNT } from './marks.ts';
import type { RawUpdate } from './raw-updates.ts';
import { wordsFor } from './words.ts';

export interface Intake {
  /** Rejects when not everything could be kept; then nothing of it may be confirmed. Never two at a time. */
  take(updates: RawUpdate<Update>[], sink: EvidenceSink): Promise<{ fresh: number }>;
  /** Updates that were none of our business, since the process began. */
  dropped(): number;
}

interface IntakeParts {
  clock: Clock;
  client: BotClient;
  bot: () => number;
  operators: readonly Operator[];
  chats: () => readonly WatchedChat[];
  book: ChatBook;
  connections: Connections;
  continuity: Continuity;
  failed: (code: string, reason: string) => void;
}

/** What an update comes to: kept or not, and what is to be said to an operator once it is kept. */
interface Verdict {
  keep: boolean;
  probe?: string;
  received?: Interval;
  afterwards?: () => Promise<string | null>;
}

const MOST_ANSWERED = 1_000;

const DROP: Verdict = { keep: false };

export function createIntake(parts: IntakeParts): Intake {
  const { clock, client, chats, book, connections } = parts;
  const byTelegram = new Map(parts.operators.map((o) => [o.telegram, o]));
  const operatorOf = (user: User): Operator | undefined => byTelegram.get(user.id);
  let dropped = 0;
  /** Updates that an operator was answered for: one that comes twice is not answered twice. */
  const answered = new Set<number>();
  let turn: Promise<unknown> = Promise.resolve();

  async function judge(update: Update, sink: EvidenceSink): Promise<Verdict> {
    if (update.business_connection) {
      if (await connections.note(update.business_connection, sink))
        await parts.continuity.broke(clock.now(), sink);
      return DROP;
    }
    const said = update.business_message ?? update.edited_business_message;
    if (said) return chatMessage(said, sink);
    if (update.deleted_business_messages) {
      const { chat, business_connection_id, message_ids } = update.deleted_business_messages;
      const connected = await connectedBy(business_connection_id, sink);
      if (!connected) return DROP;
      const heard = {
        connection: connected.id,
        chat: chat.id,
        username: chat.username,
        own: false,
        text: '',
        message: Math.max(...message_ids),
        date: null,
      };
      return kept(await book.find(heard, sink));
    }
    if (update.message) return toTheBot(update.message);
    if (update.callback_query) return press(update.callback_query, sink);
    return DROP;
  }

  async function chatMessage(message: Message, sink: EvidenceSink): Promise<Verdict> {
    const connected = await connectedBy(message.business_connection_id ?? '', sink);
    if (!connected) return DROP;
    const { chat } = message;
    const found = await book.find(
      {
        connection: connected.id,
        chat: chat.id,
        username: chat.username,
        own: message.from?.id !== chat.id,
        text: message.text ?? message.caption ?? '',
        message: message.message_id,
        date: message.date,
      },
      sink,
    );
    const verdict = kept(found, secondOf(message.edit_date ?? message.date));
    if (found?.among) verdict.afterwards = () => ask(client, whichChat(connected, chat.id, found.among!));
    return verdict;
  }

  /** Null for an account that is no operator's. What a connection brought before we knew of it may be lost. */
  async function connectedBy(id: string, sink: EvidenceSink): Promise<Connected | null> {
    const found = await connections.of(id, sink);
    if (found?.isNew) await parts.continuity.broke(clock.now(), sink);
    return found?.connected ?? null;
  }

  const whichChat = (connected: Connected, chat: number, among: readonly WatchedChat[]): Question => ({
    to: connected.user,
    language: undefined,
    among,
    about: { chat },
  });

  async function toTheBot(message: Message): Promise<Verdict> {
    const { forward_origin: origin, from } = message;
    const operator = from && operatorOf(from);
    if (!operator || message.chat.type !== 'private') return DROP;
    const words = wordsFor(from.language_code);
    if (!origin)
      return message.text === '/start'
        ? { ...DROP, afterwards: () => tell(client, message.chat.id, words.help) }
        : DROP;
    const tasks = tasksOf(chats(), operator);
    if (tasks.length === 0)
      return { ...DROP, afterwards: () => tell(client, message.chat.id, words.nothingOpen) };
    const received = secondOf(message.date);
    const task = await certainTask(message, origin, tasks, book, operator);
    if (task) return { keep: true, probe: task.probe, received };
    const question: Question = {
      to: message.chat.id,
      language: from.language_code,
      among: tasks,
      about: { message: message.message_id },
    };
    return { keep: true, received, afterwards: () => ask(client, question) };
  }

  async function press(query: NonNullable<Update['callback_query']>, sink: EvidenceSink): Promise<Verdict> {
    // A button stands in one operator's own chat with the bot; a press from anywhere else is none.
    const operator = query.message?.chat.id === query.from.id ? operatorOf(query.from) : undefined;
    const answer = operator && pressed(query.data, tasksOf(chats(), operator));
    if (!answer) return DROP;
    if ('chat' in answer.about && answer.watched)
      await book.learn(answer.about.chat, answer.watched.handle, sink);
    return {
      keep: true,
      ...(answer.watched ? { probe: answer.watched.probe } : {}),
      afterwards: () => acknowledge(client, query, answer),
    };
  }

  async function take(updates: RawUpdate<Update>[], sink: EvidenceSink): Promise<{ fresh: number }> {
    const inOrder = new Map(
      [...updates]
        .sort((a, b) => a.update.update_id - b.update.update_id)
        .map((u) => [u.update.update_id, u]),
    );
    const items: { capture: Capture; raw: Uint8Array }[] = [];
    const afterwards: (() => Promise<string | null>)[] = [];
    let strangers = 0;
    for (const { update, raw } of inOrder.values()) {
      const verdict = await judge(update, sink);
      if (verdict.keep) items.push({ capture: captureOf(update, raw, verdict), raw });
      else strangers += 1;
      if (verdict.afterwards && !answered.has(update.update_id)) {
        if (answered.size >= MOST_ANSWERED) answered.clear();
        answered.add(update.update_id);
        afterwards.push(verdict.afterwards);
      }
    }
    let fresh = 0;
    const last = items.at(-1);
    if (last) {
      const lastUid = Math.max(...items.map(({ capture }) => Number(capture.key.split('/')[1])));
      const cursor = { account: ACCOUNT, folder: 'updates', uidValidity: String(parts.bot()), lastUid };
      ({ fresh } = await sink.commit({ items, cursor }));
    }
    dropped += strangers;
    for (const say of afterwards) {
      const reason = await say();
      if (reason !== null) parts.failed('telegram-unsaid', `an operator could not be answered: ${reason}`);
    }
    return { fresh };
  }

  const captureOf = (update: Update, raw: Uint8Array, { probe, received }: Verdict): Capture => ({
    account: ACCOUNT,
    key: `${parts.bot()}/${update.update_id}`,
    evidence: sha256(raw),
    media: 'update',
    ...(probe === undefined ? {} : { probe }),
    bytes: raw.byteLength,
    clocks: {
      ...(received ? { received } : {}),
      observed: instant(clock.now()),
    },
    correlation: { recipients: [], inReplyTo: [], references: [] },
  });

  return {
    take(updates, sink) {
      const mine = turn.then(() => take(updates, sink));
      turn = mine.catch(() => {});
      return mine;
    },
    dropped: () => dropped,
  };
}

const kept = (found: Found | null, received?: Interval): Verdict =>
  found
    ? {
        keep: true,
        ...(found.probe === undefined ? {} : { probe: found.probe }),
        ...(received ? { received } : {}),
      }
    : { ...DROP };

/** Telegram's clock gives whole seconds. */
const secondOf = (unix: number): Interval => ({
  from: instant(unix * 1000),
  to: instant(unix * 1000 + 999),
});
