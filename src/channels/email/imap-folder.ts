/** Reads what is new in one folder into the sink: rows and cursor together, in bounded batches. */
import type { ImapFlow } from 'imapflow';
import type { Clock, EvidenceSink } from '../../fieldwork/ports.ts';
import { sha256 } from '../../model/digest.ts';
import { InstrumentError } from '../../model/errors.ts';
import type { Capture } from '../../model/evidence.ts';
import { captureOf } from './capture.ts';

/** UIDs looked at again each time: some servers show a lower UID after a higher one. */
const OVERLAP = 50;
const LISTED_AT_ONCE = 200;
const BATCH_COUNT = 50;
const BATCH_BYTES = 8_000_000;
const DAY_MS = 86_400_000;
const HIGHEST_UID = 4_294_967_295;

/** How far this process has read a folder. Changed only after the sink has committed. */
export interface Progress {
  uidValidity: string;
  lastUid: number;
  /** UIDs of the overlap that are committed (or known to be too old). */
  known: Set<number>;
}

export interface FolderReading {
  client: ImapFlow;
  account: string;
  path: string;
  sink: EvidenceSink;
  clock: Clock;
  /** UTC ms; a message that the server took more than a day earlier is passed over. */
  since: number;
  maxBytes: number;
}

/**
 * Brings `progress` and the sink up to the folder's present state. The UIDs are listed first and then fetched one by
 * one: a command inside imapflow's fetch loop deadlocks. Opened read-only, so no \Seen flag changes.
 * Rejects when the connection or the sink fails; what was committed by then stays.
 */
export async function readFolder(
  reading: FolderReading,
  progress: Progress | null,
): Promise<{ progress: Progress; fresh: number }> {
  const { client } = reading;
  const box = await client.mailboxOpen(reading.path, { readOnly: true });
  const uidValidity = String(box.uidValidity);
  // A new UIDVALIDITY (RFC 3501, 2.3.1.1) makes every UID new: all of it is read again, the store drops what it has.
  const state: Progress =
    progress?.uidValidity === uidValidity ? progress : { uidValidity, lastUid: 0, known: new Set() };
  const uids = await listUids(reading, state);
  let fresh = 0;
  let items: { capture: Capture; raw: Uint8Array }[] = [];
  let bytes = 0;
  let done: number[] = [];
  const commit = async () => {
    const lastUid = Math.max(state.lastUid, ...done);
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
  for (let i = 0; i < uids.length; i += LISTED_AT_ONCE) {
    const listed = await client.fetchAll(
      uids.slice(i, i + LISTED_AT_ONCE).join(','),
      { uid: true, size: true, internalDate: true },
      { uid: true },
    );
    for (const one of listed.sort((a, b) => a.uid - b.uid)) {
      const taken = one.internalDate ? new Date(one.internalDate).getTime() : Number.NaN;
      if (!(taken < reading.since - DAY_MS)) {
        const item = await fetchOne(reading, uidValidity, one.uid, one.size, taken);
        if (item) {
          items.push(item);
          bytes += item.raw.byteLength;
        }
      }
      done.push(one.uid);
      if (items.length >= BATCH_COUNT || bytes >= BATCH_BYTES) await commit();
    }
  }
  // Older mail that the first search left out is behind us too.
  if (
    box.uidNext > 1 &&
    uids.every((uid) => done.includes(uid) || state.known.has(uid) || uid <= state.lastUid)
  )
    done.push(box.uidNext - 1);
  await commit();
  return { progress: state, fresh };
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

async function fetchOne(
  reading: FolderReading,
  uidValidity: string,
  uid: number,
  size: number | undefined,
  taken: number,
): Promise<{ capture: Capture; raw: Uint8Array } | null> {
  const { maxBytes } = reading;
  const message = await reading.client.fetchOne(
    String(uid),
    { uid: true, source: { start: 0, maxLength: maxBytes + 1 } },
    { uid: true },
  );
  // Gone since it was listed: somebody deleted it.
  if (!message) return null;
  const whole = message.source ?? Buffer.alloc(0);
  // A server that lists a message and then has no text for it: the row says so by its empty, truncated evidence.
  const cut = whole.byteLength > maxBytes || (whole.byteLength === 0 && (size ?? 0) > 0);
  const raw = new Uint8Array(whole.subarray(0, maxBytes));
  const capture = captureOf({
    account: reading.account,
    key: `${folderName(reading.path)}/${uidValidity}/${uid}`,
    raw,
    truncatedFrom: cut ? Math.max(size ?? 0, whole.byteLength) : undefined,
    // INTERNALDATE is cut to the second (channels.md 1.2).
    received: Number.isFinite(taken) ? { from: taken, to: taken + 999 } : undefined,
    observed: reading.clock.now(),
  });
  return { capture, raw };
}

/** Keys are bounded; a very long path is named by its digest. */
const folderName = (path: string): string => (path.length <= 200 ? path : `sha256:${sha256(path)}`);
