/** An smtp-server in this process: a submission server, or a lender's own mail host, that does what a test says. */
import type { AddressInfo } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { type TestCertificate, testCertificate } from './certificate.ts';

export interface Taken {
  from: string;
  to: string[];
  raw: Uint8Array;
  envelopeId: string | null;
  notify: (string[] | undefined)[];
  tls: boolean;
  user: unknown;
}

export interface SmtpHost {
  port: number;
  certificate: TestCertificate;
  taken: Taken[];
  close(): Promise<void>;
}

export interface SmtpHostBehaviour {
  /** A refusal of this recipient, e.g. "550 5.1.1 No such user". */
  refuse?: (recipient: string) => string | null | undefined;
  /** A refusal after the body, or null; may deliver further. The 250 waits for it. */
  accept?: (message: Taken) => Promise<string | null | undefined>;
  /** Users and passwords; log-in is needed then. */
  users?: Record<string, string>;
  /** Access tokens that are good. */
  tokens?: Set<string>;
  options?: SMTPServerOptions;
}

export async function startSmtpHost(behaviour: SmtpHostBehaviour = {}): Promise<SmtpHost> {
  const certificate = await testCertificate();
  const taken: Taken[] = [];
  const needsLogin = behaviour.users !== undefined || behaviour.tokens !== undefined;
  const server = new SMTPServer({
    key: certificate.key,
    cert: certificate.cert,
    logger: false,
    hideDSN: false,
    disableReverseLookup: true,
    closeTimeout: 100,
    authOptional: !needsLogin,
    authMethods: behaviour.tokens ? ['XOAUTH2'] : ['PLAIN', 'LOGIN'],
    ...(needsLogin ? {} : { disabledCommands: ['AUTH'] }),
    onAuth: (auth, _session, done) => {
      const good = behaviour.tokens
        ? behaviour.tokens.has(auth.accessToken ?? '')
        : auth.password !== undefined && behaviour.users?.[auth.username ?? ''] === auth.password;
      if (good) return done(null, { user: auth.username });
      if (behaviour.tokens) return done(null, { data: { status: '401', schemes: 'bearer' } });
      done(reply('535 5.7.8 Bad user name or password'));
    },
    onRcptTo: (address, _session, done) => {
      const refusal = behaviour.refuse?.(address.address);
      done(refusal ? reply(refusal) : null);
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.once('error', () => done(reply('451 broken')));
      stream.once('end', () => {
        const message: Taken = {
          from: session.envelope.mailFrom ? session.envelope.mailFrom.address : '',
          to: session.envelope.rcptTo.map((r) => r.address),
          raw: new Uint8Array(Buffer.concat(chunks)),
          envelopeId: session.envelope.dsn?.envid ?? null,
          notify: session.envelope.rcptTo.map((r) => r.dsn?.notify),
          tls: session.secure,
          user: session.user,
        };
        taken.push(message);
        (behaviour.accept?.(message) ?? Promise.resolve(null)).then(
          (refusal) => done(refusal ? reply(refusal) : null),
          (error: Error) => done(error),
        );
      });
    },
    ...behaviour.options,
  });
  server.on('error', () => {});
  const port = await new Promise<number>((resolve) => {
    const net = server.listen(0, '127.0.0.1', () => resolve((net.address() as AddressInfo).port));
  });
  return {
    port,
    certificate,
    taken,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** "550 5.1.1 No such user" as the error that smtp-server wants. */
function reply(line: string): Error {
  return Object.assign(new Error(line.slice(4)), { responseCode: Number(line.slice(0, 3)) });
}
