/**
 * The ledger in a folder: `ledger.sqlite` (the events), `evidence/` (raw bytes by sha256), `head` (where the chain
 * ends) and the writer's lock. What is written is never changed; bytes are durable before the row that names them.
 */
import { resolve } from 'node:path';
import { and, asc, eq, gt, or, sql } from 'drizzle-orm';
import type { Clock, EvidenceSink, Ledger } from '../fieldwork/ports.ts';
import { type Sha256, sha256 } from '../model/digest.ts';
import { InstrumentError } from '../model/errors.ts';
import type { EventBody, LedgerEvent } from '../model/events.ts';
import { instant } from '../model/scalars.ts';
import { evidenceNamedBy, openEvent, sealEvent } from './chain.ts';
import { historyOf, refusalOf } from './contact-history.ts';
import { type Db, openForReading, openForWriting } from './database.ts';
import { onDisk } from './disk-errors.ts';
import { sweepTemporary } from './durable-file.ts';
import { keepEvidence, readEvidence, requireEvidence, sweepEvidence } from './evidence-files.ts';
import { evidenceRoot, prepareFolder } from './folder.ts';
import { headKeeper, readHead, requireHead, tipOf } from './head.ts';
import { cursorOf, isAhead, isKnown } from './inbound.ts';
import { takeLock } from './lock.ts';
import { projector } from './projections.ts';
import { events } from './schema.ts';

/** What can be read without the writer's lock, also while a run writes. */
export type LedgerReader = Pick<Ledger, 'events' | 'cursor' | 'evidence' | 'close'>;

/**
 * Opens the ledger for the one writer, making it when it is not there. `clock` gives each event its `at`.
 * Rejects with SetupError when another process writes on it, or when the folder can't be used; with InstrumentError
 * `ledger-damaged` when it is not whole at its end, `disk-full` or `disk-failed` when the disk is.
 *
 * Every method rejects with InstrumentError for a fault of disk or database (disk-errors.ts, evidence-files.ts),
 * and then nothing of that call is in the ledger. `append` takes every kind of event but those that have a way of
 * their own (`send-intended`, `captured`, `cursor-moved`). At most one of two claims on a probe is ever given.
 */
export async function openLedger({
  dir,
  clock,
}: {
  dir: string;
  clock: Pick<Clock, 'now'>;
}): Promise<Ledger> {
  const home = resolve(dir);
  await onDisk(() => prepareFolder(home));
  const giveBack = await onDisk(() => takeLock(home));
  let db: Db | undefined;
  try {
    return await onDisk(async () => {
      const opened = openForWriting(home);
      db = opened;
      const head = await readHead(home);
      await requireHead(opened, head, home);
      await sweepTemporary(home);
      await sweepEvidence(evidenceRoot(home));
      const keepHead = headKeeper(home, head);
      await keepHead(tipOf(opened));
      return writerOn({ db: opened, home, clock, keepHead, giveBack });
    });
  } catch (error) {
    db?.$client.close();
    giveBack();
    throw error;
  }
}

/** Opens the ledger for reading. Rejects with SetupError when there is none; else as `openLedger`. */
export async function openLedgerReadOnly({ dir }: { dir: string }): Promise<LedgerReader> {
  const home = resolve(dir);
  return onDisk(async () => {
    // Before the database: a run that goes on may only move the chain further ahead of it.
    const head = await readHead(home);
    const db = openForReading(home);
    try {
      await requireHead(db, head, home);
    } catch (error) {
      db.$client.close();
      throw error;
    }
    return { ...readsOn(db, home), close: async () => void db.$client.close() };
  });
}

function readsOn(db: Db, home: string): Pick<Ledger, 'events' | 'cursor' | 'evidence'> {
  const eventsAfter = db
    .select()
    .from(events)
    .where(
      and(
        gt(events.seq, sql.placeholder('after')),
        or(
          eq(events.wave, sql.placeholder('wave')),
          // A reply is taken in by whichever run is listening: it belongs to every wave that had begun.
          and(
            eq(events.kind, 'captured'),
            sql`${events.seq} > (SELECT min(seq) FROM events WHERE wave = ${sql.placeholder('wave')})`,
          ),
        ),
      ),
    )
    .orderBy(asc(events.seq))
    .prepare();
  return {
    events: (wave, after = 0) =>
      onDisk(() => {
        requireOpen(db);
        return eventsAfter.all({ wave, after }).map(openEvent);
      }),
    cursor: (account, folder) =>
      onDisk(() => {
        requireOpen(db);
        return cursorOf(db, account, folder);
      }),
    evidence: (name) => onDisk(() => readEvidence(evidenceRoot(home), name)),
  };
}

function writerOn(parts: {
  db: Db;
  home: string;
  clock: Pick<Clock, 'now'>;
  keepHead: ReturnType<typeof headKeeper>;
  giveBack: () => void;
}): Ledger {
  const { db, home, clock, keepHead } = parts;
  const root = evidenceRoot(home);
  const project = projector(db);
  const insert = db
    .insert(events)
    .values({
      seq: sql.placeholder('seq'),
      at: sql.placeholder('at'),
      wave: sql.placeholder('wave'),
      kind: sql.placeholder('kind'),
      probe: sql.placeholder('probe'),
      body: sql.placeholder('body'),
      previous: sql.placeholder('previous'),
      hash: sql.placeholder('hash'),
    })
    .prepare();

  /** Only inside `commit`. */
  const add = (wave: string, bodies: EventBody[]): LedgerEvent[] => {
    const at = instant(clock.now());
    let tip = tipOf(db);
    return bodies.map((body) => {
      const row = sealEvent({ seq: tip.seq + 1, at, wave, body, previous: tip.hash });
      insert.run(row);
      const event = openEvent(row);
      project(event);
      tip = row;
      return event;
    });
  };

  /** One transaction that holds the write lock from its first read on. */
  const commit = async <T>(work: () => T): Promise<T> => {
    requireOpen(db);
    const result = db.transaction(work, { behavior: 'immediate' });
    // It is committed: a head that can't be written now must not make the caller do it again. It is written with the
    // next commit, or at the latest by close, which then says that it failed.
    await keepHead(tipOf(db)).catch(() => {});
    return result;
  };

  const requireAppendable = async (bodies: EventBody[]): Promise<void> => {
    for (const body of bodies) {
      if (body.kind === 'send-intended' || body.kind === 'captured' || body.kind === 'cursor-moved')
        throw new TypeError(`"${body.kind}" is written by claimSend or by a sink, not by append`);
      const named = evidenceNamedBy(body);
      if (named) await requireEvidence(root, named.sha256);
    }
  };

  return {
    ...readsOn(db, home),

    append: (wave, bodies) =>
      onDisk(async () => {
        await requireAppendable(bodies);
        return commit(() => add(wave, bodies));
      }),

    appendWhen: (wave, about, decide) =>
      onDisk(async () => {
        const ask = () => decide(historyOf(db, wave, about, clock.now()));
        requireOpen(db);
        const early = db.transaction(ask);
        if (early.length === 0) return [];
        await requireAppendable(early);
        return commit(() => add(wave, ask()));
      }),

    claimSend: (wave, intent, raw, guard) =>
      onDisk(async () => {
        requireBytes(intent.evidence, raw);
        const ask = () => refusalOf(db, wave, intent, clock.now(), guard);
        requireOpen(db);
        // Asked twice: a refusal that can be told beforehand leaves no file behind that no event names.
        const early = db.transaction(ask);
        if (early) return { refused: early };
        await keepEvidence(root, [raw]);
        return commit(() => {
          const refused = ask();
          return refused ? { refused } : { claimed: add(wave, [intent])[0]! };
        });
      }),

    sink: (wave, by): EvidenceSink => ({
      commit: ({ items, cursor }) =>
        onDisk(async () => {
          for (const { capture, raw } of items) requireBytes(capture.evidence, raw, capture.bytes);
          requireOpen(db);
          const unseen = items.filter(({ capture }) => !isKnown(db, capture));
          await keepEvidence(
            root,
            unseen.map(({ raw }) => raw),
          );
          return commit(() => {
            let fresh = 0;
            for (const { capture } of unseen) {
              if (isKnown(db, capture)) continue;
              add(wave, [{ kind: 'captured', capture, ...(by === undefined ? {} : { by }) }]);
              fresh += 1;
            }
            if (cursor && isAhead(db, cursor)) add(wave, [{ kind: 'cursor-moved', ...cursor }]);
            return { fresh };
          });
        }),
    }),

    keep: (bytes) => onDisk(async () => (await keepEvidence(root, [bytes]))[0]!),

    close: () =>
      onDisk(async () => {
        if (!db.$client.open) return;
        try {
          await keepHead(tipOf(db));
        } finally {
          db.$client.close();
          parts.giveBack();
        }
      }),
  };
}

/** What is named and what is given must be the same; else it is a bug of the caller. */
function requireBytes(name: Sha256, raw: Uint8Array, size = raw.length): void {
  if (sha256(raw) !== name || raw.length !== size)
    throw new TypeError(`the bytes given are not evidence ${name}`);
}

function requireOpen(db: Db): void {
  if (!db.$client.open) throw new InstrumentError('ledger-closed', 'the ledger has been closed');
}
