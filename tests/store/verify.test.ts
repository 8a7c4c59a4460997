import {
  cp,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { sha256 } from '../../src/model/digest.ts';
import { openLedger, openLedgerReadOnly } from '../../src/store/ledger.ts';
import { verifyLedger } from '../../src/store/verify.ts';
import { bytes, handClock, intentFor, mailFor, outcome, resumed, stopped, T0 } from './fixtures.ts';
import { emptyFolder } from './folders.ts';

// Hundreds of spoilt copies, each verified whole: seconds, more where the machine is shared.
vi.setConfig({ testTimeout: 60_000 });

/** A ledger with some of everything, closed. */
async function fill(dir: string): Promise<void> {
  const clock = handClock();
  const ledger = await openLedger({ dir, clock });
  await ledger.append('w1', [
    { kind: 'wave-opened', plan: await ledger.keep(bytes('the plan')), mode: 'sandbox' },
  ]);
  for (const [i, end] of (['sent', 'not-sent', 'send-unknown'] as const).entries()) {
    clock.at = T0 + i * 60_000;
    const raw = bytes(`Доброго дня, ${i} \ufffd`);
    await ledger.claimSend('w1', intentFor(`w1-p${i}`, raw), raw, () => null);
    await ledger.append('w1', [outcome(`w1-p${i}`, end)]);
    await ledger.sink('w1').commit({
      items: [mailFor(`INBOX/7/${i + 1}`), mailFor(`Junk/9/${i + 1}`, `你好 ${i}`)],
      cursor: { account: 'box', folder: 'INBOX', uidValidity: '7', lastUid: i + 1 },
    });
  }
  await ledger.append('w1', [stopped, resumed, { kind: 'sending-resumed', by: 'replacement \ufffd\ufffd' }]);
  await ledger.close();
}

const EVENTS = 19;
let original: string;
beforeAll(async () => {
  original = await mkdtemp(join(tmpdir(), 'doorbell-verify-'));
  await fill(original);
  return () => rm(original, { recursive: true, force: true });
});

async function copy(): Promise<string> {
  const dir = await emptyFolder();
  await cp(original, dir, { recursive: true });
  return dir;
}

const whats = async (dir: string) => (await verifyLedger(dir)).problems.map((p) => p.what);

/** Runs work on the rows as somebody would who has taken the guard away, and puts the guard back. */
function onRows(dir: string, work: (db: Database.Database) => void): void {
  const db = new Database(join(dir, 'ledger.sqlite'));
  db.pragma('foreign_keys = OFF');
  const triggers = db
    .prepare("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY rowid")
    .all() as {
    name: string;
    sql: string;
  }[];
  for (const { name } of triggers) db.exec(`DROP TRIGGER ${name}`);
  work(db);
  for (const { sql } of triggers) db.exec(sql);
  db.close();
}

describe('a sound ledger', () => {
  test('has no problems and no warnings, open or closed', async () => {
    const dir = await copy();
    const report = await verifyLedger(dir);
    expect(report).toMatchObject({
      ok: true,
      events: EVENTS,
      evidenceFiles: 10,
      problems: [],
      warnings: [],
      head: { seq: EVENTS },
    });
    const ledger = await openLedger({ dir, clock: handClock() });
    await ledger.append('w1', [stopped]);
    expect(await verifyLedger(dir)).toMatchObject({ ok: true, events: EVENTS + 1, warnings: [] });
    await ledger.close();
  });

  test('where there is none, says so', async () => {
    await expect(verifyLedger(await emptyFolder())).rejects.toThrow(/there is no ledger in .*doorbell run/);
  });

  test('reads longer ones page by page', async () => {
    const dir = await emptyFolder();
    const ledger = await openLedger({ dir, clock: handClock() });
    await ledger.append(
      'w1',
      Array.from({ length: 1_500 }, () => stopped),
    );
    await ledger.close();
    expect(await verifyLedger(dir)).toMatchObject({ ok: true, events: 1_500 });
    onRows(dir, (db) => db.exec('DELETE FROM events WHERE seq IN (500, 501, 1000)'));
    expect(await verifyLedger(dir)).toMatchObject({ ok: false, events: 1_497 });
  });
});

describe('any changed, missing or added byte is found', () => {
  const COLUMNS = {
    events: ['at', 'wave', 'kind', 'probe', 'body', 'previous', 'hash'],
    captures: ['account', 'key', 'evidence', 'recipients'],
    cursors: ['account', 'folder', 'uid_validity'],
    intents: ['probe', 'wave', 'entity', 'lender', 'channel', 'outcome'],
  } as const;
  const cells = Object.entries(COLUMNS).flatMap(([table, columns]) =>
    columns.map((column) => ({ table, column })),
  );

  /** Changes a copy of the bytes: always to other bytes. */
  const spoil = (was: Buffer, how: 'flip' | 'remove' | 'add', at: number, bit: number): Buffer => {
    const i = at % Math.max(1, was.length);
    if (how === 'add' || was.length === 0)
      return Buffer.concat([was.subarray(0, i), Buffer.from([bit * 31]), was.subarray(i)]);
    if (how === 'remove') return Buffer.concat([was.subarray(0, i), was.subarray(i + 1)]);
    const now = Buffer.from(was);
    now[i]! ^= 1 << bit;
    return now;
  };
  const change = {
    how: fc.constantFrom('flip', 'remove', 'add'),
    at: fc.nat(5_000),
    bit: fc.integer({ min: 0, max: 7 }),
    row: fc.nat(),
  } as const;

  test('in any text of any row', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({ ...change, cell: fc.constantFrom(...cells) }),
        async ({ cell, how, at, bit, row }) => {
          const dir = await copy();
          const { table, column } = cell;
          onRows(dir, (db) => {
            const all = db
              .prepare(
                `SELECT seq, CAST(${column} AS BLOB) AS v FROM ${table} WHERE ${column} IS NOT NULL ORDER BY seq`,
              )
              .all() as { seq: number; v: Buffer }[];
            const { seq, v } = all[row % all.length]!;
            db.prepare(`UPDATE ${table} SET ${column} = CAST(? AS TEXT) WHERE seq = ?`).run(
              spoil(v, how, at, bit),
              seq,
            );
          });
          const report = await verifyLedger(dir);
          await rm(dir, { recursive: true });
          expect(report.ok).toBe(false);
        },
      ),
      { seed: 41, numRuns: 100 },
    );
  });

  test('in any number of any row, and any missing or doubled row', async () => {
    const numbers = [
      'events.seq',
      'captures.seq',
      'cursors.seq',
      'cursors.last_uid',
      'intents.seq',
      'intents.attempt',
      'intents.at',
    ];
    for (const place of numbers) {
      const [table, column] = place.split('.');
      for (const change of ['+ 1000', '* -1', '+ 1152921504606846976', '- 1']) {
        const dir = await copy();
        onRows(dir, (db) => {
          const { seq } = db.prepare(`SELECT max(seq) AS seq FROM ${table}`).get() as { seq: number };
          if (change === '- 1' && column === 'seq') db.exec(`DELETE FROM ${table} WHERE seq = ${seq}`);
          else db.exec(`UPDATE ${table} SET ${column} = ${column} ${change} WHERE seq = ${seq}`);
        });
        expect(await verifyLedger(dir), `${place} ${change}`).toMatchObject({ ok: false });
      }
    }
  });

  test('an event taken away at either end or between, or put in', async () => {
    const edits = {
      'DELETE FROM events WHERE seq = 1': ['chain-broken', 'event-missing'],
      'DELETE FROM events WHERE seq = 7': ['chain-broken', 'event-missing'],
      [`DELETE FROM events WHERE seq = ${EVENTS}`]: ['head-differs'],
      'DELETE FROM events': ['head-differs'],
      'INSERT INTO events SELECT -3, at, wave, kind, probe, body, previous, hash FROM events WHERE seq = 2': [
        'event-changed',
      ],
      [`INSERT INTO events SELECT seq + 1, at, wave, kind, probe, body, hash, hash FROM events WHERE seq = ${EVENTS}`]:
        ['event-changed'],
      'UPDATE events SET body = CAST(body AS BLOB) WHERE seq = 3': ['event-changed'],
      'UPDATE events SET probe = NULL WHERE probe IS NOT NULL': ['event-changed'],
      "UPDATE intents SET outcome = 'not-sent'": ['projection-differs'],
      'UPDATE intents SET outcome = NULL': ['projection-differs'],
      'DELETE FROM cursors': ['projection-differs'],
    };
    for (const [sql, expected] of Object.entries(edits)) {
      const dir = await copy();
      onRows(dir, (db) => db.exec(sql));
      expect(await whats(dir), sql).toEqual(expect.arrayContaining(expected));
    }
  });

  test('in any evidence file', async () => {
    await fc.assert(
      fc.asyncProperty(fc.record(change), async ({ how, at, bit, row }) => {
        const dir = await copy();
        const files = await evidenceOf(dir);
        const file = files[row % files.length]!;
        await writeFile(file, spoil(await readFile(file), how, at, bit));
        const report = await verifyLedger(dir);
        await rm(dir, { recursive: true });
        expect(report.problems.map((p) => p.what)).toEqual(['evidence-changed']);
      }),
      { seed: 41, numRuns: 60 },
    );
  });

  test('evidence that is missing, cut short, misplaced, or not ours', async () => {
    const [file] = await evidenceOf(await copy());
    const inDir = (dir: string) => join(dir, file!.slice(file!.indexOf('evidence')));
    const edits: [string, (dir: string) => Promise<unknown>, string[]][] = [
      ['missing', (dir) => rm(inDir(dir)), ['evidence-missing']],
      ['cut', (dir) => truncate(inDir(dir), 3), ['evidence-changed']],
      ['empty', (dir) => truncate(inDir(dir), 0), ['evidence-changed']],
      ['renamed', (dir) => rename(inDir(dir), `${inDir(dir)}.old`), ['file-added', 'evidence-missing']],
      ['a stray file', (dir) => writeFile(join(dir, 'evidence', 'note.txt'), ''), ['file-added']],
      ['a stray file below', (dir) => writeFile(`${inDir(dir)}~`, ''), ['file-added']],
      ['a link', (dir) => symlink(inDir(dir), `${inDir(dir).slice(0, -1)}g`), ['file-added']],
      [
        'no folder',
        (dir) => rm(join(dir, 'evidence'), { recursive: true }),
        ['folder-unreadable', 'evidence-missing'],
      ],
    ];
    for (const [name, edit, expected] of edits) {
      const dir = await copy();
      await edit(dir);
      expect(await whats(dir), name).toEqual(expect.arrayContaining(expected));
    }
  });

  test('in the head file', async () => {
    for (let i = 0; i < 40; i += 1) {
      const dir = await copy();
      const head = join(dir, 'head');
      await writeFile(
        head,
        spoil(await readFile(head), (['flip', 'remove', 'add'] as const)[i % 3]!, i * 7, i % 8),
      );
      const found = await whats(dir);
      expect(found.some((w) => w === 'head-changed' || w === 'head-differs')).toBe(true);
    }
    const dir = await copy();
    await rm(join(dir, 'head'));
    expect(await whats(dir)).toEqual(['head-differs']);
  });

  test('in the shape of the database', async () => {
    const edits = [
      'DROP TRIGGER events_no_update',
      'DROP INDEX captures_key',
      'CREATE TABLE more (x)',
      'CREATE TRIGGER t AFTER INSERT ON events BEGIN DELETE FROM cursors; END',
      'INSERT INTO __drizzle_migrations (hash, created_at) SELECT hash, created_at FROM __drizzle_migrations LIMIT 1',
      'UPDATE __drizzle_migrations SET hash = upper(hash)',
    ];
    for (const sql of edits) {
      const dir = await copy();
      const db = new Database(join(dir, 'ledger.sqlite'));
      db.exec(sql);
      db.close();
      const report = await verifyLedger(dir).catch((error: Error) => error.message);
      if (typeof report === 'string') expect(report, sql).toMatch(/newer Doorbell/);
      else
        expect(
          report.problems.map((p) => p.what),
          sql,
        ).toContain('schema-changed');
    }
  });

  test('in the database file itself: found, or without any effect on what is read', async () => {
    const was = await eventsIn(original);
    const { size } = await stat(join(original, 'ledger.sqlite'));
    const outcomes = { found: 0, harmless: 0 };
    await fc.assert(
      fc.asyncProperty(fc.nat(size - 1), fc.integer({ min: 0, max: 7 }), async (at, bit) => {
        const dir = await copy();
        const file = join(dir, 'ledger.sqlite');
        await writeFile(file, spoil(await readFile(file), 'flip', at, bit));
        const report = await verifyLedger(dir).catch(() => null);
        if (report?.ok) {
          expect(await eventsIn(dir)).toEqual(was);
          outcomes.harmless += 1;
        } else outcomes.found += 1;
        await rm(dir, { recursive: true });
      }),
      { seed: 41, numRuns: 100 },
    );
    expect(outcomes.found).toBeGreaterThan(10);
  });
});

describe('what a crash leaves is a warning', () => {
  test('whole evidence that no event names, and a half-written file, which goes at the next opening', async () => {
    const dir = await copy();
    const ledger = await openLedger({ dir, clock: handClock() });
    const name = await ledger.keep(bytes('an orphan'));
    await ledger.close();
    const half = join(dir, 'evidence', name.slice(0, 2), '.writing-1-1');
    await writeFile(half, 'ha');
    const report = await verifyLedger(dir);
    expect(report).toMatchObject({ ok: true, evidenceFiles: 11 });
    expect(report.warnings.map((w) => w.what).sort()).toEqual(['evidence-unused', 'file-unfinished']);
    await (await openLedger({ dir, clock: handClock() })).close();
    expect((await verifyLedger(dir)).warnings.map((w) => w.what)).toEqual(['evidence-unused']);
    await expect(readFile(half)).rejects.toThrow(/ENOENT/);
  });

  test('a head that lags behind', async () => {
    const dir = await copy();
    const head = await readFile(join(dir, 'head'));
    const ledger = await openLedger({ dir, clock: handClock() });
    await ledger.append('w1', [stopped]);
    await ledger.close();
    await writeFile(join(dir, 'head'), head);
    expect(await verifyLedger(dir)).toMatchObject({ ok: true, warnings: [{ what: 'head-behind' }] });
    await (await openLedger({ dir, clock: handClock() })).close();
    expect(await verifyLedger(dir)).toMatchObject({ ok: true, warnings: [] });
  });
});

test('the report stays short, however much is wrong', async () => {
  const dir = await emptyFolder();
  const ledger = await openLedger({ dir, clock: handClock() });
  await ledger.append(
    'w1',
    Array.from({ length: 300 }, () => stopped),
  );
  await ledger.close();
  onRows(dir, (db) => db.exec("UPDATE events SET at = at || ' '"));
  const report = await verifyLedger(dir);
  expect(report.problems).toHaveLength(100);
  expect(report.problemCount).toBeGreaterThanOrEqual(300);
});

test('a ledger cut off at its end, or without its head, is not written on or read', async () => {
  for (const spoilt of [
    (dir: string) => onRows(dir, (db) => db.exec(`DELETE FROM events WHERE seq = ${EVENTS}`)),
    (dir: string) => rm(join(dir, 'head')),
    (dir: string) => writeFile(join(dir, 'head'), '{}'),
  ]) {
    const dir = await copy();
    await spoilt(dir);
    await expect(openLedger({ dir, clock: handClock() })).rejects.toMatchObject({ code: 'ledger-damaged' });
    await expect(openLedgerReadOnly({ dir })).rejects.toMatchObject({ code: 'ledger-damaged' });
  }
});

async function evidenceOf(dir: string): Promise<string[]> {
  const root = join(dir, 'evidence');
  const found = [];
  for (const folder of (await readdir(root)).sort())
    for (const name of (await readdir(join(root, folder))).sort()) found.push(join(root, folder, name));
  return found;
}

async function eventsIn(dir: string): Promise<string> {
  const reader = await openLedgerReadOnly({ dir });
  const text = JSON.stringify([await reader.events('w1'), await reader.cursor('box', 'INBOX')]);
  await reader.close();
  return sha256(text);
}
