/** Which chats are lenders': everything else in a shopper's account is their own life and is not looked at. */
import type { EvidenceSink } from '../../fieldwork/ports.ts';
import { handleOf } from '../../model/handles.ts';
import type { Marks } from './marks.ts';

/** A lender's chat that is to be recorded, for one probe. */
export interface WatchedChat {
  probe: string;
  /** The address as the study has it: @name, link, phone number, or the numeric id. */
  handle: string;
  /** Our question, word for word. */
  text: string;
  /** UTC ms from which on it may be in the chat: when the task was taken. */
  since: number;
  /** The lender's name, as an operator knows it. */
  lender: string;
  /** Who took the task; any operator when left out. */
  operator?: string;
}

export interface Heard {
  connection: string;
  chat: number;
  username: string | undefined;
  own: boolean;
  text: string;
  /** Telegram's number of the message; they go up within an account. */
  message: number;
  /** Unix s of Telegram's clock; null for what has no moment of its own. */
  date: number | null;
}

/** A watched chat; `probe` where it is certain which one, `among` where our question could be any of several. */
export interface Found {
  probe?: string;
  among?: WatchedChat[];
}

export interface Door {
  connection: string;
  chat: number;
  /** Unix s of the lender's last message. */
  lastIncoming: number;
}

export interface ChatBook {
  /** Null for a chat that is not watched: nothing of it may be kept. */
  find(heard: Heard, sink: EvidenceSink): Promise<Found | null>;
  /** The lender in this chat was named by an operator. */
  learn(chat: number, handle: string, sink: EvidenceSink): Promise<void>;
  /** Where a lender was last met. */
  door(handle: string): Promise<Door | null>;
  /** Whether that Telegram id is the chat of this lender's. */
  isChatOf(chat: number, handle: string): Promise<boolean>;
}

/** A chat in which our question went out, while it is not yet said to which of several lenders. */
const UNCLEAR = '?';

/** One form for each handle, e.g. "@acme_example" or "+380441234567". */
export function keyOf(handle: string): string {
  const found = handleOf('telegram', handle);
  return found ? `${found.by === 'username' ? '@' : ''}${found.value}` : handle.trim().toLowerCase();
}

/** The same words, whatever a phone made of their blanks. */
export const sameText = (a: string, b: string): boolean => squeezed(a) === squeezed(b);
const squeezed = (text: string): string => text.normalize('NFC').replace(/\s+/gu, ' ').trim();

export const hasBegun = (watched: WatchedChat, date: number | null): boolean =>
  date === null || date * 1000 + 999 >= watched.since;

export function createChatBook(chats: () => readonly WatchedChat[], marks: Marks): ChatBook {
  const isNamed = (watched: WatchedChat, { chat, username }: Heard): boolean =>
    (username !== undefined && keyOf(watched.handle) === `@${username.toLowerCase()}`) ||
    watched.handle === String(chat);

  async function meet(heard: Heard, key: string, sink: EvidenceSink): Promise<void> {
    const { chat, connection, date, message, own } = heard;
    const folder = `chat/${chat}`;
    if ((await marks.read(folder))?.what !== key) await marks.write(sink, folder, { what: key, at: message });
    const where = `${connection} ${chat}`;
    const door = await marks.read(`door/${key}`);
    const before = door?.what === where ? door.at : 0;
    const now = own ? before : Math.max(before, date ?? 0);
    if (door?.what !== where || now > before)
      await marks.write(sink, `door/${key}`, { what: where, at: now });
  }

  /** The one probe that a message belongs to, of those to one lender. */
  function probeAmong(those: WatchedChat[], { own, text, date }: Heard): Found {
    const begun = those.filter((w) => hasBegun(w, date));
    if (begun.length === 1) return { probe: begun[0]!.probe };
    const asked = own ? begun.filter((w) => sameText(w.text, text)) : [];
    return asked.length === 1 ? { probe: asked[0]!.probe } : {};
  }

  return {
    async find(heard, sink) {
      const all = chats();
      const mark = await marks.read(`chat/${heard.chat}`);
      // What was said in it before is not ours: a batch that comes once more must not be read otherwise than before.
      const met = mark && heard.message >= mark.at ? mark.what : undefined;
      const key =
        all.map((w) => (isNamed(w, heard) ? keyOf(w.handle) : null)).find((k) => k !== null) ??
        (met === UNCLEAR ? undefined : met);
      const those = all.filter((w) => keyOf(w.handle) === key);
      if (key !== undefined && those.length > 0) {
        await meet(heard, key, sink);
        return probeAmong(those, heard);
      }
      if (!heard.own) return met === UNCLEAR && all.length > 0 ? {} : null;
      // A chat that we could not know by its name: a lender reached by its number shows itself by our own words in it.
      const asked: WatchedChat[] = [];
      for (const w of all)
        if (
          hasBegun(w, heard.date) &&
          !(await marks.read(`door/${keyOf(w.handle)}`)) &&
          sameText(w.text, heard.text)
        )
          asked.push(w);
      const keys = [...new Set(asked.map((w) => keyOf(w.handle)))];
      if (keys.length === 0) return met === UNCLEAR && all.length > 0 ? {} : null;
      if (keys.length === 1) {
        await meet(heard, keys[0]!, sink);
        return probeAmong(asked, heard);
      }
      await marks.write(sink, `chat/${heard.chat}`, { what: UNCLEAR, at: heard.message });
      return { among: asked };
    },
    async learn(chat, handle, sink) {
      const { at } = (await marks.read(`chat/${chat}`)) ?? { at: 0 };
      await marks.write(sink, `chat/${chat}`, { what: keyOf(handle), at });
    },
    async door(handle) {
      const mark = await marks.read(`door/${keyOf(handle)}`);
      if (!mark) return null;
      const [connection = '', chat = ''] = mark.what.split(' ');
      return { connection, chat: Number(chat), lastIncoming: mark.at };
    },
    isChatOf: async (chat, handle) => (await marks.read(`chat/${chat}`))?.what === keyOf(handle),
  };
}
