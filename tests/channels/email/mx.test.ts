import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { createMxSource } from '../../../src/channels/email/mx.ts';
import type { AllowanceLimits } from '../../../src/channels/email/mx-allowance.ts';
import { MOST_PER_ADDRESS } from '../../../src/channels/email/mx-guests.ts';
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
  limits?: AllowanceLimits,
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
    limits,
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

  it('and complaints about us, as every domain must', async () => {
    const { port, sink } = await exchanger({}, { domain: 'research.test', mailbox: 'me@post.test' });
    const replies = await dialogue(port, [
      'EHLO x.test\r\n',
      'MAIL FROM:<desk@lender.test>\r\n',
      'RCPT TO:<postmaster>\r\n',
      'RCPT TO:<Abuse@research.test>\r\n',
      'RCPT TO:<postmaster@POST.test>\r\n',
      'RCPT TO:<abuse@elsewhere.test>\r\n',
      'DATA\r\n',
      'Subject: stop it\r\n\r\nplease\r\n.\r\n',
    ]);
    expect(replies.slice(3).map((r) => r.slice(0, 3))).toEqual(['250', '250', '250', '550', '354', '250']);
    expect(sink.kept[0]!.capture.correlation.recipients).toEqual([
      'postmaster',
      'abuse@research.test',
      'postmaster@post.test',
    ]);
  });

  it('not for more than its limit at once', async () => {
    const { port } = await exchanger();
    const replies = await dialogue(port, [
      'EHLO x.test\r\n',
      'MAIL FROM:<>\r\n',
      ...Array.from(
        { length: 101 },
        (_, i) =>
          `RCPT TO:<anna.abcdefg${String.fromCharCode(97 + Math.floor(i / 20), 97 + (i % 20))}2@research.test>\r\n`,
      ),
    ]);
    expect(replies.at(-2)).toMatch(/^250/);
    expect(replies.at(-1)).toMatch(/^452/);
  });
});

describe('sizes', () => {
  it('keeps the beginning of a reply with large scans, whatever size it declares', async () => {
    const { port, sink, heard } = await exchanger();
    const line = `${'x'.repeat(998)}\r\n`;
    const replies = await dialogue(port, [
      'EHLO x.test\r\n',
      'MAIL FROM:<help@lender.test> SIZE=500000000\r\n',
      `RCPT TO:<${ALIAS}>\r\n`,
      'DATA\r\n',
      `Subject: scans\r\n\r\n${line.repeat(30_000)}.\r\n`,
    ]);
    expect(replies.at(-1)).toMatch(/^250/);
    expect(sink.kept[0]!.capture).toMatchObject({ bytes: 65_536, truncatedFrom: 30_000_018 });
    expect(heard.failures).toEqual([]);
  }, 20_000);

  it('hangs up on an endless message, keeps none of it, and says so', async () => {
    const { port, sink, heard, mx, clock } = await exchanger();
    const before = Date.parse((await mx.collect(sink, 0)).from);
    const line = `${'x'.repeat(998)}\r\n`;
    const replies = await dialogue(port, [...TO_US, line.repeat(110_000)]);
    expect(replies.at(-1)).toBe('closed');
    expect(sink.kept).toEqual([]);
    expect(heard.failures).toEqual([expect.objectContaining({ code: 'mx-oversized' })]);
    expect(Date.parse((await mx.collect(sink, 0)).from)).toBeGreaterThan(before);
    await expect.poll(() => clock.held).toBe(0);
  }, 30_000);
});

describe('what we ourselves turned away', () => {
  const aMoment = () => sleep(2);
  /** When the coverage begins, before and after. */
  async function gap(
    { mx, sink }: Awaited<ReturnType<typeof exchanger>>,
    refusal: () => Promise<unknown>,
  ): Promise<[number, number]> {
    const before = await mx.collect(sink, 0);
    await aMoment();
    const at = Date.now();
    await refusal();
    const after = await mx.collect(sink, 0);
    expect([before.complete, after.complete]).toEqual([true, true]);
    expect(Date.parse(before.from)).toBeLessThan(at);
    return [at, Date.parse(after.from)];
  }

  it('leaves the coverage incomplete when a message could not be kept, until it comes again', async () => {
    const { mx, sink, port, heard } = await exchanger();
    const send = () => dialogue(port, [...TO_US, 'Subject: x\r\n\r\nanswer\r\n.\r\n']);
    sink.gate = async () => {
      throw new Error('disk');
    };
    await aMoment();
    const at = Date.now();
    for (let n = 0; n < 2; n++) expect((await send()).at(-1)).toMatch(/^451/);
    const meanwhile = await mx.collect(sink, 0);
    expect(meanwhile).toMatchObject({ complete: false, reason: '1 deferred and not yet come again' });
    // One line for both.
    expect(heard.failures).toEqual([expect.objectContaining({ code: 'sink-failed' })]);
    sink.gate = async () => {};
    expect((await send()).at(-1)).toMatch(/^250/);
    const after = await mx.collect(sink, 0);
    expect(after).toMatchObject({ complete: true });
    expect(Date.parse(after.from)).toBeGreaterThanOrEqual(at);
  });

  it('makes the look incomplete during which it happened', async () => {
    const { mx, sink, port } = await exchanger();
    let fail = () => {};
    let reached = () => {};
    const atGate = new Promise<void>((resolve) => {
      reached = resolve;
    });
    sink.gate = () => {
      reached();
      return new Promise((_, reject) => {
        fail = () => reject(new Error('disk'));
      });
    };
    const sending = dialogue(port, [...TO_US, 'Subject: x\r\n\r\nanswer\r\n.\r\n']);
    await atGate;
    const looking = mx.collect(sink, 0);
    fail();
    expect(await looking).toMatchObject({
      complete: false,
      reason: 'mail was turned away during this look',
    });
    expect((await sending).at(-1)).toMatch(/^451/);
  });

  it('is a gap when one address has too many connections', async () => {
    const all = await exchanger();
    const crowd = Array.from({ length: MOST_PER_ADDRESS }, () =>
      connect(all.port, '127.0.0.1').on('error', () => {}),
    );
    await Promise.all(crowd.map((s) => new Promise((resolve) => s.once('data', resolve))));
    const [at, from] = await gap(all, async () => {
      expect((await dialogue(all.port, []))[0]).toMatch(/^421/);
    });
    for (const socket of crowd) socket.destroy();
    expect(from).toBeGreaterThanOrEqual(at);
    expect(all.heard.failures).toEqual([expect.objectContaining({ code: 'mx-crowded' })]);
  });

  it('is a gap when the day is full, and complaints do not use up what is for answers', async () => {
    const all = await exchanger({}, base, {
      alias: { messages: 2, bytes: 1_000_000 },
      role: { messages: 10, bytes: 10 },
    });
    const mail = (to: string) =>
      dialogue(all.port, [
        'EHLO x.test\r\n',
        'MAIL FROM:<help@lender.test>\r\n',
        `RCPT TO:<${to}>\r\n`,
        'DATA\r\n',
        `Subject: ${to} ${all.sink.offered}\r\n\r\nx\r\n.\r\n`,
      ]);
    expect((await mail('abuse@research.test')).at(-1)).toMatch(/^250/);
    const [at, from] = await gap(all, async () => {
      expect((await mail('abuse@research.test'))[3]).toMatch(/^451/);
    });
    expect(from).toBeGreaterThanOrEqual(at);
    expect((await mail(ALIAS)).at(-1)).toMatch(/^250/);
    expect((await mail(ALIAS)).at(-1)).toMatch(/^250/);
    expect((await mail(ALIAS))[3]).toMatch(/^451/);
    expect(all.sink.kept).toHaveLength(3);
    expect(all.heard.failures).toEqual([expect.objectContaining({ code: 'mx-flooded' })]);
  });

  it('is a gap when we end a transaction, not when we end an idle connection', async () => {
    const all = await exchanger();
    const nonsense = Array.from({ length: 10 }, () => 'NONSENSE\r\n');
    await dialogue(all.port, ['EHLO x.test\r\n', ...nonsense]);
    const [at, from] = await gap(all, async () => {
      const replies = await dialogue(all.port, [...TO_US.slice(0, 3), ...nonsense]);
      expect(replies.find((r) => r.startsWith('421'))).toBeDefined();
      await all.heard.failure('mx-broken-off');
    });
    expect(from).toBeGreaterThanOrEqual(at);
    expect(all.heard.failures).toHaveLength(1);
  });
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
