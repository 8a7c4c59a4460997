/** Inbound is at-least-once: what has been seen already, and how far each folder was read. */
import { and, eq, or } from 'drizzle-orm';
import type { Cursor } from '../fieldwork/ports.ts';
import type { Capture } from '../model/evidence.ts';
import type { Db } from './database.ts';
import { recipientsOf } from './projections.ts';
import { captures, cursors } from './schema.ts';

export function cursorOf(db: Db, account: string, folder: string): Cursor | null {
  const row = db
    .select()
    .from(cursors)
    .where(and(eq(cursors.account, account), eq(cursors.folder, folder)))
    .get();
  return row ? { account, folder, uidValidity: row.uidValidity, lastUid: row.lastUid } : null;
}

/** A cursor never goes back while the UIDs mean the same (RFC 3501, 2.3.1.1); under a new UIDVALIDITY it starts anew. */
export function isAhead(db: Db, cursor: Cursor): boolean {
  const now = cursorOf(db, cursor.account, cursor.folder);
  return now?.uidValidity !== cursor.uidValidity || cursor.lastUid > now.lastUid;
}

/** Seen under this key, or the same bytes to the same recipients in this account under another: a rescan. */
export function isKnown(db: Db, capture: Capture): boolean {
  const { account, key, evidence } = capture;
  const sameBytes = and(eq(captures.evidence, evidence), eq(captures.recipients, recipientsOf(capture)));
  const row = db
    .select({ seq: captures.seq })
    .from(captures)
    .where(and(eq(captures.account, account), or(eq(captures.key, key), sameBytes)))
    .limit(1)
    .get();
  return row !== undefined;
}
