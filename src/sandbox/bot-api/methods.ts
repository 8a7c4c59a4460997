/** The methods of the Bot API that a recorder calls. Each gets its parameters as they came, and refuses as Telegram does. */
import { z } from 'zod';
import type { Clock } from '../../fieldwork/ports.ts';
import { BotApiRefusal, type Connection } from './shapes.ts';
import type { UpdateQueue } from './update-queue.ts';
import type { Webhook } from './webhook.ts';
import { chatWith, type World } from './world.ts';

export interface MethodParts {
  clock: Clock;
  world: World;
  queue: UpdateQueue;
  webhook: Webhook;
  /** Ends an open poll: a webhook was set. */
  interrupt(): void;
  /** By chat id: what getChat says of opening hours. */
  hours: Map<number, object>;
}

/** How long after an incoming message a bot may write in a person's chat. */
const WINDOW_MS = 24 * 3_600_000;

const Keyboard = z.object({
  inline_keyboard: z.array(
    z.array(z.object({ text: z.string().min(1), callback_data: z.string().min(1).max(64) })),
  ),
});
const ChatId = z.coerce.number().int();
const SendMessage = z.object({
  chat_id: ChatId,
  text: z.string().min(1).max(4096),
  business_connection_id: z.string().optional(),
  reply_markup: Keyboard.optional(),
  reply_parameters: z.object({ message_id: z.number().int() }).optional(),
});

function parsed<T>(schema: z.ZodType<T>, parameters: unknown): T {
  const read = schema.safeParse(parameters);
  if (!read.success) throw new BotApiRefusal(400, `Bad Request: ${read.error.issues[0]?.message}`);
  return read.data;
}

export function createMethods(parts: MethodParts): Record<string, (parameters: unknown) => unknown> {
  const { clock, world, queue, webhook } = parts;

  function connectionFor(id: string): Connection {
    const connection = world.connections.get(id);
    if (!connection) throw new BotApiRefusal(400, 'Bad Request: business connection not found');
    return connection;
  }

  /** The rules of a chat that is the person's own: switched on, allowed, and written to within the day. */
  function mayWrite(connection: Connection, chat: number): void {
    if (!connection.is_enabled || connection.rights?.can_reply !== true)
      throw new BotApiRefusal(403, 'Forbidden: not enough rights to send business messages');
    const last = world.lastIncoming.get(`${connection.user.id} ${chat}`);
    if (last === undefined || clock.now() - last > WINDOW_MS)
      throw new BotApiRefusal(400, 'Bad Request: BUSINESS_PEER_USAGE_MISSING');
  }

  return {
    getMe: () => ({
      ...world.bot,
      can_join_groups: false,
      can_read_all_group_messages: false,
      supports_inline_queries: false,
      can_connect_to_business: true,
    }),
    getWebhookInfo: () => webhook.info(),
    setWebhook(given) {
      const { url, secret_token, allowed_updates, drop_pending_updates } = parsed(
        z.object({
          url: z.string(),
          secret_token: z
            .string()
            .regex(/^[A-Za-z0-9_-]{1,256}$/)
            .optional(),
          allowed_updates: z.array(z.string()).optional(),
          drop_pending_updates: z.boolean().optional(),
        }),
        given,
      );
      if (drop_pending_updates) queue.clear();
      if (url === '') webhook.remove();
      else {
        queue.allow(allowed_updates ?? null);
        parts.interrupt();
        webhook.set(url, secret_token);
      }
      return true;
    },
    deleteWebhook(given) {
      const { drop_pending_updates } = parsed(
        z.object({ drop_pending_updates: z.boolean().optional() }),
        given,
      );
      if (drop_pending_updates) queue.clear();
      webhook.remove();
      return true;
    },
    sendMessage(given) {
      const { chat_id, text, business_connection_id, reply_markup, reply_parameters } = parsed(
        SendMessage,
        given,
      );
      if (business_connection_id !== undefined) {
        const connection = connectionFor(business_connection_id);
        const party = world.parties.get(chat_id);
        if (!party) throw new BotApiRefusal(400, 'Bad Request: chat not found');
        mayWrite(connection, chat_id);
        return world.say(connection.user, party, 'bot', text);
      }
      const user = world.users.get(chat_id);
      if (!user) throw new BotApiRefusal(400, 'Bad Request: chat not found');
      if (!world.acquainted.has(chat_id))
        throw new BotApiRefusal(403, "Forbidden: bot can't initiate conversation with a user");
      return world.botSays(user, {
        text,
        ...(reply_markup ? { reply_markup } : {}),
        ...(reply_parameters ? { reply_to_message: repliedTo(user, reply_parameters.message_id) } : {}),
      });
    },
    answerCallbackQuery(given) {
      parsed(z.object({ callback_query_id: z.string() }), given);
      return true;
    },
    editMessageReplyMarkup(given) {
      const { chat_id, message_id, reply_markup } = parsed(
        z.object({ chat_id: ChatId, message_id: z.number(), reply_markup: Keyboard.optional() }),
        given,
      );
      const message = world.fromBot.find((m) => m.chat.id === chat_id && m.message_id === message_id);
      if (!message) throw new BotApiRefusal(400, 'Bad Request: message to edit not found');
      if (reply_markup) message.reply_markup = reply_markup;
      else delete message.reply_markup;
      return message;
    },
    getBusinessConnection: (given) =>
      connectionFor(parsed(z.object({ business_connection_id: z.string() }), given).business_connection_id),
    getChat(given) {
      const { chat_id } = parsed(z.object({ chat_id: ChatId }), given);
      const user = world.users.get(chat_id);
      if (!user || !(world.acquainted.has(chat_id) || world.parties.has(chat_id)))
        throw new BotApiRefusal(400, 'Bad Request: chat not found');
      const hours = parts.hours.get(chat_id);
      return { ...chatWith(user), ...(hours ? { business_opening_hours: hours } : {}) };
    },
    readBusinessMessage(given) {
      const { business_connection_id, chat_id } = parsed(
        z.object({ business_connection_id: z.string(), chat_id: ChatId, message_id: z.number() }),
        given,
      );
      const connection = connectionFor(business_connection_id);
      if (connection.rights?.can_read_messages !== true)
        throw new BotApiRefusal(403, 'Forbidden: not enough rights to read business messages');
      const last = world.lastIncoming.get(`${connection.user.id} ${chat_id}`);
      if (last === undefined || clock.now() - last > WINDOW_MS)
        throw new BotApiRefusal(400, 'Bad Request: BUSINESS_PEER_USAGE_MISSING');
      return true;
    },
  };

  function repliedTo(user: { id: number }, message_id: number) {
    const found = world.written.get(user.id)?.find((m) => m.message_id === message_id);
    if (!found) throw new BotApiRefusal(400, 'Bad Request: message to be replied not found');
    return found;
  }
}
