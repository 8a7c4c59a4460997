/**
 * What the e-mail channel promises, whatever server stands behind it. Each `email-*.test.ts` brings one server.
 * Nothing here sleeps: everything waits for the event it is about.
 */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createEmailChannel, type EmailChannel } from '../../src/channels/email/index.ts';
import { readAlias } from '../../src/model/alias.ts';
import { Coverage } from '../../src/model/evidence.ts';
import { type EmailSettings, Settings } from '../../src/model/settings.ts';
import { type Heard, listenerOn, type MemorySink, memorySink, realClock } from '../channels/fakes.ts';
import { anOrder } from '../channels/orders.ts';
import { type SmtpHost, startSmtpHost, type Taken } from '../servers/smtp-host.ts';

export interface Arriving {
  from: string;
  to: string;
  raw: Uint8Array;
}

/** One kind of mail server of ours. */
export interface Rig {
  inbound: EmailSettings['inbound'];
  secrets?: Record<string, string>;
  /** Brings a message to our mailbox, as a sender's MTA would. Rejects when it is refused. */
  arrives(message: Arriving): Promise<void>;
  /** What only a mailbox that outlives us can do; absent for our own exchanger. */
  imap?: {
    /** Brings a message to the spam folder. */
    intoJunk(message: Arriving): Promise<void>;
    stop(): Promise<void>;
    start(): Promise<void>;
    changeUidValidity(): Promise<void>;
    /** A message that the server took at that time. */
    backDated(message: Arriving, taken: Date): Promise<void>;
  };
  /** Called when the channel's own exchangers are bound. */
  bound?(mx: { host: string; port: number }[]): void;
  close(): Promise<void>;
}

export const OUR_DOMAIN = 'research.test';
export const TOKEN = 'abcdefgh23';
export const ALIAS = `anna.${TOKEN}@${OUR_DOMAIN}`;
const MAX_BYTES = 65_536;

export const replyTo = (alias: string, text: string, extra: string[] = []): Uint8Array =>
  Buffer.from(
    [
      'From: Support <help@lender.test>',
      `To: <${alias}>`,
      'Subject: Re: A question about a small loan',
      `Message-ID: <reply-${text.length}-${text.slice(0, 20).replace(/[^a-z0-9]/gi, '')}@lender.test>`,
      ...extra,
      '',
      text,
      '',
    ].join('\r\n'),
    'latin1',
  );

/** `way` says which of the expectations there are: those of a mailbox do not exist for an exchanger. */
export function describeEmailChannel(
  name: string,
  way: 'mailbox' | 'exchanger',
  makeRig: () => Promise<Rig>,
  skip: string | null,
): void {
  describe.skipIf(skip !== null)(`e-mail over ${name}`, () => {
    let rig: Rig;
    let submission: SmtpHost;
    let sink: MemorySink;
    let lenderGot: Taken[];
    const running: { stop: AbortController; done: Promise<void> }[] = [];

    beforeEach(async () => {
      rig = await makeRig();
      sink = memorySink();
      lenderGot = [];
      submission = await startSmtpHost({
        users: { research: 'submission-secret' },
        accept: async (message) => {
          for (const to of message.to)
            if (to.endsWith(`@${OUR_DOMAIN}`))
              await rig.arrives({ from: message.from, to, raw: message.raw });
            else lenderGot.push(message);
          return null;
        },
      });
    });
    afterEach(async () => {
      for (const { stop } of running) stop.abort();
      await Promise.all(running.splice(0).map((r) => r.done));
      await submission.close();
      await rig.close();
    });

    const channelWith = (inbound = rig.inbound): EmailChannel => {
      const settings = Settings.parse({
        email: {
          domain: OUR_DOMAIN,
          smtp: {
            host: 'localhost',
            port: submission.port,
            security: 'starttls',
            caFile: submission.certificate.certFile,
            auth: { kind: 'password', user: 'research', passwordEnv: 'SMTP_PASSWORD' },
          },
          inbound,
          maxMessageBytes: MAX_BYTES,
        },
      });
      return createEmailChannel({
        settings: settings.email,
        secrets: (env) => ({ SMTP_PASSWORD: 'submission-secret', ...rig.secrets })[env],
        baseDir: '/',
        clock: realClock(),
      });
    };

    const listening = async (
      channel = channelWith(),
      since?: number,
    ): Promise<{ heard: Heard; stop(): Promise<void> }> => {
      const heard = listenerOn(sink, since);
      const stop = new AbortController();
      const done = channel.listen(heard, stop.signal);
      running.push({ stop, done });
      const { mx, failed } = await channel.ready();
      expect(failed).toEqual([]);
      rig.bound?.(mx);
      return {
        heard,
        stop: () => {
          stop.abort();
          return done;
        },
      };
    };

    const since = () => Date.now() - 3_600_000;
    const bodies = () => sink.kept.map((k) => Buffer.from(k.raw).toString('latin1'));

    it('sends a probe: the lender gets the composed bytes, and our own copy comes back', async () => {
      const channel = channelWith();
      await listening(channel);
      const order = anOrder({ token: TOKEN });
      const message = await channel.compose(order);
      const before = Date.now();
      const receipt = await channel.send(order, message);
      expect(receipt).toMatchObject({ outcome: 'sent' });
      if (receipt.outcome === 'sent') {
        expect(receipt.acceptedAt).toBeGreaterThanOrEqual(before);
        expect(receipt.acceptedAt).toBeLessThanOrEqual(Date.now());
      }
      expect(lenderGot).toHaveLength(1);
      expect(Buffer.from(lenderGot[0]!.raw).equals(Buffer.from(message.raw))).toBe(true);
      expect(lenderGot[0]).toMatchObject({
        from: `b-${TOKEN}@${OUR_DOMAIN}`,
        to: ['help@lender.test', ALIAS],
        tls: true,
      });
      await sink.until((kept) => kept.length === 1);
      const { capture } = sink.kept[0]!;
      expect(capture.correlation).toMatchObject({
        recipients: [ALIAS],
        envelopeFrom: `b-${TOKEN}@${OUR_DOMAIN}`,
        messageId: message.messageId,
      });
      expect(Buffer.from(sink.kept[0]!.raw).toString('latin1')).toContain(
        Buffer.from(message.raw).toString('latin1').trimEnd(),
      );
    });

    it('brings a reply with everything that ties it to its probe', async () => {
      const { heard } = await listening();
      const woken = heard.woken;
      await rig.arrives({
        from: 'help@lender.test',
        to: ALIAS,
        raw: replyTo(ALIAS, 'It costs 500.', [
          `In-Reply-To: <${TOKEN}.1@${OUR_DOMAIN}>`,
          `References: <first@lender.test>`,
          ` <${TOKEN}.1@${OUR_DOMAIN}>`,
          'Date: Mon, 3 Aug 2026 10:00:00 +0200',
        ]),
      });
      await sink.until((kept) => kept.length === 1);
      const { capture } = sink.kept[0]!;
      expect(capture.correlation).toEqual({
        recipients: [ALIAS],
        envelopeFrom: 'help@lender.test',
        messageId: expect.stringMatching(/^<reply-.*@lender\.test>$/),
        inReplyTo: [`<${TOKEN}.1@${OUR_DOMAIN}>`],
        references: ['<first@lender.test>', `<${TOKEN}.1@${OUR_DOMAIN}>`],
      });
      expect(readAlias({ domain: OUR_DOMAIN }, capture.correlation.recipients[0]!)).toEqual({
        token: TOKEN,
        use: 'reply',
      });
      expect(capture.clocks.source).toBe('2026-08-03T08:00:00.000Z');
      const { from, to } = capture.clocks.received!;
      expect(Date.parse(to) - Date.parse(from)).toBe(rig.imap ? 999 : 0);
      expect(Math.abs(Date.parse(from) - Date.now())).toBeLessThan(10_000);
      await expect.poll(() => heard.woken).toBeGreaterThan(woken);
    });

    it('sends a canary to itself and sees it', async () => {
      const channel = channelWith();
      await listening(channel);
      const receipt = await channel.sendCanary('zzzzzzzz77', Date.now());
      expect(receipt).toMatchObject({ outcome: 'sent', messageId: `<zzzzzzzz77.1@${OUR_DOMAIN}>` });
      await sink.until((kept) => kept.length === 1);
      expect(readAlias({ domain: OUR_DOMAIN }, sink.kept[0]!.capture.correlation.recipients[0]!)).toEqual({
        token: 'zzzzzzzz77',
        use: 'canary',
      });
    });

    it('says that a look was complete, and until when', async () => {
      const channel = channelWith();
      await listening(channel);
      await rig.arrives({ from: '', to: `b-${TOKEN}@${OUR_DOMAIN}`, raw: replyTo(ALIAS, 'bounce') });
      const before = Date.now();
      const [coverage, ...others] = await channel.collect(sink, since());
      expect(others).toEqual([]);
      expect(Coverage.parse(coverage)).toMatchObject({ account: rig.inbound[0]!.name, complete: true });
      expect(Date.parse(coverage!.to)).toBeGreaterThanOrEqual(before);
      expect(Date.parse(coverage!.to)).toBeLessThanOrEqual(Date.now());
      // What had arrived by `to` is in the sink when collect resolves.
      expect(sink.kept).toHaveLength(1);
      expect(sink.kept[0]!.capture.correlation.envelopeFrom).toBe('');
    });

    it('keeps the beginning of an oversized message and says that it was cut', async () => {
      await listening();
      const raw = replyTo(ALIAS, `start ${'0123456789abcdef\r\n'.repeat(20_000)}`);
      await rig.arrives({ from: 'help@lender.test', to: ALIAS, raw });
      await sink.until((kept) => kept.length === 1);
      const { capture, raw: keptBytes } = sink.kept[0]!;
      expect(capture.bytes).toBe(MAX_BYTES);
      expect(keptBytes.byteLength).toBe(MAX_BYTES);
      expect(capture.truncatedFrom).toBeGreaterThanOrEqual(raw.byteLength);
      expect(capture.truncatedFrom).toBeLessThan(raw.byteLength + 2000);
      expect(capture.correlation.recipients).toEqual([ALIAS]);
      await rig.arrives({ from: 'help@lender.test', to: ALIAS, raw: replyTo(ALIAS, 'the next one') });
      await sink.until((kept) => kept.length === 2);
      expect(sink.text(1)).toContain('the next one');
    });

    it('keeps malformed bytes as they came', async () => {
      await listening();
      const garbage = Array.from({ length: 255 }, (_, i) =>
        i + 1 === 10 || i + 1 === 13 ? 'x' : String.fromCharCode(i + 1),
      ).join('');
      const raw = Buffer.from(
        `Subject: =?broken?Q?\r\nContent-Type: multipart/mixed; boundary="never\r\nno colon here\r\n: empty name\r\nDate: the day after\r\n\r\n--never\r\n${garbage}\r\n`,
        'latin1',
      );
      await rig.arrives({ from: 'help@lender.test', to: ALIAS, raw });
      await sink.until((kept) => kept.length === 1);
      expect(sink.text(0).endsWith(raw.toString('latin1'))).toBe(true);
      expect(sink.kept[0]!.capture.clocks.source).toBeUndefined();
    });

    it('keeps a message before it lets go of it', async () => {
      const { heard } = await listening();
      let refuse = true;
      sink.gate = async () => {
        if (refuse) throw Object.assign(new Error('no space left'), { code: 'disk-full' });
      };
      if (rig.imap) {
        await rig.arrives({ from: 'help@lender.test', to: ALIAS, raw: replyTo(ALIAS, 'do not lose me') });
        const [coverage] = await channelWith().collect(sink, since());
        expect(coverage).toMatchObject({ complete: false, reason: expect.stringContaining('no space left') });
        expect(sink.cursors.size === 0 || [...sink.cursors.values()].every((c) => c.lastUid === 0)).toBe(
          true,
        );
        refuse = false;
        const [again] = await channelWith().collect(sink, since());
        expect(again).toMatchObject({ complete: true });
        expect(bodies().filter((b) => b.includes('do not lose me'))).toHaveLength(1);
      } else {
        const tell = rig.arrives({
          from: 'help@lender.test',
          to: ALIAS,
          raw: replyTo(ALIAS, 'do not lose me'),
        });
        await expect(tell).rejects.toMatchObject({ responseCode: 451 });
        expect(sink.kept).toEqual([]);
        expect(heard.failures).toEqual([expect.objectContaining({ code: 'sink-failed' })]);
        refuse = false;
        let committed = false;
        sink.gate = async () => {
          committed = true;
        };
        await rig.arrives({ from: 'help@lender.test', to: ALIAS, raw: replyTo(ALIAS, 'do not lose me') });
        expect(committed).toBe(true);
        expect(sink.kept).toHaveLength(1);
      }
    });

    it('does not double what it has after a restart of its own', async () => {
      const first = await listening();
      for (const n of [1, 2, 3])
        await rig.arrives({ from: 'help@lender.test', to: ALIAS, raw: replyTo(ALIAS, `answer number ${n}`) });
      await sink.until((kept) => kept.length === 3);
      await first.stop();
      await listening();
      await rig.arrives({ from: 'help@lender.test', to: ALIAS, raw: replyTo(ALIAS, 'answer number 4') });
      // A sender that lost our acknowledgement repeats itself.
      if (!rig.imap)
        await rig.arrives({ from: 'help@lender.test', to: ALIAS, raw: replyTo(ALIAS, 'answer number 4') });
      await sink.until((kept) => kept.length >= 4);
      expect(bodies().filter((b) => /answer number \d/.test(b))).toHaveLength(4);
      expect(sink.kept).toHaveLength(4);
    });

    it('passes its own preflight, which contacts nobody else', async () => {
      const { ok, checks } = await channelWith().preflight();
      expect(checks.filter((c) => !c.ok)).toEqual([]);
      expect(ok).toBe(true);
      expect(checks.length).toBeGreaterThanOrEqual(5);
      expect(submission.taken).toEqual([]);
    });

    it('stops when it is told to', async () => {
      const { stop, heard } = await listening();
      await stop();
      expect(heard.failures).toEqual([]);
    });

    const imapOnly = (title: string, test: () => Promise<void>) => {
      if (way === 'mailbox') it(title, test);
    };

    imapOnly('reads the spam folder', async () => {
      const channel = channelWith();
      await listening(channel);
      await rig.imap!.intoJunk({
        from: 'help@lender.test',
        to: ALIAS,
        raw: replyTo(ALIAS, 'I was taken for spam'),
      });
      const [coverage] = await channel.collect(sink, since());
      expect(coverage!.folders.map((f) => f.path).sort()).toHaveLength(2);
      expect(sink.kept).toHaveLength(1);
      expect(sink.kept[0]!.capture.key).not.toMatch(/^INBOX\//);
      expect(sink.kept[0]!.capture.correlation.recipients).toEqual([ALIAS]);
    });

    imapOnly('loses nothing when the server goes away in the middle', async () => {
      const channel = channelWith();
      const { heard } = await listening(channel);
      for (let n = 0; n < 5; n++)
        await rig.arrives({ from: 'help@lender.test', to: ALIAS, raw: replyTo(ALIAS, `before ${n}`) });
      await rig.imap!.stop();
      const [down] = await channel.collect(sink, since());
      expect(down).toMatchObject({ complete: false });
      expect(down!.reason).not.toBe('');
      await rig.imap!.start();
      for (let n = 0; n < 5; n++)
        await rig.arrives({ from: 'help@lender.test', to: ALIAS, raw: replyTo(ALIAS, `after ${n}`) });
      // Not collected: the listener must come back by itself.
      await sink.until((kept) => kept.length >= 10);
      expect(sink.kept).toHaveLength(10);
      expect(heard.failures.length).toBeGreaterThan(0);
      expect(heard.failures[0]!.code).toMatch(/^imap-/);
      const [up] = await channel.collect(sink, since());
      expect(up).toMatchObject({ complete: true });
    });

    imapOnly('reads all again when UIDVALIDITY changes', async () => {
      const channel = channelWith();
      const { stop } = await listening(channel);
      for (const n of [1, 2])
        await rig.arrives({ from: 'help@lender.test', to: ALIAS, raw: replyTo(ALIAS, `one ${n}`) });
      await sink.until((kept) => kept.length === 2);
      const before = [...sink.cursors.values()].find((c) => c.folder === 'INBOX')!;
      await stop();
      await rig.imap!.changeUidValidity();
      await rig.arrives({ from: 'help@lender.test', to: ALIAS, raw: replyTo(ALIAS, 'three') });
      await listening(channelWith());
      await sink.until((kept) => kept.length >= 5);
      // The rows are new (their keys are), the evidence is not: three different messages.
      expect(new Set(sink.kept.map((k) => k.capture.evidence)).size).toBe(3);
      const after = [...sink.cursors.values()].find((c) => c.folder === 'INBOX')!;
      expect(after.uidValidity).not.toBe(before.uidValidity);
    });

    imapOnly('takes a missing folder for a hole in its coverage', async () => {
      const [inbound] = rig.inbound;
      const channel = channelWith([
        { ...inbound!, folders: ['INBOX', 'Replies/2026'] } as typeof inbound & object,
      ]);
      const { heard } = await listening(channel);
      await rig.arrives({ from: 'help@lender.test', to: ALIAS, raw: replyTo(ALIAS, 'still read') });
      const [coverage] = await channel.collect(sink, since());
      expect(coverage).toMatchObject({ complete: false, reason: 'there is no folder Replies/2026' });
      expect(heard.failures).toEqual([expect.objectContaining({ code: 'imap-incomplete' })]);
      expect(sink.kept).toHaveLength(1);
      const { ok, checks } = await channel.preflight();
      expect(ok).toBe(false);
      expect(checks.find((c) => !c.ok)?.name).toContain('Replies/2026');
    });

    imapOnly('passes over mail from before the wave', async () => {
      const old = new Date(Date.now() - 40 * 86_400_000);
      await rig.imap!.backDated({ from: 'x@y.test', to: ALIAS, raw: replyTo(ALIAS, 'long ago') }, old);
      const recent = new Date(Date.now() - 30 * 60_000);
      await rig.imap!.backDated({ from: 'x@y.test', to: ALIAS, raw: replyTo(ALIAS, 'just now') }, recent);
      const [coverage] = await channelWith().collect(sink, since());
      expect(coverage).toMatchObject({ complete: true });
      expect(bodies().some((b) => b.includes('just now'))).toBe(true);
      expect(bodies().some((b) => b.includes('long ago'))).toBe(false);
      const { from, to } = sink.kept[0]!.capture.clocks.received!;
      expect(Date.parse(from)).toBeLessThanOrEqual(recent.getTime());
      expect(Date.parse(to)).toBeGreaterThanOrEqual(recent.getTime());
    });
  });
}
