/** How an event is hashed, and how it becomes a row and comes back. */
import { canonical, type Sha256, sha256 } from '../model/digest.ts';
import { InstrumentError } from '../model/errors.ts';
import { EventBody, type LedgerEvent } from '../model/events.ts';
import { Slug } from '../model/scalars.ts';
import type { events } from './schema.ts';

/** What stands before the first event. */
export const GENESIS = '0'.repeat(64);

export type EventRow = typeof events.$inferSelect;

/**
 * Hash of an event: sha256 of the canonical JSON of {seq, at, wave, body, previous}, put together from the canonical
 * JSON of its body: RFC 8785 sorts the members, and writes strings and integers as JSON.stringify does.
 */
export function chainHash(row: Pick<EventRow, 'seq' | 'at' | 'wave' | 'body' | 'previous'>): Sha256 {
  const { at, body, previous, seq, wave } = row;
  return sha256(
    `{"at":${JSON.stringify(at)},"body":${body},"previous":${JSON.stringify(previous)},"seq":${seq},"wave":${JSON.stringify(wave)}}`,
  );
}

/** Makes the row of a new event. Throws on a body that is none: a bug of ours. */
export function sealEvent(event: {
  seq: number;
  at: string;
  wave: string;
  body: EventBody;
  previous: string;
}): EventRow {
  const body = wellFormed(EventBody.parse(event.body));
  const wave = Slug.parse(event.wave);
  const row = { ...event, wave, kind: body.kind, probe: probeOf(body), body: canonical(body) };
  return { ...row, hash: chainHash(row) };
}

/** Reads a row back. A row that is not what was written is never handed out: InstrumentError `ledger-changed`. */
export function openEvent(row: EventRow): LedgerEvent {
  if (chainHash(row) !== row.hash)
    throw new InstrumentError(
      'ledger-changed',
      `event ${row.seq} is not what was recorded; "doorbell verify" shows more`,
    );
  const { seq, at, wave, previous, hash } = row;
  return { seq, at, wave, body: JSON.parse(row.body) as EventBody, previous, hash };
}

export const probeOf = (body: EventBody): string | null => ('probe' in body ? body.probe : null);

/** The evidence that an event says is kept, and its size where the event knows it. */
export function evidenceNamedBy(body: EventBody): { sha256: Sha256; bytes: number | null } | null {
  switch (body.kind) {
    case 'wave-opened':
      return { sha256: body.plan, bytes: null };
    case 'send-intended':
    case 'follow-up-intended':
    case 'assessed':
      return { sha256: body.evidence, bytes: null };
    case 'captured':
      return { sha256: body.capture.evidence, bytes: body.capture.bytes };
    default:
      return null;
  }
}

/** Hostile headers may hold half a surrogate pair, which canonical JSON can't say; nor may they stop the record. */
function wellFormed<T>(body: T): T {
  const text = JSON.stringify(body);
  if (!/\\u[dD][89a-fA-F]/.test(text)) return body;
  return JSON.parse(text, (_, value) => (typeof value === 'string' ? value.toWellFormed() : value)) as T;
}
