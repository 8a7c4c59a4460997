/**
 * Updates of the Bot API, as captured, to chats: both sides of connected chats, and what operators forwarded. The first
 * version of a message and its date count; edits and deletions stay as marks. Updates in any order, and twice, are harmless.
 */
import { z } from 'zod';
import type { Capture } from '../../model/evidence.ts';
import { instant } from '../../model/scalars.ts';
import type { TranscriptMessage } from '../../model/transcript.ts';
import { cutText } from '../clean-text.ts';
import { inTime, type Seen } from './seen.ts';

const Unix = z.int().min(0).max(99_999_999_999);
const User = z.object({
  id: z.int(),
  is_bot: z.boolean().optional(),
  first_name: z.string().optional(),
  last_name: z.string().optional(),
});
const Chat = z.object({ id: z.int(), title: z.string().optional(), first_name: z.string().optional() });
const Origin = z.discriminatedUnion('type', [
  z.object({ type: z.literal('user'), date: Unix, sender_user: User }),
  z.object({ type: z.literal('hidden_user'), date: Unix, sender_user_name: z.string() }),
  z.object({ type: z.literal('chat'), date: Unix, sender_chat: Chat }),
  z.object({ type: z.literal('channel'), date: Unix, chat: Chat, message_id: z.int() }),
]);
const Message = z.object({
  message_id: z.int(),
  date: Unix,
  edit_date: Unix.optional(),
  chat: Chat,
  from: User.optional(),
  business_connection_id: z.string().optional(),
  is_from_offline: z.boolean().optional(),
  text: z.string().optional(),
  caption: z.string().optional(),
  forward_origin: Origin.optional(),
  voice: z.unknown().optional(),
  audio: z.unknown().optional(),
  photo: z.unknown().optional(),
  video: z.unknown().optional(),
  video_note: z.unknown().optional(),
  sticker: z.unknown().optional(),
  animation: z.unknown().optional(),
  document: z.unknown().optional(),
  contact: z.unknown().optional(),
  location: z.unknown().optional(),
});
type Message = z.infer<typeof Message>;

export const Update = z.object({
  update_id: z.int(),
  business_connection: z.object({ id: z.string(), user: User }).optional(),
  business_message: Message.optional(),
  edited_business_message: Message.optional(),
  deleted_business_messages: z
    .object({ business_connection_id: z.string(), chat: Chat, message_ids: z.array(z.int()).max(1_000) })
    .optional(),
  message: Message.optional(),
  callback_query: z.object({ from: User, data: z.string().max(64).optional() }).optional(),
});
export type Update = z.infer<typeof Update>;

/** Null for bytes that are no update as we know them. */
export function updateOf(raw: Uint8Array): Update | null {
  try {
    return Update.safeParse(JSON.parse(new TextDecoder().decode(raw))).data ?? null;
  } catch {
    return null;
  }
}

export interface SeenUpdate {
  capture: Capture;
  update: Update;
}

/** A forwarded message; `probe` where the recorder was certain, or the operator pressed its button. */
export interface Forwarded {
  seen: Seen;
  probe: string | null;
  /** The operator said that it belongs to none. */
  dismissed: boolean;
}

export interface UpdatesRead {
  /** By connection and chat, each in the order of time. */
  chats: Map<string, Seen[]>;
  forwards: Forwarded[];
  /** Lenders' chats that an operator named by a button: the probe by the chat. */
  named: Map<string, string>;
}

export function readUpdates(updates: readonly SeenUpdate[]): UpdatesRead {
  const inOrder = [...updates].sort(
    (a, b) => a.update.update_id - b.update.update_id || (a.capture.evidence < b.capture.evidence ? -1 : 1),
  );
  const owners = new Map<string, number>();
  for (const { update } of inOrder)
    if (update.business_connection)
      owners.set(update.business_connection.id, update.business_connection.user.id);
  const answers = answersIn(inOrder);
  return {
    chats: chatsIn(inOrder, owners),
    forwards: forwardsIn(inOrder, answers),
    named: new Map(
      [...answers].flatMap(([to, probe]) => (probe !== null && to.startsWith('chat/') ? [[to, probe]] : [])),
    ),
  };
}

interface Versions {
  first: { message: Message; capture: Capture; edit: boolean } | null;
  editedAt: number | null;
  deletedAt: string | null;
}

function chatsIn(updates: readonly SeenUpdate[], owners: ReadonlyMap<string, number>): Map<string, Seen[]> {
  const known = new Map<string, Map<number, Versions>>();
  const versionsOf = (connection: string, chat: number, id: number): Versions => {
    const key = `${connection} ${chat}`;
    const messages = known.get(key) ?? new Map<number, Versions>();
    known.set(key, messages);
    const versions = messages.get(id) ?? { first: null, editedAt: null, deletedAt: null };
    messages.set(id, versions);
    return versions;
  };
  for (const { capture, update } of updates) {
    const message = update.business_message ?? update.edited_business_message;
    if (message) {
      const edit = update.business_message === undefined;
      const v = versionsOf(message.business_connection_id ?? '', message.chat.id, message.message_id);
      const better =
        v.first === null ||
        (v.first.edit && (!edit || (message.edit_date ?? 0) < (v.first.message.edit_date ?? 0)));
      if (better) v.first = { message, capture, edit };
      if (edit) v.editedAt = Math.max(v.editedAt ?? 0, message.edit_date ?? message.date);
    }
    const gone = update.deleted_business_messages;
    for (const id of gone?.message_ids ?? []) {
      const v = versionsOf(gone!.business_connection_id, gone!.chat.id, id);
      if (v.deletedAt === null || capture.clocks.observed < v.deletedAt)
        v.deletedAt = capture.clocks.observed;
    }
  }
  const chats = new Map<string, Seen[]>();
  for (const [key, messages] of known) {
    const seen = [...messages]
      .sort(([a], [b]) => a - b)
      .flatMap(([, v]) => (v.first ? [seenOf(v, v.first, owners)] : []));
    if (seen.length > 0) chats.set(key, inTime(seen));
  }
  return chats;
}

function seenOf(
  { editedAt, deletedAt }: Versions,
  { message, capture }: { message: Message; capture: Capture },
  owners: ReadonlyMap<string, number>,
): Seen {
  const owner = owners.get(message.business_connection_id ?? '');
  // A private chat has the number of the other side.
  const own = owner === undefined ? message.from?.id !== message.chat.id : message.from?.id === owner;
  return {
    source: 'business',
    capture,
    message: {
      ...contentOf(message),
      at: secondOf(message.date),
      precision: 'exact',
      side: own ? 'own' : 'other',
      id: `${message.chat.id}/${message.message_id}`,
      ...(message.is_from_offline && { automatic: true }),
      ...(!own && message.from?.is_bot && { bot: true }),
      ...(editedAt !== null && { editedAt: instant(editedAt * 1_000) }),
      ...(deletedAt !== null && { deletedAt }),
    },
  };
}

/** Buttons pressed, the last press of each counts: the probe, or null for none, by "forward/OPERATOR/MESSAGE" or "chat/CHAT". */
function answersIn(updates: readonly SeenUpdate[]): Map<string, string | null> {
  const answers = new Map<string, string | null>();
  for (const { capture, update } of updates) {
    const press = update.callback_query;
    const [, about, id, chosen] = /^(forward|chat)\/(-?\d{1,20})\/(\w+)$/.exec(press?.data ?? '') ?? [];
    if (!press || about === undefined) continue;
    const key = about === 'forward' ? `forward/${press.from.id}/${id}` : `chat/${id}`;
    if (capture.probe !== undefined) answers.set(key, capture.probe);
    else if (chosen === 'none') answers.set(key, null);
  }
  return answers;
}

function forwardsIn(
  updates: readonly SeenUpdate[],
  answers: ReadonlyMap<string, string | null>,
): Forwarded[] {
  const out: Forwarded[] = [];
  for (const { capture, update } of updates) {
    const { message } = update;
    const origin = message?.forward_origin;
    if (!message || !origin) continue;
    const answer = answers.get(`forward/${message.from?.id}/${message.message_id}`);
    const operator = nameOf(message.from);
    const own =
      origin.type === 'user'
        ? origin.sender_user.id === message.from?.id
        : origin.type === 'hidden_user' && operator !== '' && origin.sender_user_name === operator;
    out.push({
      probe: answer ?? capture.probe ?? null,
      dismissed: answer === null,
      seen: {
        source: 'forward',
        capture,
        message: {
          ...contentOf(message),
          at: secondOf(origin.date),
          precision: 'exact',
          side: own ? 'own' : 'other',
          ...(origin.type === 'user' && !own && origin.sender_user.is_bot && { bot: true }),
        },
      },
    });
  }
  return out;
}

const nameOf = (user: z.infer<typeof User> | undefined): string =>
  [user?.first_name, user?.last_name].filter((n) => n !== undefined).join(' ');

/** Telegram's clock gives whole seconds. */
const secondOf = (unix: number): TranscriptMessage['at'] => ({
  from: instant(unix * 1_000),
  to: instant(unix * 1_000 + 999),
});

const MEDIA = [
  'voice',
  'audio',
  'video_note',
  'video',
  'sticker',
  'animation',
  'photo',
  'document',
  'contact',
  'location',
] as const;

function contentOf(message: Message): Pick<TranscriptMessage, 'text' | 'media'> {
  const media = MEDIA.find((m) => message[m] !== undefined);
  return {
    text: cutText(message.text ?? message.caption ?? '', 20_000),
    ...(media !== undefined && { media }),
  };
}
