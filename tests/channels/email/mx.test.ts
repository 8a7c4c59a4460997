import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { createMxSource } from '../../../src/channels/email/mx.ts';
import { MxSource } from '../../../src/model/settings.ts';
import { testCertificate } from '../../servers/certificate.ts';
import { freePort } from '../../servers/free-port.ts';
import { listenerOn, memorySink, realClock } from '../fakes.ts';

const base = { domain: 'research.test' };
const ALIAS = 'anna.abcdefgh23@research.test';
const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

async function exchanger(
  source: Record<string, unknown> = {},
  alias: { domain: string; mailbox?: string } = base,
) {
  const clock = realClock();
  const sink = memorySink();
  const heard = listenerOn(sink);
  const mx = createMxSource(
    {
      source: MxSource.parse({ kind: 'mx', name: 'mx', port: 0, ...source }),
      base: alias,
      baseDir: '/',
      maxBytes: 65_536,
    },
    clock,
    { first: 20, most: 40 },
  );
  const stop = new AbortController();
  const done = mx.listen(heard, stop.signal);
  stops.push(async () => {
    stop.abort();
    await done.catch(() => {});
  });
  const opened = await mx.ready();
  return { mx, clock, sink, heard, stop, done, opened, port: opened.bound?.port ?? 0 };
}

/** Sends lines one by one, waiting for each reply; returns the replies. */
async function dialogue(port: number, lines: (string | Buffer)[], leave = true): Promise<string[]> {
  const socket = connect(port, '127.0.0.1');
  const replies: string[] = [];
  let text = '';
  let tell = () => {};
  socket.on('error', () => {});
  socket.on('close', () => {
    replies.push('closed');
    tell();
  });
  socket.on('data', (chunk) => {
    text += chunk;
    for (;;) {
      const match = /^(?:\d{3}-.*\r\n)*\d{3} .*\r\n/.exec(text);
      if (!match) break;
      replies.push(match[0].trim().split('\r\n').at(-1)!);
      text = text.slice(match[0].length);
      tell();
    }
  });
  const reply = async (n: number) => {
    while (replies.length < n)
      await new Promise<void>((resolve) => {
        tell = resolve;
      });
  };
  await reply(1);
  for (const [i, line] of lines.entries()) {
    socket.write(line);
    await reply(i + 2);
  }
  if (leave) socket.destroy();
  return replies;
}

const TO_US = ['EHLO x.test\r\n', 'MAIL FROM:<help@lender.test>\r\n', `RCPT TO:<${ALIAS}>\r\n`, 'DATA\r\n'];

describe('whom it takes mail for', () => {
  it('our aliases only', async () => {
    const { port } = await exchanger();
    const replies = await dialogue(port, [
      'EHLO x.test\r\n',
      'MAIL FROM:<>\r\n',
      'RCPT TO:<nobody@research.test>\r\n',
      'RCPT TO:<anna@research.test>\r\n',
      'RCPT TO:<anna.abcdefgh23@elsewhere.test>\r\n',
      'RCPT TO:<anna.abcdefgh23%elsewhere.test@other.test>\r\n',
      `RCPT TO:<${ALIAS.toUpperCase()}>\r\n`,
      'RCPT TO:<b-abcdefgh23@research.test> NOTIFY=NEVER\r\n',
      'RCPT TO:<c-abcdefgh23@research.test>\r\n',
    ]);
    expect(replies.slice(2).map((r) => r.slice(0, 9))).toEqual([
      '250 Accep',
      '550 5.1.1',
      '550 5.1.1',
      '550 5.7.1',
      '550 5.7.1',
      '250 Accep',
      '250 Accep',
      '250 Accep',
    ]);
  });

  it('with plus aliases of one mailbox too', async () => {
    const { port } = await exchanger({}, { domain: 'id.test', mailbox: 'research@post.test' });
    const replies = await dialogue(port, [
      'EHLO x.test\r\n',
      'MAIL FROM:<>\r\n',
      'RCPT TO:<research+abcdefgh23@post.test>\r\n',
      'RCPT TO:<research@post.test>\r\n',
    ]);
    expect(replies.slice(3).map((r) => r.slice(0, 3))).toEqual(['250', '550']);
  });

  it('not for more than its limit at once', async () => {
    const { port } = await exchanger();
    const replies = await dialogue(port, [
      'EHLO x.test\r\n',
      'MAIL FROM:<>\r\n',
      ...Array.from(
        { length: 21 },
        (_, i) => `RCPT TO:<anna.abcdefgh${String.fromCharCode(97 + i)}2@research.test>\r\n`,
      ),
    ]);
    expect(replies.at(-1)).toMatch(/^452/);
  });
});

describe('sizes', () => {
  it('refuses a declared size over its limit with 552', async () => {
    const { port } = await exchanger();
    const [, , reply] = await dialogue(port, ['EHLO x.test\r\n', 'MAIL FROM:<a@b.test> SIZE=30000000\r\n']);
    expect(reply).toMatch(/^552/);
  });

  it('refuses an endless message with 552, keeps none of it, and says so', async () => {
    const { port, sink, heard } = await exchanger();
    const line = `${'x'.repeat(998)}\r\n`;
    const replies = await dialogue(port, [...TO_US, `${line.repeat(27_000)}.\r\n`]);
    expect(replies.at(-1)).toMatch(/^552/);
    expect(sink.kept).toEqual([]);
    expect(heard.failures).toEqual([expect.objectContaining({ code: 'mx-oversized' })]);
  }, 20_000);
});

describe('a broken exchange', () => {
  it('leaves nothing when the sender goes away before the final dot', async () => {
    const { port, sink, clock, mx } = await exchanger();
    await dialogue(port, TO_US);
    const socket = connect(port, '127.0.0.1');
    socket.write(`${TO_US.join('')}Subject: half\r\n\r\nno end`);
    await new Promise((resolve) => socket.once('data', resolve));
    socket.destroy();
    await expect.poll(() => clock.held).toBe(0);
    expect((await mx.collect(sink, 0)).complete).toBe(true);
    expect(sink.kept).toEqual([]);
  });

  it('does not take a message that ends without its dot for a whole one (no smuggling)', async () => {
    const { port, sink } = await exchanger();
    const replies = await dialogue(port, [
      ...TO_US,
      `Subject: a\r\n\r\nx\n.\nMAIL FROM:<evil@x.test>\nRCPT TO:<${ALIAS}>\nDATA\nSubject: b\r\n\r\ny\r\n.\r\n`,
    ]);
    expect(replies.filter((r) => r.startsWith('250 OK'))).toHaveLength(1);
    expect(sink.kept).toHaveLength(1);
    expect(sink.text(0)).toContain('evil@x.test');
  });
});

it('holds a jumping clock while a message is in hand, and no longer', async () => {
  const { port, sink, clock } = await exchanger();
  let heldAtCommit = 0;
  sink.gate = async () => {
    heldAtCommit = clock.held;
  };
  await dialogue(port, ['EHLO x.test\r\n'], false);
  expect(clock.held).toBe(0);
  await dialogue(port, [...TO_US, 'Subject: s\r\n\r\nx\r\n.\r\n'], false);
  expect(heldAtCommit).toBe(1);
  await expect.poll(() => clock.held).toBe(0);
});

it('acknowledges only what is kept, and vouches for it only then', async () => {
  const { port, sink, mx } = await exchanger();
  let open = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  let reached = () => {};
  const atGate = new Promise<void>((resolve) => {
    reached = resolve;
  });
  sink.gate = () => {
    reached();
    return gate;
  };
  let acknowledged = false;
  const sending = dialogue(port, [...TO_US, 'Subject: s\r\n\r\nx\r\n.\r\n']).then((replies) => {
    acknowledged = true;
    return replies;
  });
  await atGate;
  let covered = false;
  const collecting = mx.collect(sink, 0).then((coverage) => {
    covered = true;
    return coverage;
  });
  await sleep(30);
  expect({ acknowledged, covered }).toEqual({ acknowledged: false, covered: false });
  open();
  expect((await sending).at(-1)).toMatch(/^250/);
  expect(await collecting).toMatchObject({ complete: true });
  expect(sink.kept).toHaveLength(1);
});

it('covers from when it began to listen, and nothing once it has stopped', async () => {
  const before = Date.now();
  const { mx, sink, stop, done } = await exchanger();
  const coverage = await mx.collect(sink, 0);
  expect(coverage).toMatchObject({ complete: true, folders: [] });
  expect(Date.parse(coverage.from)).toBeGreaterThanOrEqual(before);
  stop.abort();
  await done;
  expect(await mx.collect(sink, 0)).toMatchObject({
    complete: false,
    reason: 'the mail exchanger is not listening',
  });
});

it('takes the same message in the same envelope for one, however often it comes', async () => {
  const { port, sink } = await exchanger();
  for (let n = 0; n < 3; n++) await dialogue(port, [...TO_US, 'Message-ID: <1@l.test>\r\n\r\nx\r\n.\r\n']);
  await dialogue(port, [...TO_US, 'Message-ID: <2@l.test>\r\n\r\nx\r\n.\r\n']);
  expect(sink.offered).toBe(4);
  expect(sink.kept).toHaveLength(2);
});

it('comes back when its port is free again', async () => {
  const port = await freePort();
  const squatter = createServer();
  await new Promise<void>((resolve) => squatter.listen(port, '127.0.0.1', resolve));
  const { opened, heard, mx, sink } = await exchanger({ port });
  expect(opened.failed).toContain('EADDRINUSE');
  expect(heard.failures[0]).toMatchObject({ account: 'mx', code: 'mx-port-taken' });
  expect((await mx.preflight()).find((c) => !c.ok)?.name).toBe(`mx mx: port ${port} on 127.0.0.1`);
  await new Promise((resolve) => squatter.close(resolve));
  await expect.poll(async () => (await mx.collect(sink, 0)).complete).toBe(true);
});

describe('its certificate', () => {
  it('is the configured one', async () => {
    const { certFile, keyFile } = await testCertificate();
    const { opened } = await exchanger({ certFile, keyFile });
    expect(opened.bound).toBeDefined();
  });
  it.each([
    [{ certFile: '/nowhere/cert.pem', keyFile: '/nowhere/key.pem' }, 'cannot read /nowhere/cert.pem: ENOENT'],
    [{ certFile: '/nowhere/cert.pem' }, 'needs certFile and keyFile together'],
    [{ certFile: '/etc/hostname', keyFile: '/etc/hostname' }, 'holds no PEM certificate'],
  ])('%o is a set-up error', async (source, message) => {
    const { done, opened } = await exchanger(source);
    await expect(done).rejects.toThrow(message);
    expect(opened.failed).toContain(message);
  });
});
