/**
 * Works on a ledger, takes the room away, goes on, makes room, goes on: `node ledger-child-full.ts DIR disk|limit`. The
 * room is that of the disk, a small one, which is filled up; or the largest size that the system lets a file have.
 * Ends with one line of JSON: what each piece of work came to while there was no room, and afterwards.
 */
import { execFileSync } from 'node:child_process';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { EventBody } from '../../src/model/events.ts';
import { openLedger } from '../../src/store/ledger.ts';
import { verifyLedger } from '../../src/store/verify.ts';
import { bytes, intentFor, mailFor, stopped } from '../store/fixtures.ts';

const [dir, means] = process.argv.slice(2) as [string, 'disk' | 'limit'];
const home = join(dir, 'ledger');
const ballast = join(dir, 'ballast');
const codeOf = (error: unknown) => (error as { code?: string }).code ?? String(error);

/** Leaves room for so many bytes. */
const leave = (spare: number) => (means === 'disk' ? fillBut(spare) : limitFiles(spare));
const makeRoom = () => (means === 'disk' ? rm(ballast) : limitFiles('unlimited'));

async function limitFiles(size: number | 'unlimited'): Promise<void> {
  execFileSync('prlimit', ['--pid', String(process.pid), `--fsize=${size}:`]);
}

async function fillBut(spare: number): Promise<void> {
  await rm(ballast, { force: true });
  const file = await open(ballast, 'w');
  const page = Buffer.alloc(4_096, 1);
  let size = 0;
  try {
    for (;;) size += (await file.write(page)).bytesWritten;
  } catch (error) {
    if (codeOf(error) !== 'ENOSPC') throw error;
  }
  await file.truncate(Math.max(0, size - spare));
  await file.close();
}

const ledger = await openLedger({ dir: home, clock: Date });
let uid = 0;
const takeIn = (size: number) => {
  uid += 1;
  const cursor = { account: 'box', folder: 'INBOX', uidValidity: '7', lastUid: uid };
  return ledger
    .sink('w1')
    .commit({ items: [mailFor(`INBOX/7/${uid}`, `${uid}${'x'.repeat(size)}`)], cursor });
};
const raw = bytes('a message');
const long: EventBody[] = Array.from({ length: 200 }, () => ({
  kind: 'sending-stopped',
  reason: 'y'.repeat(5_000),
}));
const work: Record<string, () => Promise<unknown>> = {
  sink: () => takeIn(100_000),
  append: () => ledger.append('w1', long),
  claim: () => ledger.claimSend('w1', intentFor('w1-a', raw), raw, () => null),
  keep: () => ledger.keep(bytes('z'.repeat(100_000))),
};
const state = async () => ({
  events: (await ledger.events('w1')).length,
  cursor: (await ledger.cursor('box', 'INBOX'))?.lastUid ?? 0,
});

await takeIn(1_000);
await ledger.append('w1', [stopped]);
const before = await state();
await leave(0);
const full: Record<string, string> = {};
for (const [name, job] of Object.entries(work))
  full[name] = await job().then(
    () => 'done',
    (error: unknown) => codeOf(error),
  );
const after = await state();
const duringFull = await verifyLedger(home);

// With a little room, some pieces get through and others stop at any of their writes.
const squeezed = new Set<string>();
let halves = 0;
for (let spare = 4_096; spare <= 80_000; spare += 4_096) {
  await leave(spare);
  const was = await state();
  const end = await takeIn(9_000).then(
    () => 'done',
    (error: unknown) => codeOf(error),
  );
  squeezed.add(end);
  const is = await state();
  const whole = end === 'done' ? is.cursor === uid && is.events === was.events + 2 : true;
  const nothing = end === 'done' || (is.cursor === was.cursor && is.events === was.events);
  if (!whole || !nothing) halves += 1;
}

await makeRoom();
const freed: Record<string, string> = {};
for (const [name, job] of Object.entries(work))
  freed[name] = await job().then(
    () => 'done',
    (error: unknown) => codeOf(error),
  );
await ledger.close();
await leave(0);
const reopened = await openLedger({ dir: home, clock: Date }).then(
  async (l) => {
    await l.close();
    return 'done';
  },
  (error: unknown) => codeOf(error),
);
await makeRoom();
const { ok, problems } = await verifyLedger(home);
console.log(
  JSON.stringify({
    full,
    untouched: JSON.stringify(before) === JSON.stringify(after),
    duringFull: duringFull.ok,
    squeezed: [...squeezed].sort(),
    halves,
    freed,
    reopened,
    ok,
    problems,
  }),
);
