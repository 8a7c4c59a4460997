/**
 * Our own mail exchanger inside the process. A message is durable in the sink before it is acknowledged: if we die in
 * between, the sender still has it and comes again (RFC 5321, 4.2.5), so what arrives is at-least-once.
 */
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import type { Clock, EvidenceSink, InboundListener } from '../../fieldwork/ports.ts';
import { type AliasBase, readAlias } from '../../model/alias.ts';
import { canonical, sha256 } from '../../model/digest.ts';
import { InstrumentError, SetupError } from '../../model/errors.ts';
import { instant } from '../../model/scalars.ts';
import type { MxSource } from '../../model/settings.ts';
import { type Pace, pause, pauseAfter, RECONNECT } from './back-off.ts';
import { captureOf } from './capture.ts';
import { type InboundSource, type Opened, once } from './inbound.ts';
import { reasonOf } from './plain-text.ts';
import { mxChecks } from './preflight.ts';
import { serverCertificate } from './server-certificate.ts';

/** Larger messages are refused (552); up to here they are taken, and what is over `maxBytes` is cut off. */
const SIZE_LIMIT = 25 * 1024 * 1024;
const MOST_CLIENTS = 30;
const MOST_RECIPIENTS = 20;
const IDLE_MS = 60_000;
const SESSION_MS = 15 * 60_000;

export interface Exchanger {
  source: MxSource;
  base: AliasBase;
  baseDir: string;
  maxBytes: number;
}

export function createMxSource(mx: Exchanger, clock: Clock, pace: Pace = RECONNECT): InboundSource {
  const account = mx.source.name;
  const opened = once<Opened>();
  /** UTC ms since when we have been listening without a break; null while we are not. */
  let listeningSince: number | null = null;
  const commits = new Set<Promise<unknown>>();

  /** Listens until aborted or until the socket fails. */
  async function serve(listener: InboundListener, signal: AbortSignal, healthy: () => void): Promise<void> {
    const certificate = await serverCertificate(mx.source, mx.base.domain, mx.baseDir);
    const guests = createGuestBook(clock);
    const server = new SMTPServer({
      ...certificate,
      name: mx.base.domain,
      authOptional: true,
      disabledCommands: ['AUTH'],
      disableReverseLookup: true,
      hideDSN: false,
      size: Math.max(SIZE_LIMIT, mx.maxBytes),
      rejectOversized: true,
      maxClients: MOST_CLIENTS,
      maxRecipients: MOST_RECIPIENTS,
      socketTimeout: IDLE_MS,
      closeTimeout: 1000,
      logger: false,
      onConnect: (session, done) => {
        guests.enter(session.id, () => [...server.connections].find((c) => c.id === session.id)?.close());
        done();
      },
      onClose: (session) => guests.leave(session.id),
      onMailFrom: (_address, session, done) => {
        guests.busy(session.id);
        done();
      },
      onRcptTo: (address, _session, done) => done(whyNotOurs(mx.base, address.address)),
      onData: (stream, session, done) => {
        const taking = take(stream, session, listener)
          .then(
            () => done(),
            (error: unknown) => done(refusal(451, '4.3.0 Try again later', error)),
          )
          .finally(() => guests.idle(session.id));
        commits.add(taking);
        void taking.finally(() => commits.delete(taking));
      },
    });
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
      healthy();
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

  async function take(stream: SMTPServerDataStream, session: SMTPServerSession, listener: InboundListener) {
    const { raw, size } = await receive(stream, mx.maxBytes);
    // rejectOversized answers 552 whatever we do.
    if (stream.sizeExceeded) {
      listener.failed(
        account,
        'mx-oversized',
        `refused a message of ${size} bytes to ${namesOf(session).join(', ')}`,
      );
      return;
    }
    const now = clock.now();
    const envelope = {
      from: session.envelope.mailFrom ? session.envelope.mailFrom.address : '',
      to: namesOf(session),
    };
    const capture = captureOf({
      account,
      key: keyOf(envelope, raw, size),
      raw,
      truncatedFrom: size > raw.byteLength ? size : undefined,
      received: { from: now, to: now },
      observed: now,
      envelope,
    });
    try {
      const { fresh } = await listener.sink.commit({ items: [{ capture, raw }] });
      if (fresh > 0) listener.wake();
    } catch (error) {
      const code = error instanceof InstrumentError ? error.code : 'sink-failed';
      listener.failed(account, code, `could not keep a message, it was deferred: ${reasonOf(error)}`);
      throw error;
    }
  }

  return {
    account,
    ready: () => opened.promise,
    preflight: () => mxChecks(mx, listeningSince !== null),
    async collect(_sink: EvidenceSink, since: number) {
      const to = clock.now();
      const from = listeningSince;
      // What was taken before this moment must be in the sink before we vouch for it.
      await Promise.allSettled([...commits]);
      const complete = from !== null && listeningSince === from;
      return {
        account,
        from: instant(from ?? Math.min(since, to)),
        to: instant(to),
        complete,
        ...(complete ? {} : { reason: 'the mail exchanger is not listening' }),
        folders: [],
      };
    },
    async listen(listener, signal) {
      let failures = 0;
      while (!signal.aborted) {
        try {
          await serve(listener, signal, () => {
            failures = 0;
          });
        } catch (error) {
          opened.resolve({ account, failed: reasonOf(error) });
          if (error instanceof SetupError) throw error;
          if (signal.aborted) return;
          const code = (error as NodeJS.ErrnoException).code === 'EADDRINUSE' ? 'mx-port-taken' : 'mx-closed';
          listener.failed(account, code, reasonOf(error));
          failures += 1;
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

/** Null for an address of ours; else the 550 for it. */
function whyNotOurs(base: AliasBase, address: string): Error | null {
  if (readAlias(base, address)) return null;
  const domain = (base.mailbox ?? `@${base.domain}`).split('@').at(-1) ?? base.domain;
  return address.toLowerCase().endsWith(`@${domain.toLowerCase()}`)
    ? refusal(550, '5.1.1 No such mailbox here')
    : refusal(550, '5.7.1 We do not relay');
}

const refusal = (responseCode: number, message: string, cause?: unknown): Error =>
  Object.assign(new Error(message, cause === undefined ? undefined : { cause }), { responseCode });

/** Reads to the end, keeps the first `limit` bytes. Rejects when the sender goes away before the final dot. */
function receive(stream: SMTPServerDataStream, limit: number): Promise<{ raw: Uint8Array; size: number }> {
  return new Promise((resolve, reject) => {
    const kept: Buffer[] = [];
    let size = 0;
    let held = 0;
    stream.on('data', (chunk: Buffer) => {
      size += chunk.byteLength;
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

/** Who is connected: holds a jumping clock during a transaction, and ends endless sessions. */
function createGuestBook(clock: Clock) {
  const guests = new Map<string, { release: (() => void) | null; timer: NodeJS.Timeout }>();
  const idle = (id: string) => {
    const guest = guests.get(id);
    guest?.release?.();
    if (guest) guest.release = null;
  };
  const leave = (id: string) => {
    idle(id);
    clearTimeout(guests.get(id)?.timer);
    guests.delete(id);
  };
  return {
    enter: (id: string, hangUp: () => void) => {
      guests.set(id, { release: null, timer: setTimeout(hangUp, SESSION_MS).unref() });
    },
    busy: (id: string) => {
      const guest = guests.get(id);
      if (guest && !guest.release) guest.release = clock.hold();
    },
    idle,
    leave,
    clear: () => {
      for (const id of [...guests.keys()]) leave(id);
    },
  };
}
