/**
 * A Telegram of our own on loopback: the Bot API for the recorder bot, and the people on the other side of it, played
 * by a test or by the market. It takes the sandbox's clock; nothing leaves this machine.
 */
import type { Clock } from '../../fieldwork/ports.ts';
import { createFaults, type Faults } from './faults.ts';
import { createLongPolling, type PollRequest } from './long-polling.ts';
import { createMethods } from './methods.ts';
import { serveBotApi } from './server.ts';
import { BotApiRefusal, type Message, type Origin, type Rights, type User, unix } from './shapes.ts';
import { createUpdateQueue, type UpdateQueue } from './update-queue.ts';
import { createWebhook, type Webhook } from './webhook.ts';
import { createWorld, type Party, type Said } from './world.ts';

export type { Fault } from './faults.ts';
export { otherPoller, serverError, tooMany, unauthorized } from './faults.ts';
export type { Message, Origin } from './shapes.ts';
export type { Said } from './world.ts';

export interface Person {
  id: number;
  user: User;
  /** Connects the bot to this account (Settings > Chat automation), or changes what it may do; gives the connection. */
  connect(rights?: Rights): string;
  disconnect(): void;
  /** Presses Send in the chat with somebody. */
  send(to: LenderEnd, text: string): Message;
  edit(message: Message, text: string): Message;
  remove(to: LenderEnd, ...messages: Message[]): void;
  /** Writes to the bot itself. */
  write(text: string): Message;
  /** Forwards somebody's message to the bot. Another origin where one is given. */
  forward(message: Message, origin?: Origin): Message;
  /** What the bot wrote to this person, oldest first, with its buttons. */
  seen(): Message[];
  /** Presses a button, by its words. */
  press(on: Message, words: string): void;
}

export interface LenderEnd {
  id: number;
  user: User;
  /** Writes in its chat with a person; `away` marks what Telegram sends by itself. */
  reply(to: Person, text: string, options?: { away?: boolean }): Message;
  edit(to: Person, message: Message, text: string): Message;
  remove(to: Person, ...messages: Message[]): void;
}

export interface LenderOptions {
  name: string;
  username?: string;
  phone?: string;
  id?: number;
  /** Answers by itself: from.is_bot. */
  bot?: boolean;
  /** Its forwarded messages carry the name alone. */
  hidden?: boolean;
  /** As in ChatFullInfo.business_opening_hours. */
  hours?: object;
}

export interface BotApi {
  /** For settings.telegram.apiRoot. */
  root: string;
  token: string;
  bot: User;
  person(of: { name: string; id?: number; username?: string }): Person;
  /** A lender's account, or anybody else's. */
  lender(of: LenderOptions): LenderEnd;
  /** Who answers to a username or a phone number, as a deep link finds them. */
  find(handle: string): LenderEnd | undefined;
  /** Called for everything that is said in a chat of a person's, by either side. */
  heard(listener: (said: Said) => void): void;
  faults: Faults;
  queue: Pick<UpdateQueue, 'pending' | 'lapsed' | 'restartIds'>;
  webhook: Pick<Webhook, 'mess' | 'info'>;
  /** Methods that were carried out or tried to be, without those that a fault stopped before; the last 10,000. */
  calls(): { method: string; parameters: Record<string, unknown> }[];
  /** Whether a long poll is open. */
  isPolled(): boolean;
  /** BotFather revoked the token. */
  revoke(): void;
  stop(): Promise<void>;
}

const TOKEN = '7000000001:AAsandbox-token_of-nobody-0123456789ab';

export async function startBotApi(options: { clock: Clock; port?: number }): Promise<BotApi> {
  const { clock } = options;
  const queue = createUpdateQueue(clock, 500_001);
  const world = createWorld(clock, queue.add);
  const polling = createLongPolling(clock, queue);
  const webhook = createWebhook(clock, queue);
  const faults = createFaults();
  const hours = new Map<number, object>();
  const methods = createMethods({
    clock,
    world,
    queue,
    webhook,
    interrupt: () => polling.interrupt(),
    hours,
  });
  const calls: { method: string; parameters: Record<string, unknown> }[] = [];
  let token = TOKEN;
  const ends = new Map<number, LenderEnd>();

  const server = await serveBotApi({
    token: () => token,
    faults,
    port: options.port ?? 0,
    async call(method, parameters, gone) {
      calls.push({ method, parameters: parameters as Record<string, unknown> });
      if (calls.length > 10_000) calls.shift();
      if (method === 'getUpdates') {
        if (webhook.active())
          throw new BotApiRefusal(
            409,
            "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
          );
        return polling.poll(parameters as PollRequest, gone);
      }
      const carryOut = methods[method];
      if (!carryOut) throw new BotApiRefusal(404, 'Not Found: method not found');
      return carryOut(parameters);
    },
  });

  const partyOf = (end: LenderEnd): Party => world.parties.get(end.id)!;

  function originOf(message: Message): Origin {
    const author = world.users.get(message.from.id)!;
    return world.parties.get(author.id)?.hidden
      ? { type: 'hidden_user', date: message.date, sender_user_name: author.first_name }
      : { type: 'user', date: message.date, sender_user: author };
  }

  function person(of: { name: string; id?: number; username?: string }): Person {
    const user = world.newUser(of);
    return {
      id: user.id,
      user,
      connect: (rights = { can_reply: true, can_read_messages: true }) =>
        world.connect(user, rights, true).id,
      disconnect() {
        world.connect(user, {}, false);
      },
      send: (to, text) => world.say(user, partyOf(to), 'person', text),
      edit: (message, text) => world.edit(user, message, text),
      remove: (to, ...messages) =>
        world.remove(
          user,
          partyOf(to),
          messages.map((m) => m.message_id),
        ),
      write: (text) => world.write(user, text),
      forward: (message, origin) => world.write(user, message.text, origin ?? originOf(message)),
      seen: () => world.fromBot.filter((m) => m.chat.id === user.id),
      press(on, words) {
        const button = on.reply_markup?.inline_keyboard.flat().find((b) => b.text === words);
        if (!button) throw new Error(`there is no button "${words}"`);
        world.press(user, on, button.callback_data);
      },
    };
  }

  function lender(of: LenderOptions): LenderEnd {
    const user = world.newUser(of);
    const party: Party = {
      user,
      hidden: of.hidden === true,
      ...(of.phone === undefined ? {} : { phone: of.phone }),
    };
    world.parties.set(user.id, party);
    if (of.hours) hours.set(user.id, of.hours);
    const end: LenderEnd = {
      id: user.id,
      user,
      reply: (to, text, { away } = {}) => world.say(to.user, party, 'party', text, away),
      edit: (to, message, text) => world.edit(to.user, message, text),
      remove: (to, ...messages) =>
        world.remove(
          to.user,
          party,
          messages.map((m) => m.message_id),
        ),
    };
    ends.set(user.id, end);
    return end;
  }

  return {
    root: server.root,
    get token() {
      return token;
    },
    bot: world.bot,
    person,
    lender,
    find(handle) {
      const bare = handle.replace(/^@/, '').toLowerCase();
      return [...ends.values()].find(
        (e) => e.user.username?.toLowerCase() === bare || partyOf(e).phone === handle,
      );
    },
    heard: (listener) => world.heard(listener),
    faults,
    queue,
    webhook,
    calls: () => [...calls],
    isPolled: () => polling.isOpen(),
    revoke() {
      token = `${TOKEN.slice(0, -4)}${unix(clock.now()) % 10_000}`;
    },
    async stop() {
      polling.stop();
      await Promise.all([webhook.stop(), server.stop()]);
    },
  };
}
