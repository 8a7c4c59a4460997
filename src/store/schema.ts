/**
 * The ledger's tables. `events` is the record; every other table is a projection: a fold of the events that
 * `projections.ts` makes and `verify` makes again and compares. Triggers in drizzle/ refuse any change of an event.
 */
import { sql } from 'drizzle-orm';
import { index, integer, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';

/** model/events.ts LedgerEvent, as columns. `kind` and `probe` repeat what the body says, to be found by. */
export const events = sqliteTable(
  'events',
  {
    seq: integer().primaryKey(),
    at: text().notNull(),
    wave: text().notNull(),
    kind: text().notNull(),
    probe: text(),
    /** Canonical JSON (RFC 8785) of the EventBody: the very bytes that are hashed. */
    body: text().notNull(),
    previous: text().notNull(),
    hash: text().notNull(),
  },
  (t) => [
    index('events_probe').on(t.probe).where(sql`probe IS NOT NULL`),
    index('events_kind').on(t.kind, t.wave),
  ],
);

/** What has been captured, to drop what comes again. `seq` is the `captured` event. */
export const captures = sqliteTable(
  'captures',
  {
    seq: integer()
      .primaryKey()
      .references(() => events.seq),
    account: text().notNull(),
    key: text().notNull(),
    evidence: text().notNull(),
    /** Canonical JSON of the sorted set of recipients. */
    recipients: text().notNull(),
  },
  (t) => [
    uniqueIndex('captures_key').on(t.account, t.key),
    index('captures_evidence').on(t.evidence, t.account),
  ],
);

/** Where each folder was read up to. `seq` is the last `cursor-moved` event. */
export const cursors = sqliteTable(
  'cursors',
  {
    seq: integer()
      .primaryKey()
      .references(() => events.seq),
    account: text().notNull(),
    folder: text().notNull(),
    uidValidity: text('uid_validity').notNull(),
    lastUid: integer('last_uid').notNull(),
  },
  (t) => [uniqueIndex('cursors_folder').on(t.account, t.folder)],
);

/** Every claim of a send. `seq` is the `send-intended` event. */
export const intents = sqliteTable(
  'intents',
  {
    seq: integer()
      .primaryKey()
      .references(() => events.seq),
    probe: text().notNull(),
    attempt: integer().notNull(),
    wave: text().notNull(),
    entity: text().notNull(),
    lender: text().notNull(),
    channel: text().notNull(),
    /** UTC ms of the intent. */
    at: integer().notNull(),
    /** Kind of the last event that says what became of it; null while nothing does. */
    outcome: text(),
  },
  (t) => [
    uniqueIndex('intents_attempt').on(t.probe, t.attempt),
    index('intents_entity').on(t.entity),
    index('intents_at').on(t.at),
  ],
);
