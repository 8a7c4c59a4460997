/** Raw evidence by its sha256: `evidence/ab/abcdef…`. Written once, never changed, checked whenever it is read. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Sha256, sha256 } from '../model/digest.ts';
import { InstrumentError } from '../model/errors.ts';
import { makeDir, sweepTemporary, syncDir, writeWhole } from './durable-file.ts';

const folderOf = (root: string, name: Sha256): string => join(root, name.slice(0, 2));
export const evidencePath = (root: string, name: Sha256): string => join(folderOf(root, name), name);

/**
 * Keeps the bytes of each piece; when it resolves, all of them are durable. What is there already is used again when
 * its bytes are the same; else InstrumentError `evidence-changed`: damage is for a person to look at, not to cover up.
 */
export async function keepEvidence(root: string, pieces: Uint8Array[]): Promise<Sha256[]> {
  const names = pieces.map((bytes) => sha256(bytes));
  const folders = new Set<string>();
  for (const [i, bytes] of pieces.entries()) {
    const name = names[i]!;
    const folder = folderOf(root, name);
    if (!folders.has(folder)) await makeDir(folder);
    folders.add(folder);
    if (await isMissing(root, name, bytes)) await writeWhole(evidencePath(root, name), bytes);
  }
  for (const folder of folders) await syncDir(folder);
  return names;
}

/** Rejects with InstrumentError `evidence-missing` or `evidence-changed`. */
export async function readEvidence(root: string, name: string): Promise<Uint8Array> {
  if (!Sha256.safeParse(name).success) throw missing(name);
  let bytes: Uint8Array;
  try {
    bytes = await readFile(evidencePath(root, name));
  } catch (error) {
    throw isNoEntry(error) ? missing(name) : error;
  }
  if (sha256(bytes) !== name) throw changed(name);
  return bytes;
}

/** Rejects with InstrumentError `evidence-missing`. Looks at the name only. */
export async function requireEvidence(root: string, name: Sha256): Promise<void> {
  if (!(await sizeOf(root, name))) throw missing(name);
}

/** Removes what a crash left half-written. Only for the one writer. */
export async function sweepEvidence(root: string): Promise<void> {
  for (const folder of await readdir(root, { withFileTypes: true }))
    if (folder.isDirectory()) await sweepTemporary(join(root, folder.name));
}

async function isMissing(root: string, name: Sha256, bytes: Uint8Array): Promise<boolean> {
  const there = await sizeOf(root, name);
  if (!there) return true;
  if (there.size !== bytes.length) throw changed(name);
  await readEvidence(root, name);
  return false;
}

async function sizeOf(root: string, name: Sha256): Promise<{ size: number } | null> {
  try {
    return { size: (await stat(evidencePath(root, name))).size };
  } catch (error) {
    if (isNoEntry(error)) return null;
    throw error;
  }
}

const isNoEntry = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT';

const missing = (name: string) =>
  new InstrumentError('evidence-missing', `evidence ${name} is not in the ledger's folder`);
const changed = (name: string) =>
  new InstrumentError('evidence-changed', `evidence ${name} is not what was kept: its bytes have changed`);
