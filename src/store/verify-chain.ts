/** The events one by one: bytes, numbering, links, what the other columns say; and what they name and fold to. */
import { setImmediate } from 'node:timers/promises';
import { canonical } from '../model/digest.ts';
import { LedgerEvent } from '../model/events.ts';
import { chainHash, type EventRow, evidenceNamedBy, GENESIS, probeOf } from './chain.ts';
import type { Db } from './database.ts';
import type { Findings } from './findings.ts';
import type { Head } from './head.ts';
import { projector } from './projections.ts';

const PAGE = 500;

/** The text columns as they are on disk: text that is not valid UTF-8 reads like other text once it is a string. */
const COLUMNS = ['at', 'wave', 'kind', 'probe', 'body', 'previous', 'hash'] as const;
const QUERY = `SELECT seq, ${COLUMNS.map((c) => `CAST(${c} AS BLOB) AS ${c}, typeof(${c}) AS ${c}_type`).join(', ')}
  FROM events WHERE seq > ? ORDER BY seq LIMIT ${PAGE}`;

/** Also fills the scratch database: the projections, and the table `refs` of the evidence that events name. */
export async function verifyChain(
  db: Db,
  scratch: Db,
  found: Findings,
): Promise<{ events: number; head: Head }> {
  scratch.$client.exec(
    'CREATE TABLE refs (sha256 TEXT PRIMARY KEY, seq INTEGER, bytes INTEGER, seen INTEGER)',
  );
  const name = scratch.$client.prepare('INSERT OR IGNORE INTO refs VALUES (?, ?, ?, 0)');
  const page = db.$client.prepare(QUERY);
  const project = projector(scratch);
  let head: Head = { seq: 0, hash: GENESIS };
  let events = 0;
  let last = Number.NEGATIVE_INFINITY;
  for (;;) {
    const rows = page.all(last) as Record<string, unknown>[];
    scratch.transaction(() => {
      for (const raw of rows) {
        events += 1;
        last = raw.seq as number;
        const row = readRow(raw, found);
        if (row.seq !== head.seq + 1)
          found.problem('event-missing', `event ${head.seq + 1}`, `the next one there is ${row.seq}`);
        if (row.previous !== head.hash)
          found.problem('chain-broken', `event ${row.seq}`, `it does not follow on event ${head.seq}`);
        head = { seq: row.seq, hash: row.hash };
        const event = readEvent(row, found);
        if (!event) continue;
        const named = evidenceNamedBy(event.body);
        if (named) name.run(named.sha256, row.seq, named.bytes);
        try {
          project(event);
        } catch (error) {
          found.problem('event-impossible', `event ${row.seq}`, String(error));
        }
      }
    });
    // A number that JavaScript can't hold (a problem by now) could be read for ever.
    if (rows.length < PAGE || !Number.isSafeInteger(last)) return { events, head };
    await setImmediate();
  }
}

function readRow(raw: Record<string, unknown>, found: Findings): EventRow {
  const row: Record<string, unknown> = { seq: raw.seq };
  for (const column of COLUMNS) {
    const bytes = raw[column] as Buffer | null;
    const type = raw[`${column}_type`];
    const text = bytes?.toString() ?? '';
    const isText = bytes ? type === 'text' && Buffer.from(text).equals(bytes) : column === 'probe';
    if (!isText)
      found.problem('event-changed', `event ${raw.seq}`, `its ${column} is not text as it was recorded`);
    row[column] = bytes ? text : null;
  }
  return row as EventRow;
}

/** Null when there is nothing that could be folded. */
function readEvent(row: EventRow, found: Findings): LedgerEvent | null {
  const where = `event ${row.seq}`;
  if (chainHash(row) !== row.hash) found.problem('event-changed', where, 'its bytes do not have its hash');
  let event: LedgerEvent;
  try {
    const { seq, at, wave, previous, hash } = row;
    const body = JSON.parse(row.body);
    if (canonical(body) !== row.body) found.problem('event-changed', where, 'its body is not canonical JSON');
    event = LedgerEvent.parse({ seq, at, wave, body, previous, hash });
  } catch {
    found.problem('event-unreadable', where, 'it is not an event that this version knows');
    return null;
  }
  if (event.body.kind !== row.kind || probeOf(event.body) !== row.probe)
    found.problem('event-changed', where, 'its kind and probe are not those of its body');
  return event;
}
