/** Who is on the sandbox's Telegram: persons who connect the bot to their account, lenders, and the chats between them. */
import type { Clock } from '../../fieldwork/ports.ts';
import {
  type Connection,
  type Message,
  type Origin,
  type PrivateChat,
  type Rights,
  type Update,
  type User,
  unix,
} from './shapes.ts';

/** The other end of a chat: a lender's account, or anybody from the person's private life. */
export interface Party {
  user: User;
  /** E.164, where it is reached by its number; Telegram never shows it to a bot. */
  phone?: string;
  /** Forwards of its messages carry a name only. */
  hidden: boolean;
}

export interface Said {
  message: Message;
  /** UTC ms. */
  at: number;
  from: 'person' | 'party' | 'bot';
  party: Party;
  person: User;
}

export interface World {
  bot: User;
  /** Connections by id, in force or not. */
  connections: Map<string, Connection>;
  /** Persons and parties by their Telegram id. */
  users: Map<number, User>;
  parties: Map<number, Party>;
  /** Who has written to the bot: it may write to them. */
  acquainted: Set<number>;
  /** Messages that the bot sent to somebody in its own chat with them. */
  fromBot: Message[];
  /** What somebody wrote to the bot, by their id. */
  written: Map<number, Message[]>;
  /** Last incoming message of a chat, UTC ms, by "PERSON PARTY". */
  lastIncoming: Map<string, number>;
  newUser(of: { name: string; username?: string; bot?: boolean; id?: number }): User;
  connectionOf(person: User): Connection | undefined;
  connect(person: User, rights: Rights, enabled: boolean): Connection;
  /** A message in a chat of a person's; told to the bot where it is connected. */
  say(person: User, party: Party, from: 'person' | 'party' | 'bot', text: string, offline?: boolean): Message;
  edit(person: User, message: Message, text: string): Message;
  remove(person: User, party: Party, messageIds: number[]): void;
  /** A message to the bot itself. */
  write(person: User, text: string, origin?: Origin): Message;
  /** A message of the bot itself. */
  botSays(person: User, message: Pick<Message, 'text' | 'reply_markup' | 'reply_to_message'>): Message;
  press(person: User, on: Message, data: string): void;
  heard(listener: (said: Said) => void): void;
}

export const chatWith = ({ id, first_name, username }: User): PrivateChat => ({
  id,
  type: 'private',
  first_name,
  ...(username === undefined ? {} : { username }),
});

export function createWorld(clock: Clock, add: (update: Omit<Update, 'update_id'>) => void): World {
  let nextUser = 700_000_001;
  let nextMessage = 100;
  let nextQuery = 1;
  const listeners: ((said: Said) => void)[] = [];
  const users = new Map<number, User>();
  const newUser: World['newUser'] = ({ name, username, bot, id }) => {
    const user: User = {
      id: id ?? nextUser++,
      is_bot: bot === true,
      first_name: name,
      ...(username === undefined ? {} : { username }),
    };
    users.set(user.id, user);
    return user;
  };
  const bot = newUser({ name: 'Recorder', username: 'recorder_example_bot', bot: true, id: 7_000_000_001 });
  const connections = new Map<string, Connection>();
  const connectionOf = (person: User) => [...connections.values()].find((c) => c.user.id === person.id);
  const acquainted = new Set<number>();
  const fromBot: Message[] = [];
  const written = new Map<number, Message[]>();
  const lastIncoming = new Map<string, number>();
  const now = () => unix(clock.now());

  /** Told to the bot only while it is connected. */
  const tell = (person: User, make: (connection: Connection) => Omit<Update, 'update_id'>) => {
    const connection = connectionOf(person);
    if (connection?.is_enabled) add(make(connection));
  };

  return {
    bot,
    connections,
    users,
    parties: new Map(),
    acquainted,
    fromBot,
    written,
    lastIncoming,
    newUser,
    connectionOf,
    connect(person, rights, enabled) {
      const known = connectionOf(person);
      const connection: Connection = {
        id: known?.id ?? `conn-${person.id}`,
        user: person,
        user_chat_id: person.id,
        date: known?.date ?? now(),
        is_enabled: enabled,
        rights,
      };
      connections.set(connection.id, connection);
      acquainted.add(person.id);
      add({ business_connection: connection });
      return connection;
    },
    say(person, party, from, text, offline) {
      const message: Message = {
        message_id: nextMessage++,
        date: now(),
        from: from === 'party' ? party.user : person,
        chat: chatWith(party.user),
        text,
        ...(offline ? { is_from_offline: true as const } : {}),
        ...(from === 'bot' ? { sender_business_bot: bot } : {}),
      };
      if (from === 'party') lastIncoming.set(`${person.id} ${party.user.id}`, clock.now());
      const connection = connectionOf(person);
      const said = connection ? { ...message, business_connection_id: connection.id } : message;
      // That a connected bot hears chats with other bots is not proven (channels.md 3.1): here it does not.
      if (!party.user.is_bot) tell(person, () => ({ business_message: said }));
      for (const listener of listeners) listener({ message: said, at: clock.now(), from, party, person });
      return said;
    },
    edit(person, message, text) {
      const edited = { ...message, text, edit_date: now() };
      tell(person, () => ({ edited_business_message: edited }));
      return edited;
    },
    remove(person, party, message_ids) {
      tell(person, ({ id }) => ({
        deleted_business_messages: {
          business_connection_id: id,
          chat: chatWith(party.user),
          message_ids,
        },
      }));
    },
    write(person, text, origin) {
      acquainted.add(person.id);
      const message: Message = {
        message_id: nextMessage++,
        date: now(),
        from: person,
        chat: chatWith(person),
        text,
        ...(origin ? { forward_origin: origin } : {}),
      };
      written.set(person.id, [...(written.get(person.id) ?? []).slice(-999), message]);
      add({ message });
      return message;
    },
    botSays(person, { text, reply_markup, reply_to_message }) {
      const message: Message = {
        message_id: nextMessage++,
        date: now(),
        from: bot,
        chat: chatWith(person),
        text,
        ...(reply_markup ? { reply_markup } : {}),
        ...(reply_to_message ? { reply_to_message } : {}),
      };
      if (fromBot.length >= 10_000) fromBot.shift();
      fromBot.push(message);
      return message;
    },
    press(person, on, data) {
      add({
        callback_query: {
          id: String(nextQuery++),
          from: person,
          message: on,
          chat_instance: `${person.id}`,
          data,
        },
      });
    },
    heard(listener) {
      listeners.push(listener);
    },
  };
}
