import { spawnSync } from 'node:child_process';
import { cp, readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { emptyFolder } from './folders.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

// drizzle-kit takes every path as relative to where it runs.
test('the committed migrations are those of the schema', { timeout: 60_000 }, async () => {
  const out = join(await emptyFolder(), 'drizzle');
  await cp(join(root, 'drizzle'), out, { recursive: true });
  const before = (await readdir(out)).sort();
  const run = spawnSync(
    process.execPath,
    [
      join(root, 'node_modules/drizzle-kit/bin.cjs'),
      'generate',
      '--dialect=sqlite',
      '--schema=src/store/schema.ts',
      `--out=${relative(root, out)}`,
    ],
    { cwd: root, encoding: 'utf8' },
  );
  expect(run.stderr + run.stdout).toContain('No schema changes');
  expect((await readdir(out)).sort()).toEqual(before);
});
