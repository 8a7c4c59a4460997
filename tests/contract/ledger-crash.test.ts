/** Killed at any moment, the ledger is whole, and all that was said to be done is in it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { expect, test } from 'vitest';
import { openLedgerReadOnly } from '../../src/store/ledger.ts';
import { verifyLedger } from '../../src/store/verify.ts';
import { emptyFolder } from '../store/folders.ts';

const CHILD = fileURLToPath(new URL('ledger-child-crash.ts', import.meta.url));
const ROUNDS = 15;

/** Runs the child until it has said so many things, and kills it a little later. Returns all that it said. */
async function killedAfter(dir: string, seed: number, things: number, ms: number): Promise<object[]> {
  const child = spawn(process.execPath, [CHILD, dir, String(seed)], { stdio: ['ignore', 'pipe', 'pipe'] });
  let complaint = '';
  child.stderr.on('data', (data) => {
    complaint += data;
  });
  const said: object[] = [];
  const lines = createInterface({ input: child.stdout });
  const ended = Promise.all([once(child, 'close'), once(lines, 'close')]);
  lines.on('line', (line) => {
    said.push(JSON.parse(line));
    if (said.length === things) void setTimeout(ms).then(() => child.kill('SIGKILL'));
  });
  const [[, signal]] = await ended;
  expect(signal, complaint).toBe('SIGKILL');
  return said;
}

test('fifteen SIGKILLs', { timeout: 120_000 }, async () => {
  const dir = await emptyFolder();
  const chance = xoroshiro128plus(41);
  let events = 0;
  for (let round = 1; round <= ROUNDS; round += 1) {
    const things = uniformInt(chance, 1, 40);
    const said = await killedAfter(dir, round, things, uniformInt(chance, 0, 12));
    const where = `round ${round}, killed after ${things}`;

    const report = await verifyLedger(dir);
    expect(report.problems, where).toEqual([]);
    for (const { what } of report.warnings)
      expect(['head-behind', 'evidence-unused', 'file-unfinished']).toContain(what);

    const reader = await openLedgerReadOnly({ dir });
    const bodies = (await reader.events('w1')).map((e) => e.body);
    expect(bodies.length, where).toBeGreaterThanOrEqual(events);
    events = bodies.length;

    // Every mail up to the cursor is there exactly once, and none beyond it: rows and cursor went together.
    const uids = bodies.flatMap((b) => (b.kind === 'captured' ? [Number(b.capture.key.split('/')[2])] : []));
    const cursor = (await reader.cursor('box', 'INBOX'))?.lastUid ?? 0;
    expect(
      uids.sort((a, b) => a - b),
      where,
    ).toEqual(Array.from({ length: cursor }, (_, i) => i + 1));

    const intents = bodies.flatMap((b) => (b.kind === 'send-intended' ? [b.probe] : []));
    expect(new Set(intents).size, where).toBe(intents.length);
    const ended = new Set(
      bodies.flatMap((b) => ('probe' in b && b.kind !== 'send-intended' ? [b.probe] : [])),
    );
    for (const done of said) {
      if ('lastUid' in done) expect(cursor, where).toBeGreaterThanOrEqual(done.lastUid as number);
      if ('claimed' in done) expect(intents, where).toContain(done.claimed);
      if ('ended' in done) expect([...ended], where).toContain(done.ended);
    }
    for (const b of bodies)
      if (b.kind === 'captured')
        expect(await reader.evidence(b.capture.evidence)).toHaveLength(b.capture.bytes);
    await reader.close();
  }
  expect(events).toBeGreaterThan(ROUNDS * 5);
});
