/** The accounts that the bot is connected to. Only an operator's counts: anybody may connect any bot to their own account. */
import type { BusinessConnection } from 'grammy/types';
import type { EvidenceSink } from '../../fieldwork/ports.ts';
import type { Operator } from '../../model/settings.ts';
import type { BotClient } from './client.ts';
import { failureOf } from './failure.ts';
import type { Marks } from './marks.ts';

export interface Connected {
  id: string;
  operator: Operator;
  /** The operator's own Telegram id. */
  user: number;
  enabled: boolean;
  /** `rights.can_reply`: grammY's filter `business_connection:can_reply` reads a field that is gone since Bot API 9.0. */
  canReply: boolean;
}

export interface Connections {
  /** Those that the ledger names, as they are now at Telegram. */
  load(): Promise<void>;
  /** Takes in what is said of one; true where it was not in force all the time until now, so that messages may be lost. */
  note(connection: BusinessConnection, sink: EvidenceSink): Promise<boolean>;
  /** The same, kept nowhere: for a check. */
  see(connection: BusinessConnection): void;
  /** The connection through which a message came, asked for when it is new; null when it is no operator's. */
  of(id: string, sink: EvidenceSink): Promise<{ connected: Connected; isNew: boolean } | null>;
  /** As they are now at Telegram; true as with `note`. */
  refresh(sink: EvidenceSink): Promise<boolean>;
  /** Why what is said in the operators' chats does not, or not wholly, come to us. */
  problems(): string[];
  /** Whether there are chats that we don't hear at all. */
  isDeaf(): boolean;
  all(): Connected[];
  strangers(): number;
}

const MOST_STRANGERS = 1_000;

export function createConnections(parts: {
  client: BotClient;
  operators: readonly Operator[];
  marks: Marks;
}): Connections {
  const { client, marks } = parts;
  const byTelegram = new Map(
    parts.operators.flatMap((o) => (o.telegram === undefined ? [] : [[o.telegram, o] as const])),
  );
  const known = new Map<string, Connected>();
  const strangers = new Set<string>();

  function adopt(connection: BusinessConnection): Connected | null {
    const operator = byTelegram.get(connection.user.id);
    if (!operator) {
      if (strangers.size < MOST_STRANGERS) strangers.add(connection.id);
      return null;
    }
    // One account has one connection: a new one takes the place of the old.
    for (const [id, old] of known) if (old.user === connection.user.id) known.delete(id);
    const connected: Connected = {
      id: connection.id,
      operator,
      user: connection.user.id,
      enabled: connection.is_enabled,
      canReply: connection.rights?.can_reply === true,
    };
    known.set(connection.id, connected);
    return connected;
  }

  /** Null when Telegram knows no such connection (any more). */
  async function ask(id: string): Promise<BusinessConnection | null> {
    try {
      return await client.api.getBusinessConnection(id);
    } catch (error) {
      const { status } = failureOf(error);
      if (status === 400 || status === 403) return null;
      throw error;
    }
  }

  async function note(connection: BusinessConnection, sink: EvidenceSink): Promise<boolean> {
    const before = known.get(connection.id);
    const now = adopt(connection);
    if (!now) return false;
    const folder = `connection/${now.user}`;
    if ((await marks.read(folder))?.what !== now.id)
      await marks.write(sink, folder, { what: now.id, at: connection.date });
    return !(before?.enabled === true && now.enabled);
  }

  return {
    async load() {
      for (const user of byTelegram.keys()) {
        const mark = await marks.read(`connection/${user}`);
        if (!mark || known.has(mark.what)) continue;
        const connection = await ask(mark.what);
        if (connection) adopt(connection);
        else {
          const operator = byTelegram.get(user)!;
          known.set(mark.what, { id: mark.what, operator, user, enabled: false, canReply: false });
        }
      }
    },
    note,
    see: (connection) => void adopt(connection),
    async of(id, sink) {
      const here = known.get(id);
      if (here) return { connected: here, isNew: false };
      if (strangers.has(id)) return null;
      const connection = await ask(id);
      if (connection) await note(connection, sink);
      else if (strangers.size < MOST_STRANGERS) strangers.add(id);
      const connected = known.get(id);
      return connected ? { connected, isNew: true } : null;
    },
    async refresh(sink) {
      let lost = false;
      for (const connected of [...known.values()]) {
        const connection = await ask(connected.id);
        if (connection) lost = (await note(connection, sink)) || lost;
        else {
          lost = true;
          known.set(connected.id, { ...connected, enabled: false, canReply: false });
        }
      }
      return lost;
    },
    problems() {
      if (byTelegram.size === 0) return ['no operator in settings.yml (desk.operators) has a telegram id'];
      if (known.size === 0) return ['no operator has connected the bot to their Telegram account'];
      return [...known.values()].flatMap(({ operator, enabled, canReply }) =>
        !enabled
          ? [`the bot's connection to the account of ${operator.name} is switched off`]
          : !canReply
            ? [`the bot has no right to reply in the chats of ${operator.name}`]
            : [],
      );
    },
    isDeaf: () => known.size === 0 || [...known.values()].some((c) => !c.enabled),
    all: () => [...known.values()],
    strangers: () => strangers.size,
  };
}
