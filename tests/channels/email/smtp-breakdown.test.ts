/**
 * The proof behind "send at most once": a connection that breaks at every point, in every way. What is called
 * "not sent" must never have reached the server whole.
 */
import { describe, expect, it } from 'vitest';
import { sendOnce } from '../../../src/channels/email/smtp.ts';
import { STAGES, startScriptedSmtp, WAYS } from '../../servers/scripted-smtp.ts';
import { realClock } from '../fakes.ts';

const LONG = 'x'.repeat(76);

const messageOf = (size: number): Uint8Array =>
  Buffer.from(`From: a@ours.test\r\nSubject: s\r\n\r\n${`${LONG}\r\n`.repeat(Math.ceil(size / 78))}`);

describe.each([{ pipelining: true }, { pipelining: false }])('pipelining: $pipelining', ({ pipelining }) => {
  describe.each([{ size: 500 }, { size: 3_000_000 }])('$size bytes', ({ size }) => {
    const cases = STAGES.flatMap((stage) => WAYS.map((way) => ({ stage, way })));
    it.each(cases)('$way at $stage', async ({ stage, way }) => {
      const server = await startScriptedSmtp({ stage, way, pipelining });
      const clock = realClock();
      const receipt = await sendOnce(
        {
          settings: { host: '127.0.0.1', port: server.port, security: 'none' },
          domain: 'ours.test',
          baseDir: '/',
          credentials: null,
          clock,
          limits: { connect: 5000, idle: 5000, total: 8000 },
        },
        {
          from: 'b-aaaaaaaaaa@ours.test',
          lender: 'help@lender.test',
          own: 'anna.aaaaaaaaaa@ours.test',
          envelopeId: 'aaaaaaaaaa',
          raw: messageOf(size),
        },
      );
      await server.close();
      const transmitting = stage === 'body' || stage === 'dot';
      if (!transmitting) {
        expect(receipt.outcome).toBe('not-sent');
        expect(server.partial).toBe(0);
      } else if (way === '421' && receipt.outcome === 'not-sent') {
        // RFC 5321, 4.2.5: with a 4xx in reply to the data, the server has not taken it.
        expect(receipt.code).toBe('deferred');
      } else expect(receipt.outcome).toBe('unknown');
      if (stage === 'dot') expect(server.complete).toHaveLength(1);
      expect(clock.held).toBe(0);
    });
  });
});

it('never calls a message sent that has no 250', async () => {
  const server = await startScriptedSmtp({ stage: 'dot', way: 'end', pipelining: true });
  const receipt = await sendOnce(
    {
      settings: { host: '127.0.0.1', port: server.port, security: 'none' },
      domain: 'ours.test',
      baseDir: '/',
      credentials: null,
      clock: realClock(),
      limits: { connect: 2000, idle: 2000, total: 3000 },
    },
    { from: 'b@ours.test', lender: null, own: 'c@ours.test', envelopeId: 'x', raw: messageOf(10) },
  );
  await server.close();
  expect(receipt).toMatchObject({ outcome: 'unknown' });
});
