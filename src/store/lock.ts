/**
 * One writer at a time. The lock is an open transaction on a small database of its own, so that the operating system
 * takes it back whenever the process ends, however it ends. (Never read `lock.sqlite` or `ledger.sqlite` by other means
 * in the writer's process: closing any handle on a file gives up that process's POSIX locks on it.)
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { SetupError } from '../model/errors.ts';

/** Takes the lock or throws SetupError that names the holder. Returns how to give it back. */
export function takeLock(dir: string): () => void {
  const holder = join(dir, 'lock.pid');
  const lock = new Database(join(dir, 'lock.sqlite'), { timeout: 0 });
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY'))
      throw new SetupError(`another doorbell run (pid ${pidIn(holder)}) is using this ledger: ${dir}`);
    throw error;
  }
  try {
    writeFileSync(holder, `${process.pid}\n`);
  } catch (error) {
    lock.close();
    throw error;
  }
  return () => lock.close();
}

function pidIn(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim() || 'unknown';
  } catch {
    return 'unknown';
  }
}
