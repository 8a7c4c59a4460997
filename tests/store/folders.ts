/** Folders that go with the test that made them. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

export async function emptyFolder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'doorbell-ledger-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  return dir;
}
