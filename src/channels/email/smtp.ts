/**
 * The way out: one connection and one transaction a message, no pool, no retry. nodemailer's SMTPConnection is used
 * directly, because its transport cannot stop between RCPT and DATA, and there we must.
 */
import { Readable } from 'node:stream';
import SMTPConnection from 'nodemailer/lib/smtp-connection';
import XOAuth2 from 'nodemailer/lib/xoauth2';
import type { Clock, SendReceipt } from '../../fieldwork/ports.ts';
import { InstrumentError, SetupError } from '../../model/errors.ts';
import type { SmtpSettings } from '../../model/settings.ts';
import { needsSmtpUtf8 } from './address.ts';
import type { Credentials } from './credentials.ts';
import { plain, reasonOf, withoutEchoes } from './plain-text.ts';
import { type Ending, receiptOf, type WireFailure } from './send-receipt.ts';
import { trustOf } from './transport-security.ts';

export interface Outbox {
  settings: SmtpSettings;
  /** Our domain, said in EHLO. */
  domain: string;
  baseDir: string;
  credentials: Credentials | null;
  clock: Clock;
  limits?: OutboxLimits;
}

/** Real ms. The server has ten minutes to answer the final dot (RFC 5321, 4.5.3.2.6): giving up earlier makes an `unknown`. */
export interface OutboxLimits {
  connect: number;
  idle: number;
  total: number;
}
const LIMITS: OutboxLimits = { connect: 30_000, idle: 600_000, total: 780_000 };

export interface Transaction {
  /** Our VERP address, for bounces. */
  from: string;
  /** The lender's address in wire form; null for a message to ourselves. */
  lender: string | null;
  /** Our own alias, to which a copy goes in the same transaction. */
  own: string;
  /** ENVID of RFC 3461: comes back in the delivery report. */
  envelopeId: string;
  raw: Uint8Array;
}

type Session = InstanceType<typeof SMTPConnection>;

/**
 * Sends once. The body is transmitted only when the server has taken BOTH recipients: so the copy that comes back to
 * our mailbox proves that the server took the message for the lender, and that the alias which a reply needs works.
 * Never rejects: everything is a receipt. Takes `clock.hold()` while in flight.
 */
export async function sendOnce(box: Outbox, tx: Transaction): Promise<SendReceipt> {
  const release = box.clock.hold();
  const hidden = () => box.credentials?.hidden() ?? [];
  const body = bodyOf(tx);
  let session: OpenSession | undefined;
  try {
    session = await openSession(box);
    const { info, at } = await session.run<{ info: Accepted; at: number }>((smtp, ok, no) =>
      smtp.send(body.envelope, body.stream(smtp, no), (error, result) =>
        error ? no(error) : ok({ info: result as Accepted, at: box.clock.now() }),
      ),
    );
    session.smtp.quit();
    return {
      outcome: 'sent',
      acceptedAt: at,
      response: plain(info.response, hidden()),
      ...(info.serverMessageId === undefined ? {} : { serverMessageId: plain(info.serverMessageId) }),
    };
  } catch (error) {
    return receiptOf(endingOf(error, body, tx, hidden(), session !== undefined));
  } finally {
    session?.end();
    release();
  }
}

interface Accepted {
  response: string;
  serverMessageId?: string | undefined;
}

interface OpenSession {
  smtp: Session;
  /** Runs one callback-style step; rejects as soon as the connection fails. */
  run<T>(step: (smtp: Session, ok: (value: T) => void, no: (error: unknown) => void) => void): Promise<T>;
  /** Lets go of the connection and its timer. */
  end(): void;
}

/** Connects, secures and logs in, within the limits. Rejects with what went wrong; nothing was sent then. */
export async function openSession(box: Outbox): Promise<OpenSession> {
  const { settings } = box;
  const limits = box.limits ?? LIMITS;
  const smtp = new SMTPConnection({
    host: settings.host,
    port: settings.port,
    name: box.domain,
    secure: settings.security === 'tls',
    requireTLS: settings.security === 'starttls',
    ignoreTLS: settings.security === 'none',
    tls: trustOf(settings, box.baseDir),
    connectionTimeout: limits.connect,
    greetingTimeout: limits.connect,
    dnsTimeout: limits.connect,
    socketTimeout: limits.idle,
    maxResponseSize: 64 * 1024,
    logger: false,
  });
  let abandon: (error: unknown) => void = () => {};
  const lost = new Promise<never>((_, reject) => {
    abandon = reject;
  });
  lost.catch(() => {});
  smtp.on('error', (error) => abandon(error));
  smtp.on('end', () => abandon(Object.assign(new Error('connection closed'), { code: 'ECONNECTION' })));
  const timer = setTimeout(() => {
    abandon(Object.assign(new Error('the whole exchange took too long'), { code: 'ETIMEDOUT' }));
    smtp.close();
  }, limits.total);
  const session: OpenSession = {
    smtp,
    run: (step) => Promise.race([lost, new Promise<never>((ok, no) => step(smtp, ok as never, no))]),
    end: () => {
      clearTimeout(timer);
      // After QUIT the library closes by itself when the server has answered; this only makes sure.
      setTimeout(() => smtp.close(), 1000).unref();
    },
  };
  try {
    await session.run<void>((s, ok, no) => s.connect((error) => (error ? no(error) : ok())));
    if (settings.security !== 'none' && !smtp.secure)
      throw Object.assign(new Error('the connection is not encrypted'), { code: 'ETLS' });
    if (box.credentials) await logIn(session, box.credentials);
    return session;
  } catch (error) {
    clearTimeout(timer);
    smtp.close();
    throw error;
  }
}

async function logIn(session: OpenSession, credentials: Credentials): Promise<void> {
  if (!session.smtp.allowsAuth)
    throw Object.assign(new Error('the server offers no log-in'), { code: 'EAUTH' });
  const secret = await credentials.secret();
  await session.run<void>((smtp, ok, no) =>
    smtp.login(
      'pass' in secret
        ? { user: credentials.user, credentials: { user: credentials.user, pass: secret.pass } }
        : {
            user: credentials.user,
            method: 'XOAUTH2',
            // Asked a second time (renew) only when the server refused the first token.
            oauth2: new XOAuth2({
              user: credentials.user,
              provisionCallback: (
                _user: string,
                renew: boolean,
                done: (e: Error | null, token?: string) => void,
              ) => {
                if (!renew) return done(null, secret.accessToken);
                credentials.refused();
                credentials.secret().then(
                  (fresh) => done(null, 'accessToken' in fresh ? fresh.accessToken : ''),
                  (error: Error) => done(error),
                );
              },
            }),
          },
      (error) => (error ? no(error) : ok()),
    ),
  );
}

/** The envelope, as nodemailer keeps its books in it (SMTPConnectionEnvelope), and the stream it will read once. */
function bodyOf(tx: Transaction) {
  const envelope: {
    from: string;
    to: string[];
    size: number;
    use8BitMime: boolean;
    dsn: { ret: string; notify: string[]; envid: string };
    rejectedErrors?: RefusedRecipient[];
  } = {
    from: tx.from,
    to: tx.lender === null ? [tx.own] : [tx.lender, tx.own],
    size: tx.raw.byteLength,
    use8BitMime: tx.raw.some((byte) => byte > 127),
    dsn: { ret: 'HDRS', notify: ['FAILURE', 'DELAY'], envid: tx.envelopeId },
  };
  const body = {
    envelope,
    /** Whether a byte of the message may have left: from here on a breakdown is `unknown`. */
    begun: false,
    stream: (smtp: Session, no: (error: unknown) => void) =>
      // nodemailer reads only after the server's 354 (channels.md 1.4; tests/channels/email/smtp-breakdown.test.ts).
      new Readable({
        read() {
          if (envelope.rejectedErrors?.length) {
            // One of the two was refused, but DATA was taken for the other: hang up without a byte.
            // RFC 5321, 4.1.1.4: without the final dot there is no message.
            no(envelope.rejectedErrors[0]);
            smtp.close();
            this.push(null);
            return;
          }
          body.begun = true;
          this.push(tx.raw);
          this.push(null);
        },
      }),
  };
  return body;
}

interface RefusedRecipient extends Error {
  recipient?: string;
}

function endingOf(
  error: unknown,
  body: ReturnType<typeof bodyOf>,
  tx: Transaction,
  hidden: string[],
  loggedIn: boolean,
): Ending {
  const failure = wireFailure(error, hidden, loggedIn);
  if (body.begun) return { at: 'body', failure };
  const refused = body.envelope.rejectedErrors ?? [];
  const lender = refused.find((r) => r.recipient === tx.lender);
  const own = refused.find((r) => r.recipient === tx.own);
  if (lender)
    return {
      at: 'recipient',
      failure: wireFailure(lender, hidden, true),
      ownRefused: own !== undefined,
      ourAddressForm: needsSmtpUtf8(tx.lender ?? ''),
    };
  if (own) return { at: 'own-recipient', failure: wireFailure(own, hidden, true) };
  return { at: 'before-data', failure };
}

const KINDS: Record<string, string> = {
  EDNS: 'dns',
  ETIMEDOUT: 'timeout',
  ESOCKET: 'connection',
  ECONNECTION: 'connection',
  EPROTOCOL: 'protocol',
  ETLS: 'tls',
  EAUTH: 'auth',
  EENVELOPE: 'refused',
  EMESSAGE: 'refused',
};

/**
 * One failure in our own words. Set-up and instrument errors keep their code; certificates are told from sockets.
 * Replies from before the log-in are kept with more care.
 */
export function wireFailure(error: unknown, hidden: string[] = [], loggedIn = false): WireFailure {
  const e = error as { code?: string; originalCode?: string; responseCode?: number; response?: string };
  const certificate = /CERT|SELF_SIGNED|ERR_TLS|UNABLE_TO_|ERR_SSL|EPROTO/.test(
    `${e.originalCode ?? ''} ${e.code ?? ''}`,
  );
  return {
    responseCode: typeof e.responseCode === 'number' ? e.responseCode : undefined,
    text: e.response
      ? plain(loggedIn ? e.response : withoutEchoes(e.response), hidden)
      : reasonOf(error, hidden),
    kind:
      error instanceof SetupError
        ? 'setup'
        : error instanceof InstrumentError
          ? error.code
          : certificate
            ? 'tls'
            : (KINDS[e.code ?? ''] ?? 'instrument'),
  };
}
