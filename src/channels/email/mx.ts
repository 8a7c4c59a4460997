/**
 * Our own mail exchanger inside the process. A message is durable in the sink before it is acknowledged: if we die in
 * between, the sender still has it and comes again (RFC 5321, 4.2.5), so what arrives is at-least-once.
 */
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import type { Clock, EvidenceSink, InboundListener } from '../../fieldwork/ports.ts';
import type { AliasBase } from '../../model/alias.ts';
import { canonical, sha256 } from '../../model/digest.ts';
import { InstrumentError, SetupError } from '../../model/errors.ts';
import { instant } from '../../model/scalars.ts';
import type { MxSource } from '../../model/settings.ts';
import { failuresAfter, type Pace, pause, pauseAfter, RECONNECT } from '../upkeep/back-off.ts';
import { type Complaints, createComplaints } from '../upkeep/complaints.ts';
import { captureOf } from './capture.ts';
import { type InboundSource, type Opened, once } from './inbound.ts';
import { purposeOf, whyNotOurs } from './mx-addresses.ts';
import { type AllowanceLimits, createAllowance } from './mx-allowance.ts';
import { createGuestBook, MOST_CLIENTS } from './mx-guests.ts';
import { reasonOf } from './plain-text.ts';
import { mxChecks } from './preflight.ts';
import { serverCertificate } from './server-certificate.ts';

/** What is over `maxBytes` is cut off and said; only past this the sender is hung up on. */
const ABSURD_BYTES = 100_000_000;
/** Sockets between accept and greeting, on top of the guests. */
const IN_THE_PORCH = 50;
/** Senders try for four or five days (RFC 5321, 4.5.4.1). */
const RETRIED_MS = 5 * 86_400_000;
const MOST_OWED = 1000;
/** RFC 5321, 4.5.3.1.8. */
const MOST_RECIPIENTS = 100;
/** RFC 5321, 4.5.3.2.7. */
const IDLE_MS = 5 * 60_000;

export interface Exchanger {
  source: MxSource;
  base: AliasBase;
  baseDir: string;
  maxBytes: number;
}

export function createMxSource(
  mx: Exchanger,
  clock: Clock,
  pace: Pace = RECONNECT,
  limits?: AllowanceLimits,
): InboundSource {
  const account = mx.source.name;
  const opened = once<Opened>();
  /** UTC ms since when we have been listening without a break; null while we are not. */
  let listeningSince: number | null = null;
  /** Counts the mail that we turned away: a look during which that happened is not complete. */
  let turnedAway = 0;
  const commits = new Set<Promise<unknown>>();
  /** Messages that we could not keep and that have not come again: UTC ms, by sender and recipient. */
  const owed = new Map<string, number>();
  const allowance = createAllowance(clock, limits);
  let complaints: Complaints | null = null;

  /** We refused, for now, what may have been an answer: what we vouch for begins anew. */
  function turnAway(code: string, reason: string): void {
    if (listeningSince === null) return;
    listeningSince = clock.now();
    turnedAway += 1;
    complaints?.failed(code, reason);
  }

  /** Why we can't vouch for silence although we listen: what we deferred is still with its sender. */
  function outstanding(): string | undefined {
    for (const [key, at] of owed) if (clock.now() - at > RETRIED_MS) owed.delete(key);
    return owed.size === 0 ? undefined : `${owed.size} deferred and not yet come again`;
  }

  /** Listens until aborted or until the socket fails. */
  async function serve(listener: InboundListener, signal: AbortSignal, listening: () => void): Promise<void> {
    const certificate = await serverCertificate(mx.source, mx.base.domain, mx.baseDir);
    const guests = createGuestBook(clock);
    const hangUp = (session: SMTPServerSession) =>
      [...server.connections].find((c) => c.id === session.id)?.close();
    const server = new SMTPServer({
      ...certificate,
      name: mx.base.domain,
      authOptional: true,
      disabledCommands: ['AUTH'],
      disableReverseLookup: true,
      hideDSN: false,
      // No size is announced, so none that is declared is refused: scanned contracts are answers too.
      size: ABSURD_BYTES,
      hideSize: true,
      maxRecipients: MOST_RECIPIENTS,
      socketTimeout: IDLE_MS,
      closeTimeout: 1000,
      logger: false,
      onConnect: (session, done) => {
        const full = guests.enter(session.id, session.remoteAddress, () => {
          if (isExpectingMail(session)) turnAway('mx-broken-off', 'ended a session that had no end');
          hangUp(session);
        });
        if (full) turnAway('mx-crowded', `turned a connection away: ${full}`);
        done(full ? refusal(421, '4.3.2 Too many connections, try again later') : null);
      },
      onClose: (session) => {
        guests.leave(session.id);
        if (isExpectingMail(session) && String(session.error ?? '').startsWith('421'))
          turnAway('mx-broken-off', `broke off a message to ${namesOf(session).join(', ')}`);
      },
      onMailFrom: (_address, session, done) => {
        guests.busy(session.id);
        done();
      },
      onRcptTo: ({ address }, session, done) => {
        const foreign = whyNotOurs(mx.base, address);
        if (foreign) return done(refusal(550, foreign));
        const exhausted = allowance.exhausted(purposeOf(mx.base, [address]), session.remoteAddress);
        if (exhausted) turnAway('mx-flooded', `deferred a message to ${address}: ${exhausted}`);
        done(exhausted ? refusal(451, '4.7.1 Too much mail today, try again tomorrow') : null);
      },
      onData: (stream, session, done) => {
        void take(stream, session, listener, () => hangUp(session))
          .then(
            () => done(),
            (error: unknown) => done(refusal(451, '4.3.0 Try again later', error)),
          )
          .finally(() => guests.idle(session.id));
      },
    });
    server.server.maxConnections = MOST_CLIENTS + IN_THE_PORCH;
    server.server.on('drop', () => turnAway('mx-crowded', 'dropped a connection: too many at once'));
    // Of one connection or of the listener; the listener's own comes with 'close' or before 'listening'.
    server.on('error', () => {});
    try {
      const bound = new Promise<AddressInfo>((resolve, reject) => {
        const net = server.listen(mx.source.port, mx.source.host, () =>
          resolve(net.address() as AddressInfo),
        );
        net.once('error', reject);
      });
      const { address, port } = await bound;
      listeningSince = clock.now();
      listening();
      opened.resolve({ account, bound: { host: address, port } });
      await new Promise<void>((resolve) => {
        if (signal.aborted) return resolve();
        signal.addEventListener('abort', () => resolve(), { once: true });
        server.once('close', resolve);
      });
      if (!signal.aborted) throw new InstrumentError('mx-closed', 'the listening socket was closed');
    } finally {
      listeningSince = null;
      await new Promise<void>((resolve) => server.close(() => resolve()));
      guests.clear();
    }
  }

  /** Rejects when the message did not come whole or could not be kept; then it must not be acknowledged. */
  async function take(
    stream: SMTPServerDataStream,
    session: SMTPServerSession,
    listener: InboundListener,
    hangUp: () => void,
  ): Promise<void> {
    const received = await receive(stream, mx.maxBytes);
    if (received === null) {
      turnAway('mx-oversized', `hung up after ${ABSURD_BYTES} bytes to ${namesOf(session).join(', ')}`);
      hangUp();
      throw new InstrumentError('mx-oversized', 'absurdly large');
    }
    const keeping = keep(received, session, listener);
    commits.add(keeping);
    await keeping.finally(() => commits.delete(keeping));
  }

  async function keep(
    { raw, size }: { raw: Uint8Array; size: number },
    session: SMTPServerSession,
    listener: InboundListener,
  ): Promise<void> {
    const now = clock.now();
    const envelope = {
      from: session.envelope.mailFrom ? session.envelope.mailFrom.address : '',
      to: namesOf(session),
    };
    const capture = captureOf({
      account,
      base: mx.base,
      key: keyOf(envelope, raw, size),
      raw,
      truncatedFrom: size > raw.byteLength ? size : undefined,
      received: { from: now, to: now },
      observed: now,
      envelope,
    });
    try {
      const { fresh } = await listener.sink.commit({ items: [{ capture, raw }] });
      allowance.spend(purposeOf(mx.base, envelope.to), session.remoteAddress, raw.byteLength);
      for (const to of envelope.to) owed.delete(`${envelope.from} ${to}`);
      if (fresh > 0) listener.wake();
    } catch (error) {
      const code = error instanceof InstrumentError ? error.code : 'sink-failed';
      for (const to of envelope.to) if (owed.size < MOST_OWED) owed.set(`${envelope.from} ${to}`, now);
      turnAway(code, `could not keep a message, it was deferred: ${reasonOf(error)}`);
      throw error;
    }
  }

  return {
    account,
    ready: () => opened.promise,
    preflight: () => mxChecks(mx, listeningSince !== null),
    async collect(_sink: EvidenceSink, since: number) {
      complaints?.flush();
      const to = clock.now();
      const from = listeningSince;
      const before = turnedAway;
      // What was taken before this moment must be in the sink before we vouch for it.
      await Promise.allSettled([...commits]);
      const reason =
        from === null || listeningSince === null
          ? 'the mail exchanger is not listening'
          : turnedAway !== before
            ? 'mail was turned away during this look'
            : outstanding();
      return {
        account,
        from: instant(from ?? Math.min(since, to)),
        to: instant(to),
        complete: reason === undefined,
        ...(reason === undefined ? {} : { reason }),
        folders: [],
      };
    },
    async listen(listener, signal) {
      const heard = createComplaints(
        (code, reason) => listener.failed(account, code, reason),
        () => clock.now(),
      );
      complaints = heard;
      let failures = 0;
      while (!signal.aborted) {
        let since: number | undefined;
        try {
          await serve(listener, signal, () => {
            since = performance.now();
          });
        } catch (error) {
          opened.resolve({ account, failed: reasonOf(error) });
          if (error instanceof SetupError) throw error;
          if (signal.aborted) return;
          const code = (error as NodeJS.ErrnoException).code === 'EADDRINUSE' ? 'mx-port-taken' : 'mx-closed';
          heard.failed(code, reasonOf(error));
          failures = failuresAfter(failures, since);
          await pause(pauseAfter(failures, pace, Math.random()), signal);
        }
      }
    },
  };
}

const namesOf = (session: SMTPServerSession): string[] => session.envelope.rcptTo.map((r) => r.address);

/**
 * The same bytes in the same envelope are the same message: a sender that lost our 250 repeats it exactly
 * (Postfix did, 8 times in 308: channels.md 1.3), and the store drops the second one by this key.
 */
const keyOf = (envelope: { from: string; to: string[] }, raw: Uint8Array, size: number): string =>
  `mx/${sha256(canonical([envelope.from, [...envelope.to].sort(), sha256(raw), size]))}`;

const refusal = (responseCode: number, message: string, cause?: unknown): Error =>
  Object.assign(new Error(message, cause === undefined ? undefined : { cause }), { responseCode });

/** Whether a message to one of our addresses is under way. */
const isExpectingMail = (session: SMTPServerSession): boolean => session.envelope?.rcptTo?.length > 0;

/**
 * Reads to the end and keeps the first `limit` bytes; null as soon as it is absurdly large. Rejects when the sender
 * goes away before the final dot.
 */
function receive(
  stream: SMTPServerDataStream,
  limit: number,
): Promise<{ raw: Uint8Array; size: number } | null> {
  return new Promise((resolve, reject) => {
    const kept: Buffer[] = [];
    let size = 0;
    let held = 0;
    stream.on('data', (chunk: Buffer) => {
      size += chunk.byteLength;
      if (size > ABSURD_BYTES) return resolve(null);
      if (held < limit) {
        const part = chunk.subarray(0, limit - held);
        kept.push(part);
        held += part.byteLength;
      }
    });
    stream.once('error', reject);
    stream.once('end', () => resolve({ raw: new Uint8Array(Buffer.concat(kept)), size }));
  });
}
