import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parseMail } from '../../src/assess/parse-mail.ts';
import { openParsePool, type ParsePool } from '../../src/cli/parse-pool.ts';
import { bounceMail, rawMail } from './mails.ts';

let dir: string;
let pool: ParsePool;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'doorbell-pool-'));
});
afterEach(() => pool.close());
afterAll(() => rm(dir, { recursive: true }));

/** A worker whose answer depends on the first letter of what it is given. */
const oddWorker = (): URL => {
  const file = join(dir, 'odd.mjs');
  writeFileSync(
    file,
    `import { parentPort } from 'node:worker_threads';
parentPort.on('message', (raw) => {
  const c = String.fromCharCode(raw[0]);
  if (c === 'h') for (;;);
  if (c === 'x') process.exit(3);
  if (c === 't') throw new Error('broken');
  if (c === 'm') { const hog = []; for (;;) hog.push(new Array(1e6).fill({})); }
  parentPort.postMessage({ visibleText: 'ok' });
});`,
  );
  return pathToFileURL(file);
};
const bytes = (s: string): Uint8Array => Buffer.from(s);

describe('the pool', () => {
  it('gives what the parser gives, for many at once', async () => {
    pool = openParsePool({ size: 2 });
    const raws = [rawMail({}), bounceMail(), rawMail({ body: 'Ставка 1%' })];
    const expected = await Promise.all(raws.map(parseMail));
    const got = await Promise.all([...raws, ...raws, ...raws].map((r) => pool.parse(r)));
    expect(got).toEqual([...expected, ...expected, ...expected]);
  }, 30_000);

  it.each([
    ['hangs', 'h', 'parser timed out'],
    ['exits', 'x', 'parser died'],
    ['throws', 't', 'parser died: broken'],
    ['eats its memory', 'm', 'parser died'],
  ])(
    'replaces a worker that %s, and loses no other message',
    async (_, letter, why) => {
      pool = openParsePool({
        size: 1,
        timeoutMs: letter === 'h' ? 300 : 20_000,
        memoryMb: 32,
        worker: oddWorker(),
      });
      const [bad, good] = await Promise.all([pool.parse(bytes(letter)), pool.parse(bytes('a'))]);
      expect(bad.malformed).toContain(why);
      expect(bad.visibleText).toBe('');
      expect(good.visibleText).toBe('ok');
    },
    30_000,
  );

  it('bounds what waits', async () => {
    pool = openParsePool({ size: 1, queue: 2, timeoutMs: 300, worker: oddWorker() });
    const first = pool.parse(bytes('h'));
    const waiting = [pool.parse(bytes('a')), pool.parse(bytes('a'))];
    await expect(pool.parse(bytes('a'))).rejects.toThrow(/already wait/);
    await Promise.all([first, ...waiting]);
  }, 30_000);

  it('gives up what it has when it is closed', async () => {
    pool = openParsePool({ size: 1, worker: oddWorker() });
    const parsing = pool.parse(bytes('h'));
    const gone = expect(parsing).rejects.toThrow(/closed/);
    await pool.close();
    await gone;
    await expect(pool.parse(bytes('a'))).rejects.toThrow(/closed/);
  }, 30_000);
});
