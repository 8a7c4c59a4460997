import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readHeaderBlock } from '../../../src/channels/email/header-block.ts';

const base = { domain: 'research.test' };
const read = (text: string) => readHeaderBlock(Buffer.from(text), base);

describe('readHeaderBlock', () => {
  it('reads what a delivering server wrote', () => {
    expect(
      read(
        [
          'Return-Path: <Help@Lender.test>',
          'Delivered-To: Anna.ABCDEFGH23@Research.test',
          'Received: from x',
          '\tby y; Mon',
          'Return-Path: <forged@x.test>',
          'To: somebody@else.test',
          'Message-ID: <1@lender.test>',
          'In-Reply-To: <a@b.test>',
          'References: <r1@b.test>',
          ' <r2@b.test>',
          'Date: Mon, 3 Aug 2026 10:00:00 +0200 (CEST)',
          '',
          'Delivered-To: body@x.test',
        ].join('\r\n'),
      ),
    ).toEqual({
      recipients: ['anna.abcdefgh23@research.test'],
      envelopeFrom: 'help@lender.test',
      messageId: '<1@lender.test>',
      inReplyTo: ['<a@b.test>'],
      references: ['<r1@b.test>', '<r2@b.test>'],
      date: Date.UTC(2026, 7, 3, 8),
    });
  });
  it('falls back on To and Cc, and knows the null sender', () => {
    expect(read('Return-Path: <>\nTo: A <a@b.test>, "x, y" <c@d.test>\nCc: e@f.test\n\n')).toMatchObject({
      recipients: ['a@b.test', 'c@d.test', 'e@f.test'],
      envelopeFrom: '',
    });
  });
  it('adds our addresses when a catch-all provider names the mailbox behind them', () => {
    const text = (delivered: string) =>
      `${delivered}\nTo: Anna <Anna.ABCDEFGH23@research.test>, x@y.test\nCc: c-zzzzzzzz77@research.test\n\n`;
    expect(read(text('Delivered-To: owner@post.test')).recipients).toEqual([
      'owner@post.test',
      'anna.abcdefgh23@research.test',
      'c-zzzzzzzz77@research.test',
    ]);
    // What the server itself said is not added to.
    expect(
      read(text('Delivered-To: owner@post.test\nEnvelope-To: b-abcdefgh23@research.test')).recipients,
    ).toEqual(['owner@post.test', 'b-abcdefgh23@research.test']);
    expect(read('Delivered-To: owner@post.test\nTo: x@y.test\n\n').recipients).toEqual(['owner@post.test']);
  });
  it('says nothing about what is not there', () => {
    expect(read('Subject: hi\r\n\r\nMessage-ID: <in@body>')).toEqual({
      recipients: [],
      inReplyTo: [],
      references: [],
    });
    expect(read('')).toEqual({ recipients: [], inReplyTo: [], references: [] });
  });
  it.each(['Date: the day after', 'Date: Mon, 99 Foo 2026', `Date: ${'1'.repeat(500)}`, 'Date: 1 Jan -5000'])(
    'passes over %s',
    (line) => {
      expect(read(`${line}\r\n\r\n`).date).toBeUndefined();
    },
  );
  it('is bounded on endless and nested rubbish', () => {
    const cases = [
      `To: ${'a'.repeat(5_000_000)}`,
      `To: ${'a@b,'.repeat(500_000)}`,
      `References: ${'<'.repeat(3_000_000)}`,
      `References: ${'<a@b>'.repeat(300_000)}`,
      'To: a@b.test\r\n'.repeat(300_000),
      `X: y\r\n${' folded\r\n'.repeat(500_000)}`,
      ':\r\n'.repeat(500_000),
      `Date: ${'('.repeat(190)}`,
    ];
    for (const text of cases) {
      const started = performance.now();
      const block = read(text);
      expect(performance.now() - started).toBeLessThan(1000);
      expect(block.recipients.length).toBeLessThanOrEqual(50);
      expect(block.references.length).toBeLessThanOrEqual(100);
    }
  });
  it('never throws and always stays in bounds', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 4000 }), (bytes) => {
        const block = readHeaderBlock(bytes, base);
        for (const text of [...block.recipients, ...block.references, ...block.inReplyTo])
          expect(text.length).toBeLessThanOrEqual(322);
      }),
    );
  });
});
