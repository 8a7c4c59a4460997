import PostalMime from 'postal-mime';
import { describe, expect, it } from 'vitest';
import { compose, composeCanary } from '../../../src/channels/email/compose.ts';
import { anOrder } from '../orders.ts';

const base = { domain: 'research.test' };
const at = Date.UTC(2026, 7, 3, 9, 30, 15);

const headerNames = (raw: Uint8Array) =>
  Buffer.from(raw)
    .toString()
    .split('\r\n\r\n')[0]!
    .split('\r\n')
    .filter((line) => !/^\s/.test(line))
    .map((line) => line.split(':')[0]!.toLowerCase())
    .sort();

describe('compose', () => {
  it.each([
    ['en', 'Anna Gordon', 'Hello, what would it cost?'],
    ['uk', 'Анна Гордієнко', 'Добрий день! Скільки це коштуватиме?'],
    ['zh', '王安娜', '您好，请问总费用是多少？'],
  ])('writes what was ordered, in %s', async (language, name, text) => {
    const message = await compose(
      base,
      anOrder({ language, at, token: 'abcdefgh23', body: `${text}\n\n{name}\n{name}\n` }),
    );
    expect(message.alias).toBe('anna.abcdefgh23@research.test');
    expect(message.messageId).toBe('<abcdefgh23.1@research.test>');
    const mail = await PostalMime.parse(message.raw);
    expect(mail.from).toEqual({ name, address: message.alias });
    expect(mail.to).toEqual([{ name: '', address: 'help@lender.test' }]);
    expect(mail.text?.replaceAll('\r\n', '\n').trimEnd()).toBe(`${text}\n\n${name}\n${name}`);
    expect(mail.messageId).toBe(message.messageId);
    expect(Date.parse(mail.date!)).toBe(at);
    expect(mail.html).toBeUndefined();
  });

  it('carries nothing that a person would not send, and nothing that silences automatic answers', async () => {
    const { raw } = await compose(base, anOrder());
    expect(headerNames(raw)).toEqual([
      'content-transfer-encoding',
      'content-type',
      'date',
      'from',
      'message-id',
      'mime-version',
      'subject',
      'to',
    ]);
    expect(Buffer.from(raw).toString()).toContain('Content-Type: text/plain; charset=utf-8');
  });

  it('ends every line with CRLF and is the same each time', async () => {
    const order = anOrder({ at });
    const { raw } = await compose(base, order);
    expect(Buffer.from(raw).toString('latin1')).not.toMatch(/(?<!\r)\n|\r(?!\n)/);
    expect(Buffer.from((await compose(base, order)).raw).equals(Buffer.from(raw))).toBe(true);
  });

  it('marks a further attempt in the Message-ID', async () => {
    const { messageId } = await compose(base, { ...anOrder({ token: 'abcdefgh23' }), attempt: 2 });
    expect(messageId).toBe('<abcdefgh23.2@research.test>');
  });

  it('takes no header from a name, subject or text', async () => {
    const order = anOrder();
    order.text.subject = 'Hi\r\nBcc: evil@x.test';
    order.persona.names.en!.full = 'Anna\r\nBcc: evil@x.test';
    const { raw } = await compose(base, order);
    expect(headerNames(raw)).not.toContain('bcc');
  });

  it.each(['c@d.test, evil@x.test', 'no address', ''])('refuses to write to %j', async (address) => {
    await expect(compose(base, anOrder({ address }))).rejects.toMatchObject({
      name: 'InstrumentError',
      code: 'bad-address',
    });
  });

  it('refuses a persona without a name in the language', async () => {
    await expect(compose(base, anOrder({ language: 'pl' }))).rejects.toMatchObject({
      name: 'InstrumentError',
      code: 'persona-without-name',
    });
  });
});

it('composes a canary to ourselves', async () => {
  const message = await composeCanary(base, 'abcdefgh23', at);
  const mail = await PostalMime.parse(message.raw);
  expect(mail.to).toEqual([{ name: '', address: 'c-abcdefgh23@research.test' }]);
  expect(mail.from?.address).toBe('c-abcdefgh23@research.test');
});
