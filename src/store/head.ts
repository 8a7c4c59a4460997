/**
 * The head: number and hash of the last event, in a file beside the database, so that rows cut off at the end are
 * missed. Written after each commit: after a crash it may lag behind the chain, but the chain must contain it.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { desc, eq } from 'drizzle-orm';
import { z } from 'zod';
import { canonical, Sha256 } from '../model/digest.ts';
import { InstrumentError } from '../model/errors.ts';
import { GENESIS } from './chain.ts';
import type { Db } from './database.ts';
import { writeWhole } from './durable-file.ts';
import { events } from './schema.ts';

export const Head = z.strictObject({ seq: z.int().min(0), hash: Sha256 });
export type Head = z.infer<typeof Head>;

const FILE = 'head';
const textOf = (head: Head): string => `${canonical(head)}\n`;

/** Where the chain ends. */
export function tipOf(db: Db): Head {
  const { seq, hash } = events;
  return db.select({ seq, hash }).from(events).orderBy(desc(seq)).limit(1).get() ?? { seq: 0, hash: GENESIS };
}

/** Null when there is none. Rejects with InstrumentError `ledger-damaged` when it is not, to the byte, what is written. */
export async function readHead(dir: string): Promise<Head | null> {
  let bytes: Buffer;
  try {
    bytes = await readFile(join(dir, FILE));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
  try {
    const head = Head.parse(JSON.parse(bytes.toString()));
    if (bytes.equals(Buffer.from(textOf(head)))) return head;
  } catch {
    // Said below, as for any other text that is not ours.
  }
  throw new InstrumentError('ledger-damaged', `the head file of the ledger in ${dir} is unreadable`);
}

/** What is wrong between the head and the chain; null when the chain contains it. */
export function headProblem(db: Db, head: Head | null): string | null {
  if (!head) {
    const { seq } = tipOf(db);
    return seq === 0 ? null : `the head file is missing, and there are ${seq} events`;
  }
  const { seq, hash } = events;
  const there =
    head.seq === 0 ? GENESIS : db.select({ hash }).from(events).where(eq(seq, head.seq)).get()?.hash;
  if (there === head.hash) return null;
  return there === undefined
    ? `the head file names event ${head.seq}, which is not there: events are missing at the end`
    : `the head file and event ${head.seq} disagree`;
}

/**
 * A ledger whose end was cut off must not be written on: the next head would hide it.
 * Rejects with InstrumentError `ledger-damaged`.
 */
export async function requireHead(db: Db, head: Head | null, dir: string): Promise<void> {
  const problem = headProblem(db, head);
  if (problem) throw new InstrumentError('ledger-damaged', `${problem} (ledger in ${dir})`);
}

/** Keeps the head file up with the chain, one write at a time; many commits at once share one write. */
export function headKeeper(dir: string, written: Head | null): (tip: Head) => Promise<void> {
  let done = written?.seq ?? -1;
  let latest = done;
  let running: Promise<void> | null = null;
  const write = async (tip: Head) => {
    // No fsync of the folder: that the old head comes back after a power cut is allowed.
    await writeWhole(join(dir, FILE), Buffer.from(textOf(tip)));
    done = tip.seq;
  };
  let wanted: Head = written ?? { seq: 0, hash: GENESIS };
  return async (tip) => {
    if (tip.seq >= latest) {
      latest = tip.seq;
      wanted = tip;
    }
    while (done < tip.seq) {
      running ??= write(wanted).finally(() => {
        running = null;
      });
      await running;
    }
  };
}
