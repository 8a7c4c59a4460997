/** Reads what is new in one folder into the sink: rows and cursor together, in bounded batches. */
import type { ImapFlow } from 'imapflow';
import type { Clock, EvidenceSink } from '../../fieldwork/ports.ts';
import type { AliasBase } from '../../model/alias.ts';
import { sha256 } from '../../model/digest.ts';
import { InstrumentError } from '../../model/errors.ts';
import type { Capture } from '../../model/evidence.ts';
import { captureOf } from './capture.ts';

/** UIDs looked at again each time: some servers show a lower UID after a higher one. */
const OVERLAP = 50;
const LISTED_AT_ONCE = 200;
const BATCH_COUNT = 50;
const BATCH_BYTES = 8_000_000;
/** Messages that the server would not give, until the folder is given up for this look. */
const MOST_REFUSED = 20;
const DAY_MS = 86_400_000;
const HIGHEST_UID = 4_294_967_295;

/** How far this process has read a folder. Changed only after the sink has committed. */
export interface Progress {
  uidValidity: string;
  lastUid: number;
  /** UIDs of the overlap that are committed (or known to be too old); of all above a message that was refused. */
  known: Set<number>;
}

export interface FolderReading {
  client: ImapFlow;
  account: string;
  base: AliasBase;
  path: string;
  sink: EvidenceSink;
  clock: Clock;
  /** UTC ms; a message that the server took more than a day earlier is passed over. */
  since: number;
  maxBytes: number;
}

export interface FolderRead {
  progress: Progress;
  fresh: number;
  /** Messages that were listed, and gone when they were asked for. */
  vanished: number;
  /** The messages that the server would not give; `progress` stays below the first of them. */
  refused: { uid: number; error: Error }[];
}

/**
 * Brings `progress` and the sink up to the folder's present state. The UIDs are listed first and then fetched one by
 * one: a command inside imapflow's fetch loop deadlocks. Opened read-only, so no \Seen flag changes.
 * Rejects when the connection or the sink fails; what was committed by then stays.
 */
export async function readFolder(reading: FolderReading, progress: Progress | null): Promise<FolderRead> {
  const { client } = reading;
  const box = await client.mailboxOpen(reading.path, { readOnly: true });
  const uidValidity = String(box.uidValidity);
  // A new UIDVALIDITY (RFC 3501, 2.3.1.1) makes every UID new: all of it is read again, the store drops what it has.
  const state: Progress =
    progress?.uidValidity === uidValidity ? progress : { uidValidity, lastUid: 0, known: new Set() };
  const uids = await listUids(reading, state);
  const refused: FolderRead['refused'] = [];
  let lowestRefused = Number.POSITIVE_INFINITY;
  let vanished = 0;
  let fresh = 0;
  let items: { capture: Capture; raw: Uint8Array }[] = [];
  let bytes = 0;
  let done: number[] = [];
  const commit = async () => {
    const lastUid = Math.max(state.lastUid, Math.min(Math.max(0, ...done), lowestRefused - 1));
    if (items.length > 0 || lastUid !== state.lastUid) {
      const cursor = { account: reading.account, folder: reading.path, uidValidity, lastUid };
      fresh += (await reading.sink.commit({ items, cursor })).fresh;
    }
    state.lastUid = lastUid;
    for (const uid of done) state.known.add(uid);
    for (const uid of state.known) if (uid <= lastUid - OVERLAP) state.known.delete(uid);
    items = [];
    bytes = 0;
    done = [];
  };
  for (let i = 0; i < uids.length && refused.length < MOST_REFUSED; i += LISTED_AT_ONCE) {
    const listed = await describe(reading, uids.slice(i, i + LISTED_AT_ONCE));
    vanished += listed.vanished;
    for (const one of listed.messages) {
      if (!(one.taken < reading.since - DAY_MS)) {
        const item = await orRefusal(client, () => fetchOne(reading, uidValidity, one));
        if (item instanceof Error) {
          refused.push({ uid: one.uid, error: item });
          lowestRefused = Math.min(lowestRefused, one.uid);
          if (refused.length >= MOST_REFUSED) break;
          continue;
        }
        // Gone since it was listed: somebody deleted or moved it. Not known: it may be shown again.
        if (item === null) {
          vanished += 1;
          continue;
        }
        items.push(item);
        bytes += item.raw.byteLength;
      }
      done.push(one.uid);
      if (items.length >= BATCH_COUNT || bytes >= BATCH_BYTES) await commit();
    }
  }
  // Older mail that the first search left out is behind us too.
  if (refused.length === 0 && box.uidNext > 1) done.push(box.uidNext - 1);
  await commit();
  return { progress: state, fresh, vanished, refused };
}

/** What the server refuses is an answer; a lost connection rejects. */
async function orRefusal<T>(client: ImapFlow, step: () => Promise<T>): Promise<T | Error> {
  try {
    return await step();
  } catch (error) {
    if (!client.usable || !(error instanceof Error)) throw error;
    return error;
  }
}

interface Listed {
  uid: number;
  size?: number | undefined;
  /** INTERNALDATE, UTC ms; NaN when it is not known. */
  taken: number;
}

const takenAt = (date: Date | string | undefined): number => (date ? new Date(date).getTime() : Number.NaN);

/** Sizes and dates, ascending by UID. A server that chokes on one of them is asked for each message by itself later. */
async function describe(
  { client }: FolderReading,
  uids: number[],
): Promise<{ messages: Listed[]; vanished: number }> {
  const listed = await orRefusal(client, () =>
    client.fetchAll(uids.join(','), { uid: true, size: true, internalDate: true }, { uid: true }),
  );
  if (listed instanceof Error)
    return { messages: uids.map((uid) => ({ uid, taken: Number.NaN })), vanished: 0 };
  const asked = new Set(uids);
  const messages = listed
    .filter((one) => asked.delete(one.uid))
    .map((one) => ({ uid: one.uid, size: one.size, taken: takenAt(one.internalDate) }))
    .sort((a, b) => a.uid - b.uid);
  return { messages, vanished: asked.size };
}

/** Ascending UIDs that may be new. */
async function listUids({ client, since, path }: FolderReading, state: Progress): Promise<number[]> {
  const found = await client.search(
    state.lastUid === 0
      ? { since: new Date(since - DAY_MS) }
      : { uid: `${Math.max(1, state.lastUid - OVERLAP + 1)}:${HIGHEST_UID}` },
    { uid: true },
  );
  if (!Array.isArray(found)) throw new InstrumentError('imap-search', `the server refused to search ${path}`);
  return found.filter((uid) => !state.known.has(uid)).sort((a, b) => a - b);
}

/** Null when it is not there any more. */
async function fetchOne(
  reading: FolderReading,
  uidValidity: string,
  listed: Listed,
): Promise<{ capture: Capture; raw: Uint8Array } | null> {
  const { maxBytes } = reading;
  const { uid } = listed;
  const message = await reading.client.fetchOne(
    String(uid),
    { uid: true, size: true, internalDate: true, source: { start: 0, maxLength: maxBytes + 1 } },
    { uid: true },
  );
  if (!message) return null;
  const size = listed.size ?? message.size ?? 0;
  const taken = Number.isFinite(listed.taken) ? listed.taken : takenAt(message.internalDate);
  const whole = message.source ?? Buffer.alloc(0);
  // A server that lists a message and then has no text for it: the row says so by its empty, truncated evidence.
  const cut = whole.byteLength > maxBytes || (whole.byteLength === 0 && size > 0);
  const raw = new Uint8Array(whole.subarray(0, maxBytes));
  const capture = captureOf({
    account: reading.account,
    base: reading.base,
    key: `${folderName(reading.path)}/${uidValidity}/${uid}`,
    raw,
    truncatedFrom: cut ? Math.max(size, whole.byteLength) : undefined,
    // INTERNALDATE is cut to the second (channels.md 1.2).
    received: Number.isFinite(taken) ? { from: taken, to: taken + 999 } : undefined,
    observed: reading.clock.now(),
  });
  return { capture, raw };
}

/** Keys are bounded; a very long path is named by its digest. */
const folderName = (path: string): string => (path.length <= 200 ? path : `sha256:${sha256(path)}`);
