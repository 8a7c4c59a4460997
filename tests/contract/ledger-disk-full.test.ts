/** A full disk is an InstrumentError, leaves nothing half-written, and is over when there is room again. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { emptyFolder } from '../store/folders.ts';
import { missingSmallDisk } from '../support/small-disk.ts';

const CHILD = fileURLToPath(new URL('ledger-child-full.ts', import.meta.url));

/** A small disk in a mount namespace of the child's own: it is gone with the child, whatever happens. */
function onSmallDisk(dir: string, command: string) {
  const asUser = process.getuid?.() === 0 ? [] : ['--map-root-user'];
  const script = `mount -t tmpfs -o size=6m tmpfs "$1" && ${command}`;
  return spawnSync(
    'unshare',
    [...asUser, '--mount', 'sh', '-c', script, 'sh', dir, process.execPath, CHILD],
    {
      encoding: 'utf8',
      timeout: 60_000,
    },
  );
}

const allDone = { sink: 'done', append: 'done', claim: 'done', keep: 'done' };

test.skipIf(missingSmallDisk() !== null)('no room left on the disk', { timeout: 90_000 }, async () => {
  const dir = await emptyFolder();
  const run = onSmallDisk(dir, 'exec "$2" "$3" "$1" disk');
  expect(run.stderr).toBe('');
  expect(JSON.parse(run.stdout)).toEqual({
    full: { sink: 'disk-full', append: 'disk-full', claim: 'disk-full', keep: 'disk-full' },
    untouched: true,
    duringFull: true,
    squeezed: ['disk-full', 'done'],
    halves: 0,
    freed: allDone,
    reopened: expect.stringMatching(/^(done|disk-full)$/),
    ok: true,
    problems: [],
  });
});

const hasPrlimit = spawnSync('prlimit', ['--version']).status === 0;
if (!hasPrlimit && process.env.CI === 'true') throw new Error('there is no prlimit here');

test.skipIf(!hasPrlimit)('files that may not grow', { timeout: 90_000 }, async () => {
  const dir = await emptyFolder();
  const run = spawnSync(process.execPath, [CHILD, dir, 'limit'], { encoding: 'utf8', timeout: 60_000 });
  expect(run.stderr).toBe('');
  // SQLite says ENOSPC apart, and any other failure to write as a fault of the disk.
  expect(JSON.parse(run.stdout)).toMatchObject({
    full: { sink: 'disk-full', append: 'disk-failed', claim: 'disk-full', keep: 'disk-full' },
    untouched: true,
    duringFull: true,
    halves: 0,
    freed: allDone,
    ok: true,
    problems: [],
  });
});
