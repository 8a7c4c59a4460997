import { afterEach, describe, expect, it } from 'vitest';
import { credentialsOf } from '../../../src/channels/email/credentials.ts';
import { createImapSource } from '../../../src/channels/email/imap.ts';
import { pauseAfter, RECONNECT } from '../../../src/channels/upkeep/back-off.ts';
import { ImapSource } from '../../../src/model/settings.ts';
import { type DovecotOptions, startDovecot } from '../../servers/dovecot.ts';
import { startHoodiecrow } from '../../servers/hoodiecrow.ts';
import { missing } from '../../servers/package-binaries.ts';
import { type ScriptedImap, startScriptedImap } from '../../servers/scripted-imap.ts';
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
  pace = { first: 20, most: 40 },
  longestLook?: number,
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
  return createImapSource(
    { source, base: { domain: 'research.test' }, baseDir: '/', credentials, maxBytes: 65_536 },
    clock,
    pace,
    longestLook,
  );
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

describe('a server that misbehaves', () => {
  const scripted = async (script: Parameters<typeof startScriptedImap>[0]): Promise<ScriptedImap> => {
    const server = await startScriptedImap(script);
    stops.push(() => server.close());
    return server;
  };

  it.each([
    ['INBOX', 'Junk'],
    ['Junk', 'INBOX'],
  ])('reads a message that is moved from %s to %s in the middle of the look', async (from, to) => {
    const folders: Record<string, Map<number, string>> = { INBOX: new Map(), Junk: new Map() };
    folders[from]!.set(1, 'moved about');
    const selected: string[] = [];
    const server = await scripted({
      folders,
      onSelect: (path) => {
        selected.push(path);
        if (selected.length !== 2) return;
        folders[from]!.clear();
        folders[to]!.set(7, 'moved about');
      },
    });
    const sink = memorySink();
    const coverage = await mailbox(server.port, { folders: ['Junk', 'INBOX'] }).collect(sink, since());
    expect(coverage).toMatchObject({ complete: true });
    expect(selected).toEqual(['INBOX', 'Junk', 'INBOX']);
    expect(coverage.folders.map((f) => f.path)).toEqual(['INBOX', 'Junk']);
    expect(sink.kept.length).toBeGreaterThan(0);
    expect(new Set(sink.kept.map((k) => k.capture.evidence)).size).toBe(1);
  });

  it('says that a message vanished while it was read, in the record and in the next coverage', async () => {
    const inbox = new Map([
      [5, 'five'],
      [6, 'six'],
    ]);
    const server = await scripted({
      folders: { INBOX: inbox },
      onFetch: (uid) => {
        if (uid === 6) inbox.delete(6);
        return 'OK';
      },
    });
    const box = mailbox(server.port, { folders: ['INBOX'] });
    const { heard, sink } = listen(box);
    await box.ready();
    expect(heard.failures).toEqual([
      { account: 'box', code: 'imap-incomplete', reason: '1 message vanished while being read' },
    ]);
    expect(await box.collect(sink, since())).toMatchObject({
      complete: false,
      reason: '1 message vanished while being read',
    });
    expect(await box.collect(sink, since())).toMatchObject({ complete: true });
    expect(sink.kept).toHaveLength(1);
  });

  it('reads what is behind a message that it is not given, and comes back for that one', async () => {
    let refuse = true;
    const server = await scripted({
      folders: {
        INBOX: new Map([
          [4, 'four'],
          [5, 'five'],
          [6, 'six'],
        ]),
      },
      onFetch: (uid) => (uid === 5 && refuse ? 'NO [SERVERBUG] can not read it' : 'OK'),
    });
    const sink = memorySink();
    const box = mailbox(server.port, { folders: ['INBOX'] });
    const coverage = await box.collect(sink, since());
    expect(coverage).toMatchObject({
      complete: false,
      reason: expect.stringMatching(/^INBOX: message 5: /),
      folders: [{ path: 'INBOX', lastUid: 4 }],
    });
    expect(sink.kept).toHaveLength(2);
    expect(sink.cursors.get('box\nINBOX')?.lastUid).toBe(4);
    refuse = false;
    expect(await box.collect(sink, since())).toMatchObject({ complete: true });
    expect(sink.offered).toBe(3);
    expect(sink.cursors.get('box\nINBOX')?.lastUid).toBe(6);
  });

  it('is waited for longer each time when it drops every connection after the first look', async () => {
    const server = await scripted({ folders: { INBOX: new Map() }, onIdle: 'drop' });
    const box = mailbox(server.port, { folders: ['INBOX'] }, undefined, { first: 20, most: 60_000 });
    const { heard } = listen(box);
    await expect.poll(() => server.connectedAt.length, { timeout: 20_000 }).toBeGreaterThanOrEqual(7);
    // At least half of 20 + 40 + 80 + 160 + 320 + 640 ms.
    expect(server.connectedAt[6]! - server.connectedAt[0]!).toBeGreaterThan(600);
    // Six losses, one line in the ledger.
    expect(heard.failures).toHaveLength(1);
  });

  it('is given up when a look takes too long, and looked at anew', async () => {
    let trickle = true;
    const server = await scripted({
      folders: { INBOX: new Map([[1, 'late']]) },
      onSearch: () => (trickle ? 'trickle' : 'answer'),
    });
    const box = mailbox(server.port, { folders: ['INBOX'] }, undefined, undefined, 200);
    const { heard, sink } = listen(box);
    await heard.failure('imap-slow');
    expect(await box.collect(sink, since())).toMatchObject({
      complete: false,
      reason: 'a look took longer than 0.2 s',
    });
    trickle = false;
    await sink.until((kept) => kept.length === 1);
  });

  it('does not get our password into the record by echoing it', async () => {
    const pass = 'correct-horse-battery';
    const server = await scripted({
      folders: { INBOX: new Map() },
      onLogin: (line) =>
        `NO [AUTHENTICATIONFAILED] what is ${Buffer.from(`x${pass}`).toString('base64')} in ${line}`,
    });
    const { heard } = listen(mailbox(server.port, {}, { PASSWORD: pass }));
    await heard.failure('imap-auth');
    expect(heard.failures[0]!.reason).toMatch(/^AUTHENTICATIONFAILED .*what is \*\*\* in/);
    expect(heard.failures[0]!.reason).not.toContain('horse');
  });
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
