import { describe, expect, it } from 'vitest';
import { handleOf } from '../../src/model/handles.ts';
import { ASSISTED_CHANNELS, type AssistedChannel } from '../../src/model/vocabulary.ts';

const named: [AssistedChannel, string, string][] = [
  ['telegram', '@Acme_Example', 'username acme_example'],
  ['telegram', 'acme_example', 'username acme_example'],
  ['telegram', 'https://t.me/Acme_Example?text=hi', 'username acme_example'],
  ['telegram', 't.me/acme_example', 'username acme_example'],
  ['telegram', 'https://telegram.me/acme_example/', 'username acme_example'],
  ['telegram', 'https://acme_example.t.me', 'username acme_example'],
  ['telegram', 'tg://resolve?domain=acme_example', 'username acme_example'],
  ['telegram', 'https://t.me/+380001234567', 'phone +380001234567'],
  ['telegram', '\u200e+380 (00) 123-45-67', 'phone +380001234567'],
  ['whatsapp', '+380 00 123-45-67', 'phone +380001234567'],
  ['whatsapp', '00380001234567', 'phone +380001234567'],
  ['whatsapp', '380001234567', 'phone +380001234567'],
  ['whatsapp', 'https://wa.me/380001234567?text=x', 'phone +380001234567'],
  ['whatsapp', 'https://api.whatsapp.com/send?phone=%2B380001234567', 'phone +380001234567'],
  ['whatsapp', 'whatsapp://send?phone=380001234567', 'phone +380001234567'],
  ['whatsapp', 'https://wa.me/message/ABCDEF123', 'link ABCDEF123'],
  ['viber', 'viber://chat?number=+380001234567', 'phone +380001234567'],
  ['viber', 'viber://pa?chatURI=acme_example', 'username acme_example'],
  ['viber', 'https://chats.viber.com/acme_example', 'username acme_example'],
  ['viber', '+380001234567', 'phone +380001234567'],
  ['vk', 'https://vk.com/acme_example', 'username acme_example'],
  ['vk', 'vk.me/acme_example', 'username acme_example'],
  ['vk', 'https://m.vk.com/write-123', 'username club123'],
  ['vk', 'https://vk.com/im?sel=-123', 'username club123'],
  ['vk', 'https://vk.com/im/convo/-123', 'username club123'],
  ['vk', 'https://vk.com/public123', 'username club123'],
  ['ok', 'https://ok.ru/group/123', 'id group/123'],
  ['ok', 'ok.ru/acme_example', 'username acme_example'],
  ['messenger', 'https://m.me/acme.example', 'username acme.example'],
  ['messenger', 'https://www.facebook.com/Acme.Example/', 'username acme.example'],
  ['messenger', 'https://www.facebook.com/profile.php?id=100012345', 'id 100012345'],
  ['messenger', 'https://www.messenger.com/t/100012345', 'id 100012345'],
  ['instagram', '@acme_example', 'username acme_example'],
  ['instagram', 'https://www.instagram.com/acme_example/?hl=uk', 'username acme_example'],
  ['instagram', 'https://ig.me/m/acme_example', 'username acme_example'],
  ['line', '@acme_example', 'username acme_example'],
  ['line', 'https://line.me/R/ti/p/%40acme_example', 'username acme_example'],
  ['line', 'https://line.me/R/oaMessage/@acme_example/?x', 'username acme_example'],
  ['line', 'https://lin.ee/Ab12Cd', 'link Ab12Cd'],
  ['wechat', 'Acme_Example', 'username Acme_Example'],
  ['wechat', '示例贷款', 'name 示例贷款'],
  ['wechat', 'https://u.wechat.com/abcDEF', 'link abcDEF'],
  ['max', 'https://max.ru/acme_example', 'username acme_example'],
  ['max', 'https://max.ru/u/f9LHodD0cOJ', 'link f9LHodD0cOJ'],
];

const none: [AssistedChannel, string][] = [
  ['telegram', 'https://t.me/+AbCdEfGh'],
  ['telegram', 'https://t.me/joinchat/AbCdEfGh'],
  ['telegram', 'https://t.me/s/acme_example'],
  ['telegram', 'https://t.me/acme_example/15'],
  ['telegram', 'https://t.me.evil.example/acme'],
  ['telegram', 'a b'],
  ['whatsapp', 'https://chat.whatsapp.com/AbCdEf'],
  ['whatsapp', '8 (800) 555-00-00'],
  ['whatsapp', '0800 123 456'],
  ['whatsapp', 'javascript://wa.me/%0aalert(1)'],
  ['viber', 'https://invite.viber.com/?g2=x'],
  ['vk', 'https://vk.com/wall-1_2'],
  ['vk', 'https://vk.com/im'],
  ['messenger', 'https://www.facebook.com/groups/123'],
  ['instagram', 'https://www.instagram.com/p/Cxyz/'],
  ['line', 'acme_example'],
  ['line', 'https://line.me/ti/p/AbCdEf'],
  ['wechat', 'https://wechat.com/'],
  ['max', 'https://max.ru/join/AbCd'],
];

describe('handleOf', () => {
  it.each(named)('%s %s', (kind, address, expected) => {
    const handle = handleOf(kind, address);
    expect(handle && `${handle.by} ${handle.value}`).toBe(expected);
    expect(handle?.kind).toBe(kind);
  });
  it.each(none)('%s: %s is no account', (kind, address) => {
    expect(handleOf(kind, address)).toBeNull();
  });
  it.each(ASSISTED_CHANNELS)('%s: takes neither rubbish nor a mail address nor a foreign page', (kind) => {
    for (const address of [
      '',
      ' ',
      '@',
      '\u0000',
      'https://',
      'http://%',
      'help@acme.example',
      'https://acme.example/x',
      '?'.repeat(300),
    ])
      expect(handleOf(kind, address), address).toBeNull();
  });
});
