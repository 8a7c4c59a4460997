/** The way out of the study: a real submission server on loopback, STARTTLS and a password required. */
import { timingSafeEqual } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import type { Clock } from '../fieldwork/ports.ts';
import { sandboxCertificate } from './certificate.ts';
import { RELAY } from './replies.ts';

export interface SubmissionServer {
  host: string;
  port: number;
  /** PEM of the certificate: the only one that this server's clients need to trust. */
  ca: string;
  user: string;
  password: string;
  stop(): Promise<void>;
}

export interface Submitted {
  from: string;
  recipients: string[];
  raw: Buffer;
  /** UTC ms at which it was accepted. */
  acceptedAt: number;
}

const MAX_BYTES = 5_000_000;

/**
 * Listens on 127.0.0.1. Each message is handed to `take` before the 250; when that rejects, the answer is 451.
 * A hold is out from DATA until `take` is done. `port` 0 takes a free one.
 */
export async function startSubmissionServer(given: {
  clock: Clock;
  port: number;
  user: string;
  password: string;
  take: (message: Submitted) => Promise<void>;
}): Promise<SubmissionServer> {
  const { clock, user, password } = given;
  const pair = await sandboxCertificate('localhost', ['localhost'], ['127.0.0.1']);
  const server = new SMTPServer({
    name: RELAY,
    key: pair.key,
    cert: pair.cert,
    size: MAX_BYTES,
    rejectOversized: true,
    maxRecipients: 10,
    hideDSN: false,
    authMethods: ['PLAIN', 'LOGIN'],
    disableReverseLookup: true,
    closeTimeout: 1000,
    logger: false,
    onAuth(auth, _session, done) {
      if (auth.username === user && same(auth.password ?? '', password)) done(null, { user });
      else done(new Error('wrong user name or password'));
    },
    onData(stream, session, done) {
      const release = clock.hold();
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => {
        // What goes over the size is refused by the server itself; it need not be kept.
        if (!stream.sizeExceeded) chunks.push(chunk);
      });
      stream.on('error', release);
      stream.on('end', () => {
        if (stream.sizeExceeded) {
          release();
          done(null, '');
          return;
        }
        const { mailFrom, rcptTo } = session.envelope;
        given
          .take({
            from: mailFrom ? mailFrom.address : '',
            recipients: rcptTo.map((r) => r.address),
            raw: Buffer.concat(chunks),
            acceptedAt: clock.now(),
          })
          .then(
            () => done(null, '2.0.0 OK: queued'),
            (error: unknown) => done(Object.assign(new Error(String(error)), { responseCode: 451 })),
          )
          .finally(release);
      });
    },
  });
  greetAtOnce(server);
  // A client that hangs up in the middle is its own affair.
  server.on('error', () => {});
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(given.port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
  const { port } = server.server.address() as AddressInfo;
  return {
    host: '127.0.0.1',
    port,
    ca: pair.cert,
    user,
    password,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/**
 * smtp-server waits 100 ms before its greeting, to catch clients that talk too soon. On loopback, with a client of our
 * own, those waits were half of the demo's time.
 */
function greetAtOnce(server: SMTPServer): void {
  const connect = server.connect.bind(server);
  server.connect = (...args) => {
    const before = new Set(server.connections);
    connect(...args);
    for (const connection of server.connections) {
      if (before.has(connection)) continue;
      connection.connectionReady();
      // Its timer comes later; a second greeting would be one too many.
      connection.connectionReady = () => {};
    }
  };
}

function same(given: string, right: string): boolean {
  const a = Buffer.from(given);
  const b = Buffer.from(right);
  return a.length === b.length && timingSafeEqual(a, b);
}
