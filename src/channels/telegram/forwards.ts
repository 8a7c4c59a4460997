/**
 * What an operator forwards to the bot. `forward_origin` says who wrote it and when; where that does not make the
 * lender certain the operator is asked with buttons, and the press is evidence like the forward itself.
 */
import type { CallbackQuery, Message, MessageOrigin } from 'grammy/types';
import { sha256 } from '../../model/digest.ts';
import type { Operator } from '../../model/settings.ts';
import { type ChatBook, hasBegun, keyOf, sameText, type WatchedChat } from './chat-book.ts';
import type { BotClient } from './client.ts';
import { failureOf } from './failure.ts';
import { wordsFor } from './words.ts';

/** A question to an operator that has still to be put; nothing of it is needed after a restart but the update itself. */
export interface Question {
  to: number;
  language: string | undefined;
  among: readonly WatchedChat[];
  /** The forward that is asked about, or the chat in which our question went out. */
  about: { message: number } | { chat: number };
}

/** An answered question: `probe` is null for "none of these" and for a task that is closed by now. */
export interface Pressed {
  about: { message: number } | { chat: number };
  watched: WatchedChat | null;
}

/** Telegram takes up to a hundred buttons; nobody reads more than these. */
const MOST_BUTTONS = 30;
const NONE = 'none';

/** Tasks of this operator, and those that nobody in particular has. */
export const tasksOf = (chats: readonly WatchedChat[], operator: Operator): WatchedChat[] =>
  chats.filter((c) => c.operator === undefined || c.operator === operator.name);

/** The task that a forwarded message certainly belongs to, else null. */
export async function certainTask(
  message: Message,
  origin: MessageOrigin,
  tasks: readonly WatchedChat[],
  book: ChatBook,
  operator: Operator,
): Promise<WatchedChat | null> {
  const fits: WatchedChat[] = [];
  for (const task of tasks)
    if (hasBegun(task, origin.date) && (await isFrom(task, message, origin, book, operator))) fits.push(task);
  return fits.length === 1 ? fits[0]! : null;
}

async function isFrom(
  task: WatchedChat,
  message: Message,
  origin: MessageOrigin,
  book: ChatBook,
  operator: Operator,
): Promise<boolean> {
  if (origin.type === 'hidden_user') return sameName(origin.sender_user_name, task.lender);
  if (origin.type === 'user' && origin.sender_user.id === operator.telegram)
    return sameText(message.text ?? '', task.text);
  const who =
    origin.type === 'user' ? origin.sender_user : origin.type === 'chat' ? origin.sender_chat : origin.chat;
  const username = 'username' in who ? who.username : undefined;
  return (
    task.handle === String(who.id) ||
    (username !== undefined && keyOf(task.handle) === `@${username.toLowerCase()}`) ||
    (await book.isChatOf(who.id, task.handle))
  );
}

/** The same name in whatever case and form of its letters: "ACME Credit", "Acme  Credit". */
const sameName = (a: string, b: string): boolean => folded(a) === folded(b);
const folded = (name: string): string => name.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim();

/** Sixteen digits stand for a probe: a button holds 64 bytes. */
const mark = (probe: string): string => sha256(probe).slice(0, 16);

const subject = (about: Question['about']): string =>
  'message' in about ? `forward/${about.message}` : `chat/${about.chat}`;

/** Puts the question. Resolves with the reason where it could not be put. */
export async function ask(
  client: BotClient,
  { to, language, among, about }: Question,
): Promise<string | null> {
  const words = wordsFor(language);
  const newest = [...among].sort((a, b) => b.since - a.since).slice(0, MOST_BUTTONS);
  const buttons = newest.map((task) => [
    { text: task.lender.slice(0, 60), callback_data: `${subject(about)}/${mark(task.probe)}` },
  ]);
  return said(() =>
    client.api.sendMessage(to, 'message' in about ? words.whichLender : words.whichChat, {
      reply_markup: {
        inline_keyboard: [...buttons, [{ text: words.none, callback_data: `${subject(about)}/${NONE}` }]],
      },
      ...('message' in about
        ? { reply_parameters: { message_id: about.message, allow_sending_without_reply: true } }
        : {}),
    }),
  );
}

/** Tells an operator something. Resolves with the reason where that failed: it is never more than a courtesy. */
export const tell = (client: BotClient, to: number, text: string): Promise<string | null> =>
  said(() => client.api.sendMessage(to, text));

/** What a press of one of our buttons says; null for any other data. */
export function pressed(data: string | undefined, chats: readonly WatchedChat[]): Pressed | null {
  const [, kind, id, chosen] = /^(forward|chat)\/(\d{1,20})\/([0-9a-f]{16}|none)$/.exec(data ?? '') ?? [];
  if (kind === undefined) return null;
  return {
    about: kind === 'forward' ? { message: Number(id) } : { chat: Number(id) },
    watched: chats.find((c) => mark(c.probe) === chosen) ?? null,
  };
}

/** Says that the press was taken, and takes the buttons away. */
export async function acknowledge(
  client: BotClient,
  query: CallbackQuery,
  answer: Pressed,
): Promise<string | null> {
  const words = wordsFor(query.from.language_code);
  const text = answer.watched || query.data?.endsWith(`/${NONE}`) === true ? words.noted : words.gone;
  return said(async () => {
    await client.api.answerCallbackQuery(query.id, { text });
    if (query.message)
      await client.api.editMessageReplyMarkup(query.message.chat.id, query.message.message_id);
  });
}

async function said(call: () => Promise<unknown>): Promise<string | null> {
  try {
    await call();
    return null;
  } catch (error) {
    return failureOf(error).error.message;
  }
}
