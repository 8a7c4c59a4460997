/** May this message be sent? The store's own answer first, then the guard's on what the ledger says. */
import { and, asc, desc, eq, gt, inArray, isNull, ne, notInArray, or } from 'drizzle-orm';
import type { ContactHistory, Refusal } from '../fieldwork/ports.ts';
import type { EventOf } from '../model/events.ts';
import { ASSISTED_CHANNELS } from '../model/vocabulary.ts';
import { openEvent } from './chain.ts';
import type { Db } from './database.ts';
import { events, intents } from './schema.ts';

const DAY = 24 * 3_600_000;

/**
 * Reads what the guard may look at and asks it. Call it inside the transaction that writes the intent. Null means
 * that it may be sent. `already-claimed` is the store's own refusal: the probe has an intent that did not end in
 * `not-sent`, or this attempt was made before.
 */
export function refusalOf(
  db: Db,
  wave: string,
  intent: EventOf<'send-intended'>,
  now: number,
  guard: (history: ContactHistory) => Refusal | null,
): Refusal | null {
  return alreadyClaimed(db, intent) ?? guard(historyOf(db, wave, intent, now));
}

function alreadyClaimed(db: Db, intent: EventOf<'send-intended'>): Refusal | null {
  const last = db
    .select()
    .from(intents)
    .where(eq(intents.probe, intent.probe))
    .orderBy(desc(intents.seq))
    .limit(1)
    .get();
  if (!last || (last.outcome === 'not-sent' && intent.attempt > last.attempt)) return null;
  const reason = `${intent.probe} has been claimed already (attempt ${last.attempt}, event ${last.seq})`;
  return { verdict: 'skip', code: 'already-claimed', reason };
}

/** What may be looked at before anything is done about a probe. Call it inside the transaction that then writes. */
export function historyOf(
  db: Db,
  wave: string,
  about: { probe: string; entity: string },
  now: number,
): ContactHistory {
  // Whatever may have reached somebody counts, so only a certain "not sent" does not.
  const mayHaveGone = or(isNull(intents.outcome), ne(intents.outcome, 'not-sent'));
  const { probe, wave: inWave, lender, channel, at, outcome } = intents;
  return {
    entityContacts: db
      .select({ probe, wave: inWave, lender, channel, at })
      .from(intents)
      .where(and(eq(intents.entity, about.entity), mayHaveGone))
      .orderBy(desc(at), desc(intents.seq))
      .all(),
    recentSends: db
      .select({ at })
      .from(intents)
      .where(and(gt(at, now - DAY), mayHaveGone, notInArray(channel, [...ASSISTED_CHANNELS])))
      .orderBy(desc(at), desc(intents.seq))
      .all()
      .map((row) => row.at),
    operatorSends: db
      .select({ event: events, channel, at, outcome })
      .from(intents)
      .innerJoin(events, eq(events.seq, intents.seq))
      .where(
        and(
          inArray(channel, [...ASSISTED_CHANNELS]),
          or(isNull(outcome), and(gt(at, now - DAY), ne(outcome, 'not-sent'))),
        ),
      )
      .orderBy(desc(at), desc(intents.seq))
      .all()
      .flatMap((row) => {
        const { body, wave: heldIn } = openEvent(row.event);
        const { by, probe: held } = body as EventOf<'send-intended'>;
        const { at: since, channel: over } = row;
        return by === undefined
          ? []
          : [{ by, probe: held, wave: heldIn, channel: over, at: since, open: row.outcome === null }];
      }),
    doNotContact: db
      .select()
      .from(events)
      .where(eq(events.kind, 'do-not-contact'))
      .orderBy(asc(events.seq))
      .all()
      .map((row) => {
        const { scope, value, reason } = openEvent(row).body as EventOf<'do-not-contact'>;
        return { scope, value, reason };
      }),
    stopped: stoppedIn(db, wave),
    probe: db
      .select()
      .from(events)
      .where(eq(events.probe, about.probe))
      .orderBy(asc(events.seq))
      .all()
      .map(openEvent),
  };
}

function stoppedIn(db: Db, wave: string): string | null {
  const last = db
    .select()
    .from(events)
    .where(and(inArray(events.kind, ['sending-stopped', 'sending-resumed']), eq(events.wave, wave)))
    .orderBy(desc(events.seq))
    .limit(1)
    .get();
  if (!last) return null;
  const { body } = openEvent(last);
  return body.kind === 'sending-stopped' ? body.reason : null;
}
