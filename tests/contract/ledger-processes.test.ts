/** Several processes on one ledger: one writes at a time, and a probe is claimed once whoever asks. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { openLedger, openLedgerReadOnly } from '../../src/store/ledger.ts';
import { verifyLedger } from '../../src/store/verify.ts';
import { handClock } from '../store/fixtures.ts';
import { emptyFolder } from '../store/folders.ts';

const CHILD = fileURLToPath(new URL('ledger-child-claims.ts', import.meta.url));

interface Said {
  claimed?: number;
  lost?: number;
  refused?: string;
  holds?: number;
}

function start(
  dir: string,
  name: string,
  count: string,
): { child: ChildProcess; said: AsyncIterable<string> } {
  const child = spawn(process.execPath, [CHILD, dir, name, count], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  return { child, said: createInterface({ input: child.stdout! }) };
}

async function allOf(lines: AsyncIterable<string>): Promise<Said[]> {
  const said: Said[] = [];
  for await (const line of lines) said.push(JSON.parse(line));
  return said;
}

test('two processes that claim the same probes: each is claimed by one', { timeout: 60_000 }, async () => {
  const dir = await emptyFolder();
  const [one, two] = [start(dir, 'one', '60'), start(dir, 'two', '60')];
  const [byOne, byTwo] = await Promise.all([allOf(one.said), allOf(two.said)]);
  const claimed = [...byOne, ...byTwo].flatMap((s) => (s.claimed === undefined ? [] : [s.claimed]));
  const lost = [...byOne, ...byTwo].filter((s) => s.lost !== undefined);
  expect(claimed.sort((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, i) => i));
  expect(lost).toHaveLength(60);
  const report = await verifyLedger(dir);
  expect(report).toMatchObject({ ok: true, events: 60 });
  // The loser's message was not kept: the store asked before it wrote.
  expect(report.evidenceFiles).toBe(60);
});

test('the holder is named; readers are let in; a killed holder holds no more', {
  timeout: 60_000,
}, async () => {
  const dir = await emptyFolder();
  const { child, said } = start(dir, 'holder', 'hold');
  for await (const line of said) {
    expect(JSON.parse(line)).toEqual({ holds: child.pid });
    break;
  }
  await expect(openLedger({ dir, clock: handClock() })).rejects.toThrow(
    `another doorbell run (pid ${child.pid}) is using this ledger`,
  );
  await (await openLedgerReadOnly({ dir })).close();
  expect((await verifyLedger(dir)).ok).toBe(true);
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
  await (await openLedger({ dir, clock: handClock() })).close();
});
