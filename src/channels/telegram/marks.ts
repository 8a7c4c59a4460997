/**
 * What the recorder must still know after a restart, kept in the ledger as cursors of its account: it is committed
 * there and nowhere else. Folder, then what `uidValidity` and `lastUid` stand for:
 *
 * - `updates`: the bot's id; the highest update kept
 * - `contact`, `since`: the bot's id; UTC ms of the last good contact, and since when none was missed (later: broken since)
 * - `connection/OPERATOR`: the business connection's id; Unix s when it was made
 * - `chat/CHAT`: the lender's handle; the message by which it was recognised
 * - `door/HANDLE`: connection and chat; Unix s of the lender's last message there, 0 before the first
 */
import type { Cursor, EvidenceSink } from '../../fieldwork/ports.ts';

export const ACCOUNT = 'telegram';

export type CursorReader = (account: string, folder: string) => Promise<Cursor | null>;

export interface Mark {
  what: string;
  at: number;
}

export interface Marks {
  read(folder: string): Promise<Mark | null>;
  /** Durable when it resolves. */
  write(sink: EvidenceSink, folder: string, mark: Mark): Promise<void>;
}

/** At most so many are remembered beside the ledger. */
const MOST = 5_000;

export function createMarks(cursorOf: () => CursorReader): Marks {
  const known = new Map<string, Mark | null>();
  const remember = (folder: string, mark: Mark | null) => {
    if (known.size >= MOST) known.delete(known.keys().next().value!);
    known.set(folder, mark);
    return mark;
  };
  return {
    async read(folder) {
      const here = known.get(folder);
      if (here !== undefined) return here;
      const cursor = await cursorOf()(ACCOUNT, folder);
      return remember(folder, cursor && { what: cursor.uidValidity, at: cursor.lastUid });
    },
    async write(sink, folder, { what, at }) {
      await sink.commit({
        items: [],
        cursor: { account: ACCOUNT, folder, uidValidity: what, lastUid: at },
      });
      remember(folder, { what, at });
    },
  };
}
