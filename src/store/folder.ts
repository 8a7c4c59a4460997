/** The folder of a ledger. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { SetupError } from '../model/errors.ts';
import { makeDir } from './durable-file.ts';

/** Where the evidence files of a ledger are. */
export const evidenceRoot = (dir: string): string => join(dir, 'evidence');

/** What a user can mend: rights, and a file where the folder should be. */
const USERS_FAULT = new Set(['EACCES', 'EPERM', 'EEXIST', 'ENOTDIR', 'EROFS']);

/** Makes the folder where it is missing, for its owner alone. Rejects with SetupError when it can't be used. */
export async function prepareFolder(home: string): Promise<void> {
  try {
    await mkdir(home, { recursive: true, mode: 0o700 });
    await makeDir(evidenceRoot(home));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (USERS_FAULT.has(code)) throw new SetupError(`the ledger's folder can't be used (${code}): ${home}`);
    throw error;
  }
}
