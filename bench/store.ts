/**
 * How much the ledger costs: events a second through `append`, against bare inserts of the same rows on better-sqlite3
 * with the same durability, in the same run. `node bench/store.ts [EVENTS]`. Compare the ratios, not the numbers.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { EventBody } from '../src/model/events.ts';
import { openLedger } from '../src/store/ledger.ts';
import { verifyLedger } from '../src/store/verify.ts';

const total = Number(process.argv[2] ?? 4_000);
const dir = await mkdtemp(join(tmpdir(), 'doorbell-bench-'));
const at = '2026-03-02T09:00:00.000Z';
const body: EventBody = {
  kind: 'covered',
  coverage: {
    account: 'box',
    from: at,
    to: at,
    complete: true,
    folders: [{ path: 'INBOX', uidValidity: '7', lastUid: 9 }],
  },
};

const ledger = await openLedger({ dir, clock: Date });
const bare = new Database(join(dir, 'bare.sqlite'));
bare.pragma('journal_mode = WAL');
bare.pragma('synchronous = FULL');
bare.exec('CREATE TABLE e (seq INTEGER PRIMARY KEY, at, wave, kind, probe, body, previous, hash)');
const insert = bare.prepare('INSERT INTO e VALUES (NULL, ?, ?, ?, NULL, ?, ?, ?)');
const hash = 'a'.repeat(64);
const bareBatch = bare.transaction((n: number) => {
  for (let i = 0; i < n; i += 1) insert.run(at, 'w1', body.kind, JSON.stringify(body), hash, hash);
});

/** Events a second. */
async function rate(batch: number, write: (n: number) => unknown, events: number): Promise<number> {
  const began = performance.now();
  for (let done = 0; done < events; done += batch) await write(batch);
  return Math.round((events / (performance.now() - began)) * 1_000);
}

const rows: Record<string, { ledger: number; bare: number; ratio: string }> = {};
for (const [batch, events] of [
  [1, Math.min(total, 1_000)],
  [100, total],
  [1_000, total],
] as const) {
  const plain = await rate(batch, bareBatch, events);
  const ours = await rate(
    batch,
    (n) =>
      ledger.append(
        'w1',
        Array.from({ length: n }, () => body),
      ),
    events,
  );
  rows[`append, ${batch} a commit`] = { ledger: ours, bare: plain, ratio: (plain / ours).toFixed(1) };
}
const began = performance.now();
const events = (await ledger.events('w1')).length;
const read = performance.now();
bare.prepare('SELECT * FROM e').all();
const bareRead = performance.now();
await ledger.close();
const closed = performance.now();
await verifyLedger(dir);
const perSecond = (ms: number) => Math.round((events / ms) * 1_000);
rows.read = {
  ledger: perSecond(read - began),
  bare: perSecond(bareRead - read),
  ratio: ((read - began) / (bareRead - read)).toFixed(1),
};
rows.verify = { ledger: perSecond(performance.now() - closed), bare: 0, ratio: '-' };
bare.close();
await rm(dir, { recursive: true });
console.table(rows);
