import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonical, digestOf } from '../../src/model/digest.ts';
import { SetupError } from '../../src/model/errors.ts';
import { chainHash } from '../../src/store/chain.ts';
import { openForWriting } from '../../src/store/database.ts';
import { diskError } from '../../src/store/disk-errors.ts';
import { openLedger, openLedgerReadOnly } from '../../src/store/ledger.ts';
import { bytes, handClock, intentFor, mailFor, outcome, resumed, stopped } from './fixtures.ts';
import { emptyFolder } from './folders.ts';

test('what was written is there after it is opened again, and the chain goes on', async () => {
  const dir = await emptyFolder();
  const clock = handClock();
  const raw = bytes('hello');
  const first = await openLedger({ dir, clock });
  await first.claimSend('w1', intentFor('w1-a', raw), raw, () => null);
  await first.sink('w1').commit({
    items: [mailFor('INBOX/7/1')],
    cursor: { account: 'box', folder: 'INBOX', uidValidity: '7', lastUid: 1 },
  });
  const before = await first.events('w1');
  await first.close();

  const second = await openLedger({ dir, clock });
  expect(await second.events('w1')).toEqual(before);
  expect(await second.cursor('box', 'INBOX')).toMatchObject({ lastUid: 1 });
  expect(await second.claimSend('w1', intentFor('w1-a', raw), raw, () => null)).toMatchObject({
    refused: { code: 'already-claimed' },
  });
  const [next] = await second.append('w1', [stopped]);
  expect(next).toMatchObject({ seq: before.length + 1, previous: before.at(-1)!.hash });
  await second.close();
});

test('an event can be neither changed, removed, replaced nor put between by SQL', async () => {
  const dir = await emptyFolder();
  const ledger = await openLedger({ dir, clock: handClock() });
  await ledger.append('w1', [stopped, resumed]);
  await ledger.close();
  const db = new Database(join(dir, 'ledger.sqlite'));
  const row = 'at, wave, kind, probe, body, previous, hash FROM events';
  for (const sql of [
    "UPDATE events SET wave = 'w2'",
    'UPDATE events SET seq = seq + 10',
    'DELETE FROM events WHERE seq = 2',
    `INSERT OR REPLACE INTO events SELECT 1, ${row} WHERE seq = 2`,
    `INSERT INTO events SELECT 0, ${row} WHERE seq = 2`,
    `INSERT INTO events SELECT 9, ${row} WHERE seq = 2`,
  ])
    expect(() => db.exec(sql), sql).toThrow(/append-only/);
  db.close();
});

test('a changed event is not handed out', async () => {
  const dir = await emptyFolder();
  const ledger = await openLedger({ dir, clock: handClock() });
  await ledger.append('w1', [outcome('w1-a', 'not-sent'), stopped]);
  const db = new Database(join(dir, 'ledger.sqlite'));
  db.exec('DROP TRIGGER events_no_update');
  db.exec("UPDATE events SET body = replace(body, 'EAUTH', 'EAUTX') WHERE seq = 1");
  db.close();
  await expect(ledger.events('w1')).rejects.toMatchObject({ code: 'ledger-changed' });
  await ledger.close();
});

test('every event is hashed as the model says, whatever it holds', () => {
  const text = fc.string({ unit: 'grapheme' });
  fc.assert(
    fc.property(text, text, fc.nat(), fc.jsonValue(), (by, wave, seq, more) => {
      const event = {
        seq,
        at: '2026-03-02T09:00:00.000Z',
        wave,
        body: { by, more },
        previous: 'a'.repeat(64),
      };
      expect(chainHash({ ...event, body: canonical(event.body) })).toBe(digestOf(event));
    }),
    { seed: 41 },
  );
});

test('the connection is as durable and strict as the ledger needs', async () => {
  const dir = await emptyFolder();
  const db = openForWriting(dir);
  const pragma = (name: string) => db.$client.pragma(name, { simple: true });
  expect(pragma('journal_mode')).toBe('wal');
  expect(pragma('synchronous')).toBe(2);
  expect(pragma('foreign_keys')).toBe(1);
  expect(pragma('busy_timeout')).toBe(5000);
  db.$client.close();
});

test('40,000 events are read in under a second', { timeout: 60_000 }, async () => {
  const dir = await emptyFolder();
  const ledger = await openLedger({ dir, clock: handClock() });
  const raw = mailFor('INBOX/7/1').capture;
  const coverage = {
    kind: 'covered',
    coverage: {
      account: 'box',
      from: '2026-03-02T09:00:00.000Z',
      to: '2026-03-02T10:00:00.000Z',
      complete: true,
      folders: Array.from({ length: 4 }, (_, i) => ({
        path: `F${i}`,
        uidValidity: raw.evidence,
        lastUid: i,
      })),
    },
  } as const;
  for (let i = 0; i < 40; i += 1)
    await ledger.append(
      'w1',
      Array.from({ length: 1_000 }, () => coverage),
    );
  const began = performance.now();
  expect(await ledger.events('w1')).toHaveLength(40_000);
  expect(performance.now() - began).toBeLessThan(1_000);
  await ledger.close();
});

test('a reader sees what a run writes, while it writes, and can change nothing', async () => {
  const dir = await emptyFolder();
  await expect(openLedgerReadOnly({ dir })).rejects.toThrow(SetupError);
  const writer = await openLedger({ dir, clock: handClock() });
  await writer.append('w1', [stopped]);
  const reader = await openLedgerReadOnly({ dir });
  expect(await reader.events('w1')).toHaveLength(1);
  await writer.append('w1', [resumed]);
  expect(await reader.events('w1', 1)).toHaveLength(1);
  const name = await writer.keep(bytes('plan'));
  expect(await reader.evidence(name)).toHaveLength(4);
  await reader.close();
  await writer.close();
});

test('evidence: same bytes are kept once; damage is told at reading and at keeping, and not covered up', async () => {
  const dir = await emptyFolder();
  const ledger = await openLedger({ dir, clock: handClock() });
  const name = await ledger.keep(bytes('one'));
  const file = join(dir, 'evidence', name.slice(0, 2), name);
  const { ino } = await stat(file);
  await Promise.all(Array.from({ length: 5 }, () => ledger.keep(bytes('one'))));
  expect((await stat(file)).ino).toBe(ino);
  expect(await readdir(join(dir, 'evidence', name.slice(0, 2)))).toEqual([name]);
  for (const damage of ['ONE', 'longer']) {
    await writeFile(file, damage);
    await expect(ledger.evidence(name)).rejects.toMatchObject({ code: 'evidence-changed' });
    await expect(ledger.keep(bytes('one'))).rejects.toMatchObject({ code: 'evidence-changed' });
    expect(await readFile(file, 'utf8')).toBe(damage);
  }
  await ledger.close();
});

test('the folder is for its owner alone', async () => {
  const dir = join(await emptyFolder(), 'deep', 'ledger');
  const ledger = await openLedger({ dir, clock: handClock() });
  const name = await ledger.keep(bytes('one'));
  await ledger.close();
  expect((await stat(dir)).mode & 0o777).toBe(0o700);
  expect((await stat(join(dir, 'evidence', name.slice(0, 2), name))).mode & 0o777).toBe(0o600);
});

test('one writer at a time, in this process too; the lock goes with the close', async () => {
  const dir = await emptyFolder();
  const first = await openLedger({ dir, clock: handClock() });
  const second = openLedger({ dir, clock: handClock() });
  await expect(second).rejects.toThrow(SetupError);
  await expect(second).rejects.toThrow(`another doorbell run (pid ${process.pid}) is using this ledger`);
  await first.append('w1', [stopped]);
  await first.close();
  await (await openLedger({ dir, clock: handClock() })).close();
});

test('an opening that fails gives the lock back', async () => {
  const dir = await emptyFolder();
  await (await openLedger({ dir, clock: handClock() })).close();
  const head = await readFile(join(dir, 'head'));
  await writeFile(join(dir, 'head'), 'nonsense');
  await expect(openLedger({ dir, clock: handClock() })).rejects.toMatchObject({ code: 'ledger-damaged' });
  await writeFile(join(dir, 'head'), head);
  await (await openLedger({ dir, clock: handClock() })).close();
});

test('a folder that can not be one is for the user to mend', async () => {
  const dir = await emptyFolder();
  await writeFile(join(dir, 'file'), '');
  await expect(openLedger({ dir: join(dir, 'file'), clock: handClock() })).rejects.toThrow(SetupError);
  await expect(openLedger({ dir: join(dir, 'file', 'below'), clock: handClock() })).rejects.toThrow(
    SetupError,
  );
  await mkdir(join(dir, 'other'));
  await writeFile(join(dir, 'other', 'evidence'), '');
  await expect(openLedger({ dir: join(dir, 'other'), clock: handClock() })).rejects.toThrow(SetupError);
  if (process.getuid?.() !== 0) {
    await chmod(dir, 0o500);
    await expect(openLedger({ dir: join(dir, 'new'), clock: handClock() })).rejects.toThrow(SetupError);
    await chmod(dir, 0o700);
  }
});

test('a ledger of another version is refused by name', async () => {
  const dir = await emptyFolder();
  await (await openLedger({ dir, clock: handClock() })).close();
  const edit = (sql: string) => {
    const db = new Database(join(dir, 'ledger.sqlite'));
    db.exec(sql);
    db.close();
  };
  edit("INSERT INTO __drizzle_migrations (hash, created_at) VALUES ('f00', 9999999999999)");
  await expect(openLedger({ dir, clock: handClock() })).rejects.toThrow(/newer Doorbell/);
  await expect(openLedgerReadOnly({ dir })).rejects.toThrow(/newer Doorbell/);
  edit('DELETE FROM __drizzle_migrations WHERE rowid > 1');
  await expect(openLedgerReadOnly({ dir })).rejects.toThrow(/older Doorbell/);
  edit("UPDATE __drizzle_migrations SET hash = 'f00'");
  await expect(openLedger({ dir, clock: handClock() })).rejects.toMatchObject({ code: 'ledger-damaged' });
});

test('the faults of a disk have stable names, also inside other errors', () => {
  const fault = (code: string) => Object.assign(new Error('x'), { code });
  const names = Object.fromEntries(
    [
      'ENOSPC',
      'SQLITE_FULL',
      'EDQUOT',
      'EIO',
      'SQLITE_IOERR_FSYNC',
      'EROFS',
      'SQLITE_CORRUPT_INDEX',
      'SQLITE_BUSY',
    ].map((code) => [code, diskError(new Error('query failed', { cause: fault(code) }))?.code]),
  );
  expect(names).toEqual({
    ENOSPC: 'disk-full',
    SQLITE_FULL: 'disk-full',
    EDQUOT: 'disk-full',
    EIO: 'disk-failed',
    SQLITE_IOERR_FSYNC: 'disk-failed',
    EROFS: 'disk-failed',
    SQLITE_CORRUPT_INDEX: 'ledger-damaged',
    SQLITE_BUSY: 'ledger-busy',
  });
  expect(diskError(fault('SQLITE_CONSTRAINT_UNIQUE'))).toBeNull();
  expect(diskError('text')).toBeNull();
});
