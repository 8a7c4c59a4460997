/** Killed at any moment, on the real store: every update of the watched chat is kept once, none of another. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { expect, test } from 'vitest';
import { startBotApi } from '../../src/sandbox/bot-api/index.ts';
import { openLedgerReadOnly } from '../../src/store/ledger.ts';
import { verifyLedger } from '../../src/store/verify.ts';
import { wordsOf } from '../channels/telegram/rig.ts';
import { QUESTION } from '../channels/telegram/watched.ts';
import { emptyFolder } from '../store/folders.ts';

const CHILD = fileURLToPath(new URL('telegram-child.ts', import.meta.url));
const ROUNDS = 5;

test('five SIGKILLs in the middle of a conversation', { timeout: 240_000 }, async () => {
  const dir = await emptyFolder();
  const chance = xoroshiro128plus(41);
  const api = await startBotApi({
    clock: {
      now: () => Date.now(),
      monotonic: () => performance.now(),
      sleepUntil: async () => {},
      hold: () => () => {},
    },
  });
  const anna = api.person({ name: 'Anna', id: 41 });
  const acme = api.lender({ name: 'Acme', phone: '+380000000001' });
  const friend = api.lender({ name: 'Olena' });
  anna.connect();
  const expected: string[] = [];
  let n = 0;
  const talk = () => {
    friend.reply(anna, `SECRET ${n}`);
    n += 1;
    if (n === 1) anna.send(acme, QUESTION);
    else acme.reply(anna, `reply ${n}`);
    expected.push(n === 1 ? QUESTION : `reply ${n}`);
  };

  /** Lets the recorder run until it has kept so many, or all, and kills it a little later. */
  async function round(things: number, ms: number): Promise<void> {
    const child = spawn(process.execPath, [CHILD, dir, api.root, api.token], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let complaint = '';
    child.stderr.on('data', (data) => {
      complaint += data;
    });
    const ended = once(child, 'close');
    let kept = 0;
    const lines = createInterface({ input: child.stdout });
    let talking: NodeJS.Timeout | undefined;
    for (let i = 0; i < 5; i += 1) talk();
    lines.on('line', () => {
      kept += 1;
      // Not while it starts: a machine under load would have thousands to catch up with.
      talking ??= setInterval(talk, 5);
      if (kept === things) void sleep(ms).then(() => child.kill('SIGKILL'));
    });
    const [, signal] = await ended;
    clearInterval(talking);
    expect(signal, complaint).toBe('SIGKILL');
  }

  for (let r = 0; r < ROUNDS; r += 1) {
    await round(uniformInt(chance, 1, 60), uniformInt(chance, 0, 10));
    expect((await verifyLedger(dir)).problems).toEqual([]);
  }
  // One more, that may take in all that is left.
  const child = spawn(process.execPath, [CHILD, dir, api.root, api.token], { stdio: 'ignore' });
  while (api.queue.pending() > 0) await sleep(5);
  child.kill('SIGKILL');
  await once(child, 'close');

  const reader = await openLedgerReadOnly({ dir });
  const captures = (await reader.events('w1')).flatMap((e) =>
    e.body.kind === 'captured' ? [e.body.capture] : [],
  );
  const texts = await Promise.all(captures.map(async (c) => wordsOf(await reader.evidence(c.evidence))));
  expect(texts).toEqual(expected);
  expect(captures.every((c) => c.probe === 'w1-acme')).toBe(true);
  await reader.close();
  await api.stop();
});
