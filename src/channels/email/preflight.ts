/** Checks of the ways out and in, one line each. They talk to our own servers only, never to a lender. */
import { lookup } from 'node:dns/promises';
import { createServer, isIP } from 'node:net';
import { connect, disconnect, imapFailure, type Mailbox } from './imap-connection.ts';
import { resolveFolders } from './imap-folders.ts';
import type { Check } from './inbound.ts';
import type { Exchanger } from './mx.ts';
import { plain, reasonOf } from './plain-text.ts';
import { serverCertificate } from './server-certificate.ts';
import { type Outbox, openSession, wireFailure } from './smtp.ts';

export async function smtpChecks(box: Outbox): Promise<Check[]> {
  const { host, port, security } = box.settings;
  const name = await resolves('smtp', host);
  if (!name.ok) return [name];
  const hidden = () => box.credentials?.hidden() ?? [];
  const anonymous = await attempt(async () => {
    const session = await openSession({ ...box, credentials: null });
    session.smtp.quit();
    session.end();
  });
  const connects: Check = {
    name: `smtp: connects to ${host}:${port}`,
    ok: anonymous === null,
    detail: anonymous === null ? secured(security) : describe(anonymous),
  };
  if (!connects.ok || !box.credentials) return [name, connects];
  const refused = await attempt(async () => {
    const session = await openSession(box);
    session.smtp.quit();
    session.end();
  });
  return [
    name,
    connects,
    {
      name: `smtp: logs in as ${box.credentials.user}`,
      ok: refused === null,
      detail: refused === null ? 'accepted' : describe(refused),
    },
  ];

  function describe(error: unknown): string {
    const failure = wireFailure(error, hidden());
    return `${failure.kind}: ${failure.text}`;
  }
}

export async function imapChecks(box: Mailbox): Promise<Check[]> {
  const { source } = box;
  const prefix = `imap ${source.name}`;
  const name = await resolves(prefix, source.host);
  if (!name.ok) return [name];
  const login = `${prefix}: logs in to ${source.host}:${source.port} as ${box.credentials.user}`;
  try {
    const client = await connect(box, () => {});
    try {
      const { paths, missing } = await resolveFolders(client, source.folders);
      return [
        name,
        { name: login, ok: true, detail: secured(source.security) },
        ...paths.map((path) => ({ name: `${prefix}: folder ${path}`, ok: true, detail: 'found' })),
        ...missing.map((path) => ({
          name: `${prefix}: folder ${path}`,
          ok: false,
          detail: 'not there: correct `folders` in settings.yml, or mail in it would be taken for silence',
        })),
        {
          name: `${prefix}: IDLE`,
          ok: true,
          detail: client.capabilities.has('IDLE') ? 'offered' : 'not offered: polled every minute',
        },
      ];
    } finally {
      await disconnect(client);
    }
  } catch (error) {
    return [name, { name: login, ok: false, detail: imapFailure(error, box.credentials.hidden()).message }];
  }
}

export async function mxChecks(mx: Exchanger, listening: boolean): Promise<Check[]> {
  const { host, port, name } = mx.source;
  const certificate = await attempt(() => serverCertificate(mx.source, mx.base.domain, mx.baseDir));
  const bound = listening ? null : await attempt(() => bind(host, port));
  return [
    {
      name: `mx ${name}: certificate`,
      ok: certificate === null,
      detail: certificate === null ? (mx.source.certFile ?? 'self-signed') : reasonOf(certificate),
    },
    {
      name: `mx ${name}: port ${port} on ${host}`,
      ok: bound === null,
      detail: bound === null ? (listening ? 'listening' : 'free') : reasonOf(bound),
    },
  ];
}

const secured = (security: string): string =>
  security === 'none' ? 'without encryption (loopback)' : `over ${security}, certificate verified`;

async function resolves(prefix: string, host: string): Promise<Check> {
  const name = `${prefix}: name ${host}`;
  if (isIP(host)) return { name, ok: true, detail: 'an address' };
  try {
    const { address } = await lookup(host);
    return { name, ok: true, detail: address };
  } catch (error) {
    return { name, ok: false, detail: plain((error as NodeJS.ErrnoException).code ?? reasonOf(error)) };
  }
}

async function attempt(step: () => Promise<unknown>): Promise<unknown> {
  try {
    await step();
    return null;
  } catch (error) {
    return error;
  }
}

const bind = (host: string, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(port, host, () => probe.close(() => resolve()));
  });
