/** What a disk or SQLite says when it fails, in the instrument's words. */
import { InstrumentError } from '../model/errors.ts';

/** SHMSIZE: the WAL's index, a small file, could not grow. */
const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG', 'SQLITE_FULL', 'SQLITE_IOERR_SHMSIZE']);
const FAILED = /^(EIO|EROFS|ENODEV|ESTALE|EMFILE|ENFILE|SQLITE_(IOERR|READONLY|CANTOPEN|NOLFS)(_\w+)?)$/;
const DAMAGED = /^SQLITE_(CORRUPT|NOTADB)(_\w+)?$/;
const BUSY = /^SQLITE_(BUSY|LOCKED)(_\w+)?$/;

/**
 * Runs work on the disk. Its failures become InstrumentError `disk-full`, `disk-failed`, `ledger-damaged` or
 * `ledger-busy` (somebody held the database longer than the bounded wait); anything else is rethrown as it was.
 */
export async function onDisk<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw diskError(error) ?? error;
  }
}

export function diskError(error: unknown): InstrumentError | null {
  const code = codeOf(error);
  const said = `${code}: ${error instanceof Error ? error.message : String(error)}`;
  const made = (word: string, what: string) =>
    new InstrumentError(word, `${what} (${said})`, { cause: error });
  if (FULL.has(code)) return made('disk-full', 'the disk of the ledger is full');
  if (FAILED.test(code)) return made('disk-failed', 'the disk of the ledger failed');
  if (DAMAGED.test(code)) return made('ledger-damaged', 'the ledger database is damaged');
  if (BUSY.test(code)) return made('ledger-busy', 'another program holds the ledger database');
  return null;
}

/** Drizzle wraps some errors, so the cause may lie one or two deeper. */
function codeOf(error: unknown): string {
  for (let e = error, depth = 0; e instanceof Error && depth < 4; e = e.cause, depth += 1) {
    if (e instanceof InstrumentError) return '';
    if ('code' in e && typeof e.code === 'string') return e.code;
  }
  return '';
}
