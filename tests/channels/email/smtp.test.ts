import { mkdtempSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { afterEach, describe, expect, it } from 'vitest';
import { credentialsOf } from '../../../src/channels/email/credentials.ts';
import { type Outbox, sendOnce, type Transaction } from '../../../src/channels/email/smtp.ts';
import type { MailAuth, SmtpSettings } from '../../../src/model/settings.ts';
import { type SmtpHost, type SmtpHostBehaviour, startSmtpHost } from '../../servers/smtp-host.ts';
import { startTokenServer } from '../../servers/token-server.ts';
import { type CountingClock, realClock } from '../fakes.ts';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

const host = async (behaviour: SmtpHostBehaviour = {}): Promise<SmtpHost> => {
  const server = await startSmtpHost(behaviour);
  cleanups.push(() => server.close());
  return server;
};

const transaction = (change: Partial<Transaction> = {}): Transaction => ({
  from: 'b-abcdefgh23@research.test',
  lender: 'help@lender.test',
  own: 'anna.abcdefgh23@research.test',
  envelopeId: 'abcdefgh23',
  raw: Buffer.from('Subject: s\r\n\r\n.\r\n..dots\r\nend\r\n'),
  ...change,
});

const password: MailAuth = { kind: 'password', user: 'research', passwordEnv: 'PASSWORD' };

const box = (
  server: { port: number; certificate?: { certFile: string } },
  change: {
    settings?: Partial<SmtpSettings>;
    auth?: MailAuth;
    env?: Record<string, string>;
    limits?: Outbox['limits'];
    clock?: CountingClock;
  } = {},
): Outbox => {
  const clock = change.clock ?? realClock();
  return {
    settings: {
      host: 'localhost',
      port: server.port,
      security: 'starttls',
      ...(server.certificate ? { caFile: server.certificate.certFile } : {}),
      ...change.settings,
    },
    domain: 'research.test',
    baseDir: '/',
    credentials: change.auth
      ? credentialsOf(
          change.auth,
          (name) => (change.env ?? { PASSWORD: 'good-password' })[name],
          () => clock.monotonic(),
        )
      : null,
    clock,
    limits: change.limits ?? { connect: 3000, idle: 3000, total: 6000 },
  };
};

describe('encryption', () => {
  it.each(['starttls', 'tls'] as const)(
    '%s: verified, and the bytes arrive as they were',
    async (security) => {
      const server = await host({ options: { secure: security === 'tls' } });
      expect(await sendOnce(box(server, { settings: { security } }), transaction())).toMatchObject({
        outcome: 'sent',
      });
      expect(server.taken[0]).toMatchObject({ tls: true });
      expect(Buffer.from(server.taken[0]!.raw).toString()).toBe('Subject: s\r\n\r\n.\r\n..dots\r\nend\r\n');
    },
  );

  it('fails closed when STARTTLS is not offered: neither message nor password leaves', async () => {
    let asked = 0;
    const server = await host({
      users: {},
      options: {
        disabledCommands: ['STARTTLS'],
        allowInsecureAuth: true,
        onAuth: (_auth, _session, done) => {
          asked += 1;
          done(null, { user: 'x' });
        },
      },
    });
    expect(await sendOnce(box(server, { auth: password }), transaction())).toMatchObject({
      outcome: 'not-sent',
      code: 'tls',
    });
    expect(asked).toBe(0);
    expect(server.taken).toEqual([]);
  });

  it.each(['starttls', 'tls'] as const)(
    '%s: refuses a certificate that it can not verify',
    async (security) => {
      const server = await host({ options: { secure: security === 'tls' } });
      const { caFile: _, ...unverified } = box(server).settings;
      const receipt = await sendOnce(
        { ...box(server), settings: { ...unverified, security } },
        transaction(),
      );
      expect(receipt).toMatchObject({ outcome: 'not-sent', code: 'tls' });
      expect(server.taken).toEqual([]);
    },
  );

  it('refuses a certificate for another name', async () => {
    const { cert, private: key } = await generate([{ name: 'commonName', value: 'other.test' }], {
      keyType: 'ec',
      algorithm: 'sha256',
    });
    const caFile = join(mkdtempSync(join(tmpdir(), 'doorbell-smtp-')), 'ca.pem');
    writeFileSync(caFile, cert);
    const server = await host({ options: { cert, key } });
    expect(await sendOnce(box(server, { settings: { caFile } }), transaction())).toMatchObject({
      outcome: 'not-sent',
      code: 'tls',
    });
  });

  it('does not do without encryption anywhere but on loopback', async () => {
    const receipt = await sendOnce(
      box({ port: 25 }, { settings: { host: 'mail.lender.test', security: 'none' } }),
      transaction(),
    );
    expect(receipt).toMatchObject({ outcome: 'not-sent', code: 'setup' });
  });
});

describe('log-in', () => {
  it('by password', async () => {
    const server = await host({ users: { research: 'good-password' } });
    expect(await sendOnce(box(server, { auth: password }), transaction())).toMatchObject({ outcome: 'sent' });
    expect(server.taken[0]!.user).toBe('research');
  });

  it('refused: our fault, and the password is in no text', async () => {
    const server = await host({ users: { research: 'another' } });
    const receipt = await sendOnce(box(server, { auth: password }), transaction());
    expect(receipt).toMatchObject({ outcome: 'not-sent', code: 'auth' });
    expect(JSON.stringify(receipt)).not.toContain('good-password');
  });

  it('not offered: the message is not sent without it', async () => {
    const server = await host();
    expect(await sendOnce(box(server, { auth: password }), transaction())).toMatchObject({
      outcome: 'not-sent',
      code: 'auth',
    });
    expect(server.taken).toEqual([]);
  });

  it('without the secret in the environment', async () => {
    const server = await host({ users: { research: 'good-password' } });
    expect(await sendOnce(box(server, { auth: password, env: {} }), transaction())).toEqual({
      outcome: 'not-sent',
      code: 'setup',
      reason: 'environment variable PASSWORD is not set',
    });
  });

  it('by OAuth2, with a new token when the old one was revoked', async () => {
    const tokens = await startTokenServer('research', 'refresh-secret');
    cleanups.push(() => tokens.close());
    const server = await host({ tokens: tokens.valid });
    const outbox = box(server, {
      auth: {
        kind: 'oauth2',
        user: 'research',
        tokenUrl: tokens.tokenUrl,
        clientId: 'doorbell',
        refreshTokenEnv: 'REFRESH',
      },
      env: { REFRESH: 'refresh-secret' },
    });
    expect(await sendOnce(outbox, transaction())).toMatchObject({ outcome: 'sent' });
    expect(await sendOnce(outbox, transaction())).toMatchObject({ outcome: 'sent' });
    expect(tokens.grants).toHaveLength(1);
    tokens.valid.clear();
    expect(await sendOnce(outbox, transaction())).toMatchObject({ outcome: 'sent' });
    expect(tokens.grants).toHaveLength(2);
    tokens.valid.clear();
    tokens.next.push({ status: 400, body: '{"error":"invalid_grant"}' });
    const receipt = await sendOnce(outbox, transaction());
    expect(receipt).toMatchObject({ outcome: 'not-sent', reason: expect.stringContaining('invalid_grant') });
    expect(server.taken).toHaveLength(3);
  });
});

describe('the envelope', () => {
  it('has the bounce alias, exactly two recipients, and asks for reports', async () => {
    const server = await host();
    await sendOnce(box(server), transaction());
    expect(server.taken).toEqual([
      expect.objectContaining({
        from: 'b-abcdefgh23@research.test',
        to: ['help@lender.test', 'anna.abcdefgh23@research.test'],
        envelopeId: 'abcdefgh23',
        notify: [
          ['FAILURE', 'DELAY'],
          ['FAILURE', 'DELAY'],
        ],
      }),
    ]);
  });

  describe.each([{ hidePIPELINING: false }, { hidePIPELINING: true }])('%o', (options) => {
    it.each([
      ['550 5.1.1 No such user', { outcome: 'rejected', code: 550 }],
      ['451 4.7.1 Greylisted', { outcome: 'not-sent', code: 'deferred' }],
      ['554 5.7.1 Relay access denied', { outcome: 'not-sent', code: 'refused' }],
    ])('lender refused by %s: nothing is transmitted, not even our own copy', async (line, receipt) => {
      const server = await host({ refuse: (to) => (to === 'help@lender.test' ? line : null), options });
      expect(await sendOnce(box(server), transaction())).toMatchObject(receipt);
      expect(server.taken).toEqual([]);
    });

    it('our alias refused: the lender is not written to from an address that does not work', async () => {
      const server = await host({
        refuse: (to) => (to.startsWith('anna') ? '550 5.1.1 No such user' : null),
        options,
      });
      expect(await sendOnce(box(server), transaction())).toMatchObject({
        outcome: 'not-sent',
        code: 'own-alias-refused',
      });
      expect(server.taken).toEqual([]);
    });

    it('everybody refused: it is us', async () => {
      const server = await host({ refuse: () => '550 Not today', options });
      expect(await sendOnce(box(server), transaction())).toMatchObject({
        outcome: 'not-sent',
        code: 'all-recipients-refused',
      });
    });
  });

  it('an address beyond ASCII goes out where SMTPUTF8 is offered', async () => {
    const server = await host();
    expect(await sendOnce(box(server), transaction({ lender: 'допомога@lender.test' }))).toMatchObject({
      outcome: 'sent',
    });
    expect(server.taken[0]!.to[0]).toBe('допомога@lender.test');
  });

  it('an address that the server can not spell is not held against the lender', async () => {
    const server = await host({
      refuse: (to) => (to.startsWith('допомога') ? '550 5.1.1 No such user' : null),
      options: { hideSMTPUTF8: true },
    });
    expect(await sendOnce(box(server), transaction({ lender: 'допомога@lender.test' }))).toMatchObject({
      outcome: 'not-sent',
      code: 'smtputf8-unsupported',
    });
  });
});

describe('after the message', () => {
  it.each([
    ['554 5.7.1 Looks like spam', { outcome: 'not-sent', code: 'refused' }],
    ['452 4.3.1 Out of space', { outcome: 'not-sent', code: 'deferred' }],
  ])('%s', async (line, receipt) => {
    const server = await host({ accept: async () => line });
    expect(await sendOnce(box(server), transaction())).toMatchObject(receipt);
  });

  it('counts the moment of the 250, and holds the clock until then', async () => {
    const clock = realClock();
    let held = 0;
    let finished = 0;
    const server = await host({
      accept: async () => {
        held = clock.held;
        finished = Date.now();
        return null;
      },
    });
    const receipt = await sendOnce(box(server, { clock }), transaction());
    expect(held).toBe(1);
    expect(clock.held).toBe(0);
    if (receipt.outcome !== 'sent') throw new Error(receipt.outcome);
    expect(receipt.acceptedAt).toBeGreaterThanOrEqual(finished);
    expect(receipt.acceptedAt).toBeLessThanOrEqual(Date.now());
    expect(receipt.response).toMatch(/^250/);
  });

  it('a server that never answers the final dot leaves it unknown', async () => {
    const server = await host({ accept: () => new Promise(() => {}) });
    const receipt = await sendOnce(
      box(server, { limits: { connect: 3000, idle: 200, total: 5000 } }),
      transaction(),
    );
    expect(receipt).toMatchObject({ outcome: 'unknown' });
    expect(server.taken).toHaveLength(1);
  });
});

describe('no connection', () => {
  it('refused', async () => {
    const server = await startSmtpHost();
    await server.close();
    expect(await sendOnce(box(server), transaction())).toMatchObject({
      outcome: 'not-sent',
      code: 'connection',
    });
  });

  it('a server that never greets, and one that greets for ever', async () => {
    for (const talk of ['', '220-wait\r\n']) {
      const timers: NodeJS.Timeout[] = [];
      const server = createServer((socket) => {
        socket.on('error', () => {});
        if (talk) timers.push(setInterval(() => socket.write(talk), 20));
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as AddressInfo;
      const receipt = await sendOnce(
        box({ port }, { settings: { security: 'none' }, limits: { connect: 300, idle: 300, total: 600 } }),
        transaction(),
      );
      expect(receipt).toMatchObject({ outcome: 'not-sent', code: 'timeout' });
      for (const timer of timers) clearInterval(timer);
      server.close();
    }
  });
});
