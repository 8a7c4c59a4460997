/** The connection: SQLite as the ledger needs it, and the migrations. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { type BetterSQLite3Database, drizzle } from 'drizzle-orm/better-sqlite3';
import { migrate } from 'drizzle-orm/better-sqlite3/migrator';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import { InstrumentError, SetupError } from '../model/errors.ts';

export type Db = BetterSQLite3Database & { $client: Database.Database };

/** At the root of the package, both from src/store/ and from dist/store/. */
const MIGRATIONS = { migrationsFolder: fileURLToPath(new URL('../../drizzle', import.meta.url)) };

/** How long we wait for another program that holds the database, ms. */
const BUSY = 5_000;

const fileIn = (dir: string): string => join(dir, 'ledger.sqlite');

/** For the one writer. Makes the database or brings it up to date. */
export function openForWriting(dir: string): Db {
  const client = new Database(fileIn(dir), { timeout: BUSY });
  return closingOnError(client, () => {
    client.pragma('journal_mode = WAL');
    client.pragma('synchronous = FULL');
    client.pragma('foreign_keys = ON');
    const db = drizzle({ client });
    const age = ageOf(client);
    if (age === 'newer') throw tooNew(dir);
    if (age === 'other') throw odd(dir);
    migrate(db, MIGRATIONS);
    return db;
  });
}

/** For any number of readers, also while a run writes. Throws SetupError when there is nothing to read yet. */
export function openForReading(dir: string): Db {
  return openAsIs(dir, (client) => {
    const age = ageOf(client);
    if (age === 'newer') throw tooNew(dir);
    if (age === 'older') throw tooOld(dir);
    if (age === 'other') throw odd(dir);
  });
}

/** For reading what may be damaged: only a ledger that is soundly of another version is refused. */
export function openForVerifying(dir: string): Db {
  return openAsIs(dir, (client) => {
    const applied = appliedTo(client);
    const age = ageOf(client);
    if (age === 'newer') throw tooNew(dir);
    if (age === 'older' && applied.length > 0) throw tooOld(dir);
  });
}

function openAsIs(dir: string, check: (client: Database.Database) => void): Db {
  if (!existsSync(fileIn(dir)))
    throw new SetupError(`there is no ledger in ${dir}: "doorbell run" begins one`);
  const client = new Database(fileIn(dir), { readonly: true, fileMustExist: true, timeout: BUSY });
  return closingOnError(client, () => {
    check(client);
    return drizzle({ client });
  });
}

/** An empty database of the same shape that goes away when it is closed; large ones spill to a temporary file. */
export function openScratch(): Db {
  const client = new Database('');
  return closingOnError(client, () => {
    client.pragma('foreign_keys = OFF');
    const db = drizzle({ client });
    migrate(db, MIGRATIONS);
    return db;
  });
}

/** The migrations applied to the database against those that this code knows; `other` is neither before nor after. */
function ageOf(client: Database.Database): 'older' | 'same' | 'newer' | 'other' {
  const applied = appliedTo(client);
  const known = readMigrationFiles(MIGRATIONS).map((m) => `${m.hash} ${m.folderMillis}`);
  const common = Math.min(applied.length, known.length);
  if (applied.slice(0, common).join() !== known.slice(0, common).join()) return 'other';
  if (applied.length === known.length) return 'same';
  return applied.length < known.length ? 'older' : 'newer';
}

function appliedTo(client: Database.Database): string[] {
  const table = client.prepare("SELECT 1 FROM sqlite_master WHERE name = '__drizzle_migrations'").get();
  if (!table) return [];
  return client
    .prepare("SELECT hash || ' ' || created_at FROM __drizzle_migrations ORDER BY rowid")
    .pluck()
    .all() as string[];
}

const odd = (dir: string) =>
  new InstrumentError('ledger-damaged', `the database in ${dir} was not made by these migrations`);
const tooOld = (dir: string) =>
  new SetupError(`the ledger in ${dir} is of an older Doorbell: "doorbell run" brings it up to date`);
const tooNew = (dir: string) =>
  new SetupError(`the ledger in ${dir} was written by a newer Doorbell: use that version`);

function closingOnError<T>(client: Database.Database, work: () => T): T {
  try {
    return work();
  } catch (error) {
    client.close();
    throw error;
  }
}
