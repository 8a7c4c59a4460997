/** The fold that keeps the projections: run in the transaction that appends the event, and again by `verify`. */
import { and, desc, eq, sql } from 'drizzle-orm';
import { canonical } from '../model/digest.ts';
import type { LedgerEvent } from '../model/events.ts';
import type { Capture } from '../model/evidence.ts';
import { millis } from '../model/scalars.ts';
import type { Db } from './database.ts';
import { captures, cursors, intents } from './schema.ts';

/** Every projection; each has `seq`, the event that a row stands for. */
export const PROJECTIONS = [captures, cursors, intents] as const;

/** Recipients as a set: order and repetition say nothing. */
export const recipientsOf = (capture: Capture): string =>
  canonical([...new Set(capture.correlation.recipients)].sort());

/** Prepares the fold on a database. Events must come in the order of `seq`. */
export function projector(db: Db): (event: LedgerEvent) => void {
  const p = sql.placeholder;
  const addCapture = db
    .insert(captures)
    .values({
      seq: p('seq'),
      account: p('account'),
      key: p('key'),
      evidence: p('evidence'),
      recipients: p('recipients'),
    })
    .prepare();
  const dropCursor = db
    .delete(cursors)
    .where(and(eq(cursors.account, p('account')), eq(cursors.folder, p('folder'))))
    .prepare();
  const addCursor = db
    .insert(cursors)
    .values({
      seq: p('seq'),
      account: p('account'),
      folder: p('folder'),
      uidValidity: p('uidValidity'),
      lastUid: p('lastUid'),
    })
    .prepare();
  const addIntent = db
    .insert(intents)
    .values({
      seq: p('seq'),
      probe: p('probe'),
      attempt: p('attempt'),
      wave: p('wave'),
      entity: p('entity'),
      lender: p('lender'),
      channel: p('channel'),
      at: p('at'),
    })
    .prepare();
  const lastIntent = db
    .select({ seq: intents.seq })
    .from(intents)
    .where(eq(intents.probe, p('probe')))
    .orderBy(desc(intents.seq))
    .limit(1)
    .prepare();

  return ({ seq, at, wave, body }) => {
    switch (body.kind) {
      case 'captured': {
        const { account, key, evidence } = body.capture;
        addCapture.run({ seq, account, key, evidence, recipients: recipientsOf(body.capture) });
        return;
      }
      case 'cursor-moved': {
        const { account, folder, uidValidity, lastUid } = body;
        dropCursor.run({ account, folder });
        addCursor.run({ seq, account, folder, uidValidity, lastUid });
        return;
      }
      case 'send-intended': {
        const { probe, attempt, entity, lender, channel } = body;
        addIntent.run({ seq, probe, attempt, wave, entity, lender, channel, at: millis(at) });
        return;
      }
      case 'sent':
      case 'send-rejected':
      case 'not-sent':
      case 'door-closed':
      case 'send-unknown':
      case 'reconciled': {
        const last = lastIntent.get({ probe: body.probe });
        if (last) db.update(intents).set({ outcome: body.kind }).where(eq(intents.seq, last.seq)).run();
        return;
      }
      default:
        return;
    }
  };
}
