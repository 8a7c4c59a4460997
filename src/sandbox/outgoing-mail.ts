/** Carries the market's mail to the study's server as a real mail server does: over SMTP, with retries. */

import { createTransport } from 'nodemailer';
import type { Clock } from '../fieldwork/ports.ts';
import { RELAY } from './replies.ts';

/** Where the study takes its mail: its MX, or a server that stands in for it. */
export interface MailEnd {
  host: string;
  port: number;
  /** RFC 2033, for delivery straight into a mailbox server. */
  lmtp?: boolean;
}

export interface Parcel {
  envelope: { from: string; to: string };
  raw: Buffer;
  /** UTC ms. */
  at: number;
  /** Called on every attempt. */
  onTry?: () => void;
  /** Called with the moment of the 250. */
  onDelivered?: (at: number) => void;
}

const MINUTE = 60_000;
/** Waits between attempts: Postfix's back-off, five days in all (RFC 5321, 4.5.4.1). */
export const RETRIES: readonly number[] = [
  ...[1, 5, 10, 20, 40, 66].map((m) => m * MINUTE),
  ...Array.from({ length: 106 }, () => 67 * MINUTE),
];

const MAX_WAITING = 50_000;

export interface OutgoingMail {
  /** Throws when too much is waiting. */
  post(parcel: Parcel): void;
  waiting(): number;
  /** Resolves when nothing waits any more. */
  idle(): Promise<void>;
  /** Drops what waits, lets what is on the wire end. */
  stop(): Promise<void>;
}

/** `end` is asked before each attempt, because the study's server may move when it is started again. */
export function createOutgoingMail(given: {
  clock: Clock;
  end: () => MailEnd;
  retries: readonly number[];
}): OutgoingMail {
  const { clock, end, retries } = given;
  const stopping = new AbortController();
  const open = new Set<Promise<void>>();
  const route = createRoute();

  async function carry(parcel: Parcel): Promise<void> {
    let due = parcel.at;
    for (let attempt = 0; attempt <= retries.length; attempt++) {
      await clock.sleepUntil(due, stopping.signal);
      if (stopping.signal.aborted) return;
      const release = clock.hold();
      try {
        const done = await route.deliver(parcel, end());
        if (done === 'taken') parcel.onDelivered?.(clock.now());
        if (done !== 'later') return;
      } finally {
        release();
      }
      due = clock.now() + (retries[attempt] ?? 0);
    }
  }

  return {
    post(parcel) {
      if (open.size >= MAX_WAITING) throw new Error(`more than ${MAX_WAITING} messages wait in the sandbox`);
      const carried: Promise<void> = carry(parcel).finally(() => open.delete(carried));
      open.add(carried);
    },
    waiting: () => open.size,
    async idle() {
      while (open.size > 0) await Promise.all(open);
    },
    async stop() {
      stopping.abort();
      await Promise.all(open);
      route.close();
    },
  };
}

/**
 * One attempt after another over connections that stay open between messages, as mail servers keep them: a new one
 * costs 100 ms before the greeting. The pool itself repeats only what certainly never began.
 */
function createRoute() {
  let route: { key: string; pool: ReturnType<typeof openPool> } | undefined;
  const close = () => {
    route?.pool.close();
    route = undefined;
  };
  return {
    close,
    /** `refused` is a 5xx; everything else that goes wrong is tried again later. */
    async deliver(parcel: Parcel, end: MailEnd): Promise<'taken' | 'refused' | 'later'> {
      parcel.onTry?.();
      const key = `${end.host}:${end.port}`;
      if (route?.key !== key) close();
      route ??= { key, pool: openPool(end) };
      const { from, to } = parcel.envelope;
      try {
        await route.pool.sendMail({ envelope: { from, to: [to] }, raw: parcel.raw });
        return 'taken';
      } catch (error) {
        const code = (error as { responseCode?: number }).responseCode ?? 0;
        return code >= 500 ? 'refused' : 'later';
      }
    },
  };
}

const openPool = (end: MailEnd) =>
  createTransport({
    pool: true,
    host: end.host,
    port: end.port,
    lmtp: end.lmtp ?? false,
    name: RELAY,
    secure: false,
    // As between mail servers: encrypted when offered, whoever it is.
    tls: { rejectUnauthorized: false },
    maxConnections: 6,
    maxRequeues: 1,
    // Shorter than the other side's patience, so that it does not hang up on a message.
    idleTimeout: 20_000,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 60_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
