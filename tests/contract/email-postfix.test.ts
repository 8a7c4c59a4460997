/**
 * The whole way over a real MTA: our submission is a Postfix, the lender is behind it, and replies, own copies, bounces
 * and delayed notices come back through it, by LMTP into a Dovecot or by SMTP into our own exchanger.
 */
import nodemailer from 'nodemailer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEmailChannel, type EmailChannel } from '../../src/channels/email/index.ts';
import { readAlias } from '../../src/model/alias.ts';
import { Settings } from '../../src/model/settings.ts';
import { type Kept, listenerOn, type MemorySink, memorySink, realClock } from '../channels/fakes.ts';
import { anOrder } from '../channels/orders.ts';
import { type Dovecot, startDovecot } from '../servers/dovecot.ts';
import { freePort } from '../servers/free-port.ts';
import { missing } from '../servers/package-binaries.ts';
import { type Postfix, startPostfix } from '../servers/postfix.ts';
import { type SmtpHost, startSmtpHost } from '../servers/smtp-host.ts';

const DOMAIN = 'research.test';
const skip = missing('postfix');
const skipDovecot = missing('dovecot') ?? skip;

interface Behind {
  inbound: unknown;
  transport: string;
  close(): Promise<void>;
}

async function dovecotBehind(): Promise<Behind> {
  const server: Dovecot = await startDovecot();
  return {
    transport: `lmtp:inet:127.0.0.1:${server.lmtpPort}`,
    inbound: {
      kind: 'imap',
      name: 'mailbox',
      host: 'localhost',
      port: server.imapPort,
      security: 'starttls',
      caFile: server.certificate.certFile,
      auth: { kind: 'password', user: server.mailbox, passwordEnv: 'PASSWORD' },
    },
    close: () => server.close(),
  };
}

async function exchangerBehind(): Promise<Behind> {
  const port = await freePort();
  return {
    transport: `smtp:[127.0.0.1]:${port}`,
    inbound: { kind: 'mx', name: 'mx', host: '127.0.0.1', port },
    close: async () => {},
  };
}

const cases = [
  { name: 'Dovecot by LMTP', make: dovecotBehind, skip: skipDovecot },
  { name: 'our own exchanger by SMTP', make: exchangerBehind, skip },
];

describe.each(cases)('Postfix, delivering to $name', ({ make, skip: why }) => {
  describe.skipIf(why !== null)('', () => {
    let behind: Behind;
    let lender: SmtpHost;
    let postfix: Postfix;
    let channel: EmailChannel;
    let sink: MemorySink;
    let answering: ((to: string, messageId: string) => Promise<void>) | null = null;
    const stop = new AbortController();
    let listening: Promise<void>;

    beforeAll(async () => {
      behind = await make();
      lender = await startSmtpHost({
        refuse: (to) =>
          to.startsWith('gone@')
            ? '550 5.1.1 No such user here'
            : to.startsWith('slow@')
              ? '451 4.2.0 Try again later'
              : null,
        accept: async (message) => {
          const id = /^Message-ID: (.*)$/im.exec(Buffer.from(message.raw).toString())?.[1] ?? '';
          const from = /^From: .*<(.*)>/im.exec(Buffer.from(message.raw).toString())?.[1] ?? '';
          await answering?.(from, id.trim());
          return null;
        },
      });
      postfix = await startPostfix({
        [DOMAIN]: behind.transport,
        'lender.test': `smtp:[127.0.0.1]:${lender.port}`,
      });
      const settings = Settings.parse({
        email: {
          domain: DOMAIN,
          smtp: {
            host: 'localhost',
            port: postfix.port,
            security: 'starttls',
            caFile: postfix.certificate.certFile,
          },
          inbound: [behind.inbound],
        },
      });
      channel = createEmailChannel({
        settings: settings.email,
        secrets: (env) => (env === 'PASSWORD' ? 'secret' : undefined),
        baseDir: '/',
        clock: realClock(),
      });
      sink = memorySink();
      listening = channel.listen(listenerOn(sink), stop.signal);
      expect((await channel.ready()).failed).toEqual([]);
    }, 60_000);
    afterAll(async () => {
      stop.abort();
      await listening;
      await postfix?.close();
      await lender?.close();
      await behind?.close();
    });

    const of = (token: string, use: string) => (kept: Kept[]) =>
      kept.filter((k) =>
        k.capture.correlation.recipients.some((r) => {
          const alias = readAlias({ domain: DOMAIN }, r);
          return alias?.token === token && alias.use === use;
        }),
      );

    it('carries a probe there, the reply back, and a copy to ourselves', async () => {
      answering = async (to, id) => {
        const mta = nodemailer.createTransport({
          host: '127.0.0.1',
          port: postfix.port,
          secure: false,
          tls: { rejectUnauthorized: false },
        });
        await mta.sendMail({
          from: 'help@lender.test',
          to,
          subject: 'Re: your question',
          inReplyTo: id,
          references: id,
          text: 'It costs 500.',
        });
      };
      const token = 'aaaaaaaa22';
      const order = anOrder({ token });
      const message = await channel.compose(order);
      expect(await channel.send(order, message)).toMatchObject({ outcome: 'sent' });
      await sink.until((kept) => of(token, 'reply')(kept).length === 2);
      const [first, second] = of(token, 'reply')(sink.kept);
      const [copy, reply] =
        first!.capture.correlation.messageId === message.messageId ? [first!, second!] : [second!, first!];
      expect(copy.capture.correlation.envelopeFrom).toBe(`b-${token}@${DOMAIN}`);
      // The MTA adds trace headers on top; ours are untouched below them.
      expect(Buffer.from(copy.raw).toString()).toContain(Buffer.from(message.raw).toString());
      expect(reply.capture.correlation).toMatchObject({
        envelopeFrom: 'help@lender.test',
        inReplyTo: [message.messageId],
        references: [message.messageId],
      });
      answering = null;
    }, 60_000);

    it('brings a canary back', async () => {
      const token = 'cccccccc22';
      expect(await channel.sendCanary(token, Date.now())).toMatchObject({ outcome: 'sent' });
      await sink.until((kept) => of(token, 'canary')(kept).length === 1);
    }, 60_000);

    it("brings the MTA's bounce for a dead address to the bounce alias", async () => {
      const token = 'bbbbbbbb22';
      const order = anOrder({ token, address: 'gone@lender.test' });
      const message = await channel.compose(order);
      expect(await channel.send(order, message)).toMatchObject({ outcome: 'sent' });
      await sink.until((kept) => of(token, 'bounce')(kept).length === 1);
      const [bounce] = of(token, 'bounce')(sink.kept);
      const text = Buffer.from(bounce!.raw).toString();
      expect(bounce!.capture.correlation.envelopeFrom).toBe('');
      expect(text).toMatch(/Action: failed/);
      expect(text).toMatch(/Status: 5\.1\.1/);
      expect(text).toContain(`Original-Envelope-Id: ${token}`);
      expect(text).toContain(message.messageId);
      // And the copy to ourselves shows that our side took it.
      await sink.until((kept) => of(token, 'reply')(kept).length === 1);
    }, 60_000);

    it('brings the delayed notice and then the failure of a deferring host', async () => {
      const token = 'dddddddd22';
      const order = anOrder({ token, address: 'slow@lender.test' });
      expect(await channel.send(order, await channel.compose(order))).toMatchObject({ outcome: 'sent' });
      const actions = (kept: Kept[]) =>
        of(
          token,
          'bounce',
        )(kept).map((k) => /^Action: (.*)$/m.exec(Buffer.from(k.raw).toString())?.[1]?.trim());
      await sink.until((kept) => actions(kept).includes('delayed'));
      await sink.until((kept) => actions(kept).includes('failed'));
    }, 90_000);
  });
});

describe.skipIf(skip !== null)('Postfix to our own exchanger while it is down', () => {
  it('keeps the mail and brings it when we are back', async () => {
    const port = await freePort();
    const postfix = await startPostfix({ [DOMAIN]: `smtp:[127.0.0.1]:${port}` });
    const settings = Settings.parse({
      email: {
        domain: DOMAIN,
        smtp: { host: '127.0.0.1', port: postfix.port, security: 'none' },
        inbound: [{ kind: 'mx', name: 'mx', host: '127.0.0.1', port }],
      },
    });
    const make = () =>
      createEmailChannel({
        settings: settings.email,
        secrets: () => undefined,
        baseDir: '/',
        clock: realClock(),
      });
    const sink = memorySink();
    const down = make();
    const tokens = ['a', 'b', 'c', 'd', 'e'].map((c) => c.repeat(10));
    for (const token of tokens)
      expect(await down.sendCanary(token, Date.now())).toMatchObject({ outcome: 'sent' });
    expect(await down.collect(sink, 0)).toMatchObject([
      { complete: false, reason: 'the mail exchanger is not listening' },
    ]);
    const stop = new AbortController();
    const up = make();
    const listening = up.listen(listenerOn(sink), stop.signal);
    await up.ready();
    await sink.until((kept) => kept.length >= tokens.length);
    expect(sink.kept.map((k) => k.capture.correlation.recipients[0]).sort()).toEqual(
      tokens.map((t) => `c-${t}@${DOMAIN}`),
    );
    stop.abort();
    await listening;
    await postfix.close();
  }, 60_000);
});
