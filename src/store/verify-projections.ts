/** The projections against a fold made anew, and the shape of the database against the migrations. */
import { getTableName } from 'drizzle-orm';
import { getTableConfig } from 'drizzle-orm/sqlite-core';
import type { Db } from './database.ts';
import type { Findings } from './findings.ts';
import { PROJECTIONS } from './projections.ts';

/** Tables, indexes, triggers and applied migrations must be exactly those of a new database. */
export function verifyShape(db: Db, fresh: Db, found: Findings): void {
  const theirs = shapeOf(db);
  const ours = shapeOf(fresh);
  for (const [name, sql] of ours)
    if (theirs.get(name) !== sql)
      found.problem('schema-changed', name, theirs.has(name) ? 'it is not as migrated' : 'it is missing');
  for (const name of theirs.keys())
    if (!ours.has(name)) found.problem('schema-changed', name, 'it is not part of the ledger');
}

/** `scratch` holds the projections as the chain gives them. */
export function verifyProjections(db: Db, scratch: Db, found: Findings): void {
  for (const table of PROJECTIONS) {
    const name = getTableName(table);
    const columns = getTableConfig(table).columns.map((c) => c.name);
    const wanted = prints(scratch, name, columns);
    const there = prints(db, name, columns);
    try {
      compare(name, wanted, there, found);
    } finally {
      // An iterator left open would keep its database from being closed.
      wanted.return?.();
      there.return?.();
    }
  }
}

type Prints = Iterator<{ seq: number; print: string }>;

/** Both in the order of `seq`. */
function compare(name: string, wanted: Prints, there: Prints, found: Findings): void {
  let w = wanted.next();
  let t = there.next();
  while (!w.done || !t.done) {
    if (!t.done && (w.done || t.value.seq < w.value.seq)) {
      found.problem('projection-differs', `${name} ${t.value.seq}`, 'no event accounts for this row');
      t = there.next();
    } else if (!w.done && (t.done || w.value.seq < t.value.seq)) {
      found.problem('projection-differs', `${name} ${w.value.seq}`, 'the row of this event is missing');
      w = wanted.next();
    } else if (!w.done && !t.done) {
      if (w.value.print !== t.value.print)
        found.problem('projection-differs', `${name} ${w.value.seq}`, 'the row is not what its event says');
      w = wanted.next();
      t = there.next();
    }
  }
}

/** Every row as type and bytes of each column, in the order of `seq`, which is always an integer. */
function prints(db: Db, table: string, columns: string[]): Prints {
  const print = columns.map((c) => `typeof("${c}") || ':' || hex("${c}")`).join(` || ',' || `);
  return db.$client.prepare(`SELECT seq, ${print} AS print FROM "${table}" ORDER BY seq`).iterate() as Prints;
}

function shapeOf(db: Db): Map<string, string> {
  const made = db.$client
    .prepare(
      "SELECT type || ' ' || name AS name, hex(sql) AS sql FROM sqlite_master WHERE name NOT LIKE 'sqlite!_%' ESCAPE '!'",
    )
    .all() as { name: string; sql: string }[];
  const applied = db.$client
    .prepare(
      "SELECT 'migration ' || rowid AS name, hex(hash) || ' ' || created_at AS sql FROM __drizzle_migrations",
    )
    .all() as { name: string; sql: string }[];
  return new Map([...made, ...applied].map(({ name, sql }) => [name, sql]));
}
