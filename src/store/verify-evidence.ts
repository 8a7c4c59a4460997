/** The evidence files: each is hashed; each one named is there; whatever else is there is told. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Db } from './database.ts';
import { TEMPORARY } from './durable-file.ts';
import type { Findings } from './findings.ts';
import { evidenceRoot } from './folder.ts';

/**
 * `scratch.refs` holds what the events name. Returns how many evidence files there are. A whole file that no event
 * names is what a crash between file and row leaves: a warning. A file that is none of ours is a problem.
 */
export async function verifyEvidence(home: string, scratch: Db, found: Findings): Promise<number> {
  const see = scratch.$client.prepare('UPDATE refs SET seen = 1 WHERE sha256 = ? RETURNING bytes');
  const root = evidenceRoot(home);
  let files = 0;
  for (const folder of await entriesOf(root, found)) {
    const path = join(root, folder.name);
    if (!folder.isDirectory() || !/^[0-9a-f]{2}$/.test(folder.name)) {
      found.problem('file-added', `evidence/${folder.name}`, 'it is not part of the ledger');
      continue;
    }
    for (const entry of await entriesOf(path, found)) {
      const where = `evidence/${folder.name}/${entry.name}`;
      if (entry.isFile() && entry.name.startsWith(TEMPORARY))
        found.warning('file-unfinished', where, 'a crash, or a run that is going on, left it half-written');
      else if (!entry.isFile() || !/^[0-9a-f]{64}$/.test(entry.name) || !entry.name.startsWith(folder.name))
        found.problem('file-added', where, 'it is not part of the ledger');
      else {
        files += 1;
        const { hash, size, failed } = await hashOf(join(path, entry.name));
        const named = see.get(entry.name) as { bytes: number | null } | undefined;
        if (failed) found.problem('evidence-unreadable', where, failed);
        else if (hash !== entry.name)
          found.problem('evidence-changed', where, changeIn(size, named?.bytes ?? null));
        else if (!named)
          found.warning('evidence-unused', where, 'no event names it: a crash left it, or a run is going on');
      }
    }
  }
  const missing = scratch.$client
    .prepare('SELECT sha256, seq FROM refs WHERE NOT seen ORDER BY seq')
    .iterate();
  for (const { sha256, seq } of missing as Iterable<{ sha256: string; seq: number }>)
    found.problem('evidence-missing', `evidence/${sha256.slice(0, 2)}/${sha256}`, `event ${seq} names it`);
  return files;
}

function changeIn(size: number, recorded: number | null): string {
  if (recorded === null || size === recorded) return `its ${size} bytes are not those that were kept`;
  return `${size < recorded ? 'cut short' : 'grown'}: ${size} bytes, ${recorded} were kept`;
}

async function hashOf(path: string): Promise<{ hash: string; size: number; failed?: string }> {
  const digest = createHash('sha256');
  let size = 0;
  try {
    for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
      digest.update(chunk);
      size += chunk.length;
    }
  } catch (error) {
    return { hash: '', size, failed: error instanceof Error ? error.message : String(error) };
  }
  return { hash: digest.digest('hex'), size };
}

async function entriesOf(path: string, found: Findings) {
  try {
    return await readdir(path, { withFileTypes: true });
  } catch (error) {
    found.problem('folder-unreadable', path, error instanceof Error ? error.message : String(error));
    return [];
  }
}
