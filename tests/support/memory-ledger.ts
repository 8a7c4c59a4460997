/** A Ledger in memory, for the unit tests of other rooms. It passes the contract suite of the real one. */
import type { ContactHistory, Cursor, Ledger, Refusal } from '../../src/fieldwork/ports.ts';
import { canonical, digestOf, sha256 } from '../../src/model/digest.ts';
import { InstrumentError } from '../../src/model/errors.ts';
import { EventBody, type EventOf, type LedgerEvent } from '../../src/model/events.ts';
import type { Capture } from '../../src/model/evidence.ts';
import { instant, millis, Slug } from '../../src/model/scalars.ts';
import { type ChannelKind, isAssisted } from '../../src/model/vocabulary.ts';

const DAY = 24 * 3_600_000;
const OUTCOMES = new Set(['sent', 'send-rejected', 'door-closed', 'not-sent', 'send-unknown', 'reconciled']);

export function memoryLedger(clock: { now(): number }): Ledger {
  const log: LedgerEvent[] = [];
  const kept = new Map<string, Uint8Array>();
  const seen = new Set<string>();
  const cursors = new Map<string, Cursor>();
  let open = true;

  const requireOpen = () => {
    if (!open) throw new InstrumentError('ledger-closed', 'the ledger has been closed');
  };
  const get = (name: string): Uint8Array => {
    const bytes = kept.get(name);
    if (!bytes) throw new InstrumentError('evidence-missing', `evidence ${name} is not in the ledger`);
    return bytes;
  };
  const keep = (bytes: Uint8Array): string => {
    kept.set(sha256(bytes), new Uint8Array(bytes));
    return sha256(bytes);
  };
  const check = (name: string, raw: Uint8Array) => {
    if (sha256(raw) !== name) throw new TypeError(`the bytes given are not evidence ${name}`);
  };
  const add = (wave: string, bodies: EventBody[]): LedgerEvent[] => {
    requireOpen();
    const at = instant(clock.now());
    const sound = bodies.map((b) => EventBody.parse(b)).map(wellFormed);
    Slug.parse(wave);
    return sound.map((body) => {
      const previous = log.at(-1)?.hash ?? '0'.repeat(64);
      const event = { seq: log.length + 1, at, wave, body, previous };
      log.push({ ...event, hash: digestOf(event) });
      return structuredClone(log.at(-1)!);
    });
  };

  /** The last thing that is known of each intent; null while nothing is. */
  const intents = () =>
    log.flatMap((event, i) => {
      if (event.body.kind !== 'send-intended') return [];
      const { probe } = event.body;
      const later = log.slice(i + 1).filter((e) => 'probe' in e.body && e.body.probe === probe);
      const next = later.findIndex((e) => e.body.kind === 'send-intended');
      const own = next < 0 ? later : later.slice(0, next);
      const outcome = own.findLast((e) => OUTCOMES.has(e.body.kind))?.body.kind ?? null;
      return [{ event, body: event.body, at: millis(event.at), outcome }];
    });

  const history = (wave: string, about: { probe: string; entity: string }): ContactHistory => {
    const gone = intents()
      .filter((i) => i.outcome !== 'not-sent')
      .sort((a, b) => b.at - a.at || b.event.seq - a.event.seq);
    const bodies = log.map((e) => e.body);
    const last = log.findLast(
      (e) => e.wave === wave && /^sending-(stopped|resumed)$/.test(e.body.kind),
    )?.body;
    return {
      entityContacts: gone
        .filter((i) => i.body.entity === about.entity)
        .map(({ event, body, at }) => ({
          probe: body.probe,
          wave: event.wave,
          lender: body.lender,
          channel: body.channel,
          at,
        })),
      recentSends: gone
        .filter((i) => !isAssisted(i.body.channel as ChannelKind))
        .map((i) => i.at)
        .filter((at) => at > clock.now() - DAY),
      operatorSends: gone
        .filter((i) => i.outcome === null || i.at > clock.now() - DAY)
        .flatMap(({ event, body: { by, probe, channel }, at, outcome }) =>
          by === undefined ? [] : [{ by, probe, wave: event.wave, channel, at, open: outcome === null }],
        ),
      doNotContact: bodies
        .filter((b) => b.kind === 'do-not-contact')
        .map(({ scope, value, reason }) => ({ scope, value, reason })),
      stopped: last?.kind === 'sending-stopped' ? last.reason : null,
      probe: log
        .filter((e) => 'probe' in e.body && e.body.probe === about.probe)
        .map((e) => structuredClone(e)),
    };
  };

  const claimed = (intent: EventOf<'send-intended'>): Refusal | null => {
    const last = intents().findLast((i) => i.body.probe === intent.probe);
    if (!last || (last.outcome === 'not-sent' && intent.attempt > last.body.attempt)) return null;
    return { verdict: 'skip', code: 'already-claimed', reason: `${intent.probe} has been claimed already` };
  };

  const requireAppendable = (bodies: EventBody[]) => {
    for (const body of bodies) {
      if (body.kind === 'send-intended' || body.kind === 'captured' || body.kind === 'cursor-moved')
        throw new TypeError(`"${body.kind}" is written by claimSend or by a sink, not by append`);
      if (body.kind === 'wave-opened') get(body.plan);
      if (body.kind === 'assessed' || body.kind === 'follow-up-intended') get(body.evidence);
    }
  };

  const names = (c: Capture) => [
    canonical(['key', c.account, c.key]),
    canonical(['same', c.account, c.evidence, [...new Set(c.correlation.recipients)].sort()]),
  ];

  return {
    async append(wave, bodies) {
      requireAppendable(bodies);
      return add(wave, bodies);
    },
    async appendWhen(wave, about, decide) {
      requireOpen();
      const bodies = decide(history(wave, about));
      requireAppendable(bodies);
      return add(wave, bodies);
    },
    async events(wave, after = 0) {
      requireOpen();
      const began = log.find((e) => e.wave === wave)?.seq ?? Number.POSITIVE_INFINITY;
      return log
        .filter((e) => e.seq > after && (e.wave === wave || (e.body.kind === 'captured' && e.seq > began)))
        .map((e) => structuredClone(e));
    },
    async claimSend(wave, intent, raw, guard) {
      check(intent.evidence, raw);
      const refused = claimed(intent) ?? guard(history(wave, intent));
      if (refused) return { refused };
      keep(raw);
      return { claimed: add(wave, [intent])[0]! };
    },
    async cursor(account, folder) {
      requireOpen();
      return cursors.get(canonical([account, folder])) ?? null;
    },
    sink: (wave, by) => ({
      async commit({ items, cursor }) {
        for (const { capture, raw } of items) check(capture.evidence, raw);
        let fresh = 0;
        for (const { capture, raw } of items) {
          if (names(capture).some((n) => seen.has(n))) continue;
          keep(raw);
          add(wave, [{ kind: 'captured', capture, ...(by === undefined ? {} : { by }) }]);
          for (const n of names(capture)) seen.add(n);
          fresh += 1;
        }
        const now = cursor && cursors.get(canonical([cursor.account, cursor.folder]));
        if (cursor && (now?.uidValidity !== cursor.uidValidity || cursor.lastUid > now.lastUid)) {
          add(wave, [{ kind: 'cursor-moved', ...cursor }]);
          cursors.set(canonical([cursor.account, cursor.folder]), { ...cursor });
        }
        return { fresh };
      },
    }),
    keep: async (bytes) => keep(bytes),
    evidence: async (name) => get(name),
    async close() {
      open = false;
    },
  };
}

const wellFormed = (body: EventBody): EventBody =>
  JSON.parse(JSON.stringify(body), (_, value) => (typeof value === 'string' ? value.toWellFormed() : value));
