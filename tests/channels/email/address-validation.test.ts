import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { needsSmtpUtf8, wireAddress } from '../../../src/channels/email/address.ts';
import { createEmailChannel } from '../../../src/channels/email/index.ts';
import { Settings } from '../../../src/model/settings.ts';
import { type SmtpHost, startSmtpHost } from '../../servers/smtp-host.ts';
import { realClock } from '../fakes.ts';
import { anOrder } from '../orders.ts';

const hostile = [
  'c@d.test\r\nBcc: evil@x.test',
  'c@d.test\nBcc: evil@x.test',
  'c@d.test\n',
  'c@d.test, evil@x.test',
  'c@d.test;evil@x.test',
  'friends: c@d.test, evil@x.test;',
  'undisclosed-recipients:;',
  '"evil@x.test, c"@d.test',
  '"c d"@d.test',
  'c@d.test <evil@x.test>',
  '<c@d.test>',
  'Name <c@d.test>',
  'c(evil@x.test)@d.test',
  'c@d.test (comment)',
  'c@[127.0.0.1]',
  'c@localhost',
  'c@@d.test',
  'c@d..test',
  '.c@d.test',
  'c.@d.test',
  'c\u0000@d.test',
  'c@d.test\u2028evil@x.test',
  'c@d.test\u00a0',
  'c@evil.test%0d%0aRCPT',
  `${'c'.repeat(300)}@d.test`,
  '',
];

describe('wireAddress', () => {
  it.each(hostile)('refuses %j', (address) => {
    expect(() => wireAddress(address)).toThrow(expect.objectContaining({ code: 'bad-address' }));
  });
  it.each([
    ['help@lender.test', 'help@lender.test'],
    ['no+reply_1=x@sub.lender.test', 'no+reply_1=x@sub.lender.test'],
    ['help@кредит.test', 'help@xn--d1abkf4ap.test'],
    ['help@貸款.test', 'help@xn--0kw172e.test'],
    ['допомога@lender.test', 'допомога@lender.test'],
  ])('takes %s', (address, wire) => {
    expect(wireAddress(address)).toBe(wire);
  });
  it('knows which addresses need SMTPUTF8', () => {
    expect(needsSmtpUtf8('help@кредит.test')).toBe(false);
    expect(needsSmtpUtf8('допомога@lender.test')).toBe(true);
  });
  it('lets through nothing with a separator, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), fc.string({ maxLength: 20 }), (a, b) => {
        let wire: string;
        try {
          wire = wireAddress(`${a}@${b}.test`);
        } catch {
          return;
        }
        expect(wire).not.toMatch(/[\s<>,;:"()[\]\\]/u);
        expect(wire.split('@')).toHaveLength(2);
      }),
    );
  });
});

describe('on the wire', () => {
  let server: SmtpHost;
  beforeAll(async () => {
    server = await startSmtpHost();
  });
  afterAll(() => server.close());
  const channel = () =>
    createEmailChannel({
      settings: Settings.parse({
        email: {
          domain: 'research.test',
          smtp: { host: '127.0.0.1', port: server.port, security: 'none' },
          inbound: [{ kind: 'mx', name: 'mx', port: 0 }],
        },
      }).email,
      secrets: () => undefined,
      baseDir: '/',
      clock: realClock(),
    });

  it.each(hostile)('never connects for %j', async (address) => {
    const order = anOrder({ address });
    const good = await channel().compose(anOrder());
    await expect(channel().compose(order)).rejects.toMatchObject({ code: 'bad-address' });
    expect(await channel().send(order, good)).toMatchObject({ outcome: 'not-sent', code: 'bad-address' });
    expect(server.taken).toEqual([]);
  });
});
