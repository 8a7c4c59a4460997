/** Files that are either wholly there or not at all, also after a power cut: temporary file, fsync, rename, fsync. */
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Marks files that a crash left half-written. They are never read, and are removed when the ledger is opened. */
export const TEMPORARY = '.writing-';

let serial = 0;

/** Writes the bytes under the path, replacing what was there. The folder must exist; `syncDir` it afterwards. */
export async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  serial += 1;
  const temporary = join(dirname(path), `${TEMPORARY}${process.pid}-${serial}`);
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Makes the names in a folder durable. Windows can't open a folder, and journals its names itself. */
export async function syncDir(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const dir = await open(path, 'r');
  try {
    await dir.sync();
  } finally {
    await dir.close();
  }
}

/** Makes a folder in an existing one, durably. Readable by its owner alone: evidence holds personal data. */
export async function makeDir(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  await syncDir(dirname(path));
}

/** Removes what a crash left half-written in a folder. Only for the one writer. */
export async function sweepTemporary(path: string): Promise<void> {
  for (const name of await readdir(path))
    if (name.startsWith(TEMPORARY)) await rm(join(path, name), { force: true });
}
