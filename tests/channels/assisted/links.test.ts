import { describe, expect, it } from 'vitest';
import { linkOf } from '../../../src/channels/assisted/links.ts';
import { ASSISTED_CHANNELS } from '../../../src/model/vocabulary.ts';

const QUESTION = 'Доброго дня! 5 000 грн & 30 днів?\n#1 +100% 你好';
const ENCODED = encodeURIComponent(QUESTION);

const ADDRESSES = {
  telegram: ['@acme_example', `https://t.me/acme_example?text=${ENCODED}`],
  whatsapp: ['+380 00 123 45 67', `https://wa.me/380001234567?text=${ENCODED}`],
  viber: ['+380001234567', `viber://chat?number=%2B380001234567&draft=${ENCODED}`],
  vk: ['https://vk.com/acme_example', 'https://vk.me/acme_example'],
  ok: ['https://ok.ru/group/12345', 'https://ok.ru/group/12345'],
  messenger: ['acme.example', `https://m.me/acme.example?text=${ENCODED}`],
  instagram: ['@acme_example', 'https://ig.me/m/acme_example'],
  line: ['@acme_example', `https://line.me/R/oaMessage/%40acme_example/?${ENCODED}`],
  wechat: ['https://u.wechat.com/abcdEF', 'https://u.wechat.com/abcdEF'],
  max: ['@acme_example', 'https://max.ru/acme_example'],
} as const;

describe('linkOf', () => {
  it.each(ASSISTED_CHANNELS)('%s: opens the chat, and carries the question where it says so', (kind) => {
    const [address, href] = ADDRESSES[kind];
    const link = linkOf(kind, address, QUESTION);
    expect(link?.href).toBe(href);
    expect(link?.prefilled).toBe(href.includes(ENCODED));
    expect(new URL(link!.href).protocol).toMatch(/^(?:https|viber):$/);
  });

  it('shows the account as a person would write it', () => {
    expect(linkOf('telegram', 'https://t.me/Acme_Example', 'x')?.shown).toBe('@acme_example');
    expect(linkOf('whatsapp', 'wa.me/380001234567', 'x')?.shown).toBe('+380001234567');
  });

  it('has no link to a WeChat id or a foreign address: those are searched for by hand', () => {
    expect(linkOf('wechat', 'acme_example', 'x')).toBeNull();
    expect(linkOf('telegram', 'https://acme.example/', 'x')).toBeNull();
  });

  it('keeps a draft that begins with @ a draft', () => {
    expect(linkOf('telegram', '@acme_example', '@bot hi')?.href).toContain('?text=%20%40bot');
  });
});
