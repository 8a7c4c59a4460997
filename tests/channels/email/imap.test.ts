import { afterEach, describe, expect, it } from 'vitest';
import { pauseAfter, RECONNECT } from '../../../src/channels/email/back-off.ts';
import { credentialsOf } from '../../../src/channels/email/credentials.ts';
import { createImapSource } from '../../../src/channels/email/imap.ts';
import { ImapSource } from '../../../src/model/settings.ts';
import { type DovecotOptions, startDovecot } from '../../servers/dovecot.ts';
import { startHoodiecrow } from '../../servers/hoodiecrow.ts';
import { missing } from '../../servers/package-binaries.ts';
import { startTokenServer } from '../../servers/token-server.ts';
import { listenerOn, memorySink, realClock } from '../fakes.ts';

const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).reverse()) await stop();
});

function mailbox(
  port: number,
  change: Record<string, unknown> = {},
  env: Record<string, string> = { PASSWORD: 'testpass' },
) {
  const clock = realClock();
  const source = ImapSource.parse({
    kind: 'imap',
    name: 'box',
    host: '127.0.0.1',
    port,
    security: 'none',
    auth: { kind: 'password', user: 'testuser', passwordEnv: 'PASSWORD' },
    ...change,
  });
  const credentials = credentialsOf(
    source.auth,
    (name) => env[name],
    () => clock.monotonic(),
  );
  return createImapSource({ source, baseDir: '/', credentials, maxBytes: 65_536 }, clock, {
    first: 20,
    most: 40,
  });
}

function listen(box: ReturnType<typeof mailbox>, sink = memorySink()) {
  const heard = listenerOn(sink);
  const stop = new AbortController();
  const done = box.listen(heard, stop.signal);
  stops.push(async () => {
    stop.abort();
    await done.catch(() => {});
  });
  return { heard, sink, done };
}

const crow = async (options?: Parameters<typeof startHoodiecrow>[0]) => {
  const server = await startHoodiecrow(options);
  stops.push(() => server.close().catch(() => {}));
  return server;
};
const since = () => Date.now() - 3_600_000;
const mail = (text: string) =>
  Buffer.from(`Delivered-To: anna.abcdefgh23@research.test\r\nSubject: s\r\n\r\n${text}\r\n`);

it('reads many messages in bounded batches, each with its cursor', async () => {
  const server = await crow();
  for (let n = 0; n < 120; n++) server.append('INBOX', mail(`number ${n}`));
  const sink = memorySink();
  const coverage = await mailbox(server.port).collect(sink, since());
  expect(coverage.complete).toBe(true);
  expect(sink.kept).toHaveLength(120);
  expect(Math.max(...sink.batches)).toBe(50);
  expect(sink.cursors.get('box\nINBOX')?.lastUid).toBe(120);
  expect(coverage.folders).toContainEqual({ path: 'INBOX', uidValidity: '1700000001', lastUid: 120 });
});

it('goes on from its cursor and does not fetch again what it has', async () => {
  const server = await crow();
  for (let n = 0; n < 120; n++) server.append('INBOX', mail(`number ${n}`));
  const sink = memorySink();
  await mailbox(server.port).collect(sink, since());
  const offered = sink.offered;
  const box = mailbox(server.port);
  listen(box, sink);
  await box.ready();
  // Only the overlap is fetched anew by a new process.
  expect(sink.offered - offered).toBe(50);
  server.append('INBOX', mail('one more'));
  await sink.until((kept) => kept.length === 121);
  await box.collect(sink, since());
  expect(sink.offered - offered).toBe(51);
});

it('sees a message that appears below the last UID', async () => {
  const server = await crow();
  server.append('INBOX', mail('first'));
  server.skipUids('INBOX', 3);
  server.append('INBOX', mail('second'));
  const box = mailbox(server.port);
  const sink = memorySink();
  await box.collect(sink, since());
  expect(sink.kept).toHaveLength(2);
  server.appearLate('INBOX', mail('late but lower'), 3);
  await box.collect(sink, since());
  expect(sink.kept).toHaveLength(3);
  expect(sink.text(2)).toContain('late but lower');
  expect(sink.cursors.get('box\nINBOX')?.lastUid).toBe(5);
});

it('fails closed when STARTTLS is not offered', async () => {
  const server = await crow({ without: ['STARTTLS'] });
  const { heard } = listen(mailbox(server.port, { security: 'starttls' }));
  await heard.failure('imap-tls');
});

it('does not take a certificate that it can not verify', async () => {
  const server = await crow();
  const coverage = await mailbox(server.port, { security: 'starttls' }).collect(memorySink(), since());
  expect(coverage).toMatchObject({ complete: false, reason: expect.stringMatching(/self.signed/i) });
});

it('is a set-up error when the password is not in the environment', async () => {
  const server = await crow();
  const { done } = listen(mailbox(server.port, {}, {}));
  await expect(done).rejects.toThrow('environment variable PASSWORD is not set');
});

it('comes back after every lost connection and reads what it missed', async () => {
  const server = await crow();
  const box = mailbox(server.port);
  const { sink, heard } = listen(box);
  await box.ready();
  for (let n = 1; n <= 5; n++) {
    await server.stop();
    await expect.poll(() => heard.failures.length).toBeGreaterThan(0);
    await server.start();
    server.append('INBOX', mail(`after loss ${n}`));
    await sink.until((kept) => kept.length === n);
  }
  expect(sink.kept).toHaveLength(5);
});

it('answers every look that was asked for while the connection broke', async () => {
  const server = await crow();
  const box = mailbox(server.port);
  const { sink } = listen(box);
  await box.ready();
  const looks = Promise.all(Array.from({ length: 5 }, () => box.collect(sink, since())));
  await server.stop();
  for (const coverage of await looks) expect(typeof coverage.complete).toBe('boolean');
  expect(await box.collect(sink, since())).toMatchObject({ complete: false });
});

describe.skipIf(missing('dovecot') !== null)('Dovecot', () => {
  const dovecot = async (options?: DovecotOptions) => {
    const server = await startDovecot(options);
    stops.push(() => server.close());
    return server;
  };
  const secret = { PASSWORD: 'secret' };
  const user = (name: string) => ({ auth: { kind: 'password', user: name, passwordEnv: 'PASSWORD' } });

  it('tells too many connections from a wrong password', async () => {
    const server = await dovecot({ mostConnections: 1 });
    const first = mailbox(server.imapPort, user(server.mailbox), secret);
    const { heard: fine } = listen(first);
    await first.ready();
    const second = mailbox(server.imapPort, user(server.mailbox), secret);
    const { heard } = listen(second);
    await heard.failure('imap-busy');
    const wrong = mailbox(server.imapPort, user(server.mailbox), { PASSWORD: 'not-the-secret' });
    const { heard: refused } = listen(wrong);
    await refused.failure('imap-auth');
    expect(JSON.stringify([heard.failures, refused.failures])).not.toContain('not-the-secret');
    expect(fine.failures).toEqual([]);
    // A refused log-in is not hammered.
    expect(refused.failures).toHaveLength(1);
  }, 30_000);

  it('asks for a new token when the old one was revoked', async () => {
    const tokens = await startTokenServer('research', 'refresh-secret');
    stops.push(() => tokens.close());
    const server = await dovecot({ introspectionUrl: tokens.introspectionUrl });
    const box = mailbox(
      server.imapPort,
      {
        auth: {
          kind: 'oauth2',
          user: 'research',
          tokenUrl: tokens.tokenUrl,
          clientId: 'doorbell',
          refreshTokenEnv: 'REFRESH',
        },
      },
      { REFRESH: 'refresh-secret' },
    );
    expect(await box.collect(memorySink(), since())).toMatchObject({ complete: true });
    tokens.valid.clear();
    expect(await box.collect(memorySink(), since())).toMatchObject({ complete: true });
    expect(tokens.grants).toHaveLength(2);
  }, 30_000);

  it.each(['Спам', 'Небажана пошта', '垃圾邮件', 'Junk E-mail'])(
    'knows the spam folder %s by its name when the server does not mark it',
    async (junk) => {
      const server = await dovecot({ junk, unmarkedJunk: true });
      await server.append(junk, mail('in spam'));
      const sink = memorySink();
      const coverage = await mailbox(server.imapPort, user(server.mailbox), secret).collect(sink, since());
      expect(coverage).toMatchObject({ complete: true });
      expect(coverage.folders.map((f) => f.path).sort()).toEqual([junk, 'INBOX'].sort());
      expect(sink.kept).toHaveLength(1);
    },
    30_000,
  );

  it('leaves mail unread', async () => {
    const server = await dovecot();
    await server.append('INBOX', mail('for the owner to read'));
    const sink = memorySink();
    await mailbox(server.imapPort, user(server.mailbox), secret).collect(sink, since());
    expect(sink.kept).toHaveLength(1);
    const unseen = await server.asOwner(async (client) => {
      await client.mailboxOpen('INBOX');
      return client.search({ seen: false }, { uid: true });
    });
    expect(unseen).toEqual([1]);
  }, 30_000);

  it('is woken by IDLE, not by a timer', async () => {
    const server = await dovecot();
    const box = mailbox(server.imapPort, user(server.mailbox), secret);
    const { sink } = listen(box);
    await box.ready();
    const started = performance.now();
    await server.deliver({ from: 'a@b.test', to: 'anna.abcdefgh23@research.test', raw: mail('quick') });
    await sink.until((kept) => kept.length === 1);
    // Dovecot waits half a second before it tells; the visits are a minute apart.
    expect(performance.now() - started).toBeLessThan(20_000);
  }, 30_000);
});

it('waits longer after each failure, up to a limit, with chance in it', () => {
  expect(pauseAfter(1, RECONNECT, 0)).toBe(250);
  expect(pauseAfter(1, RECONNECT, 0.999)).toBeLessThan(500);
  expect(pauseAfter(5, RECONNECT, 0)).toBe(4000);
  expect(pauseAfter(1000, RECONNECT, 0.999)).toBeLessThanOrEqual(120_000);
});
