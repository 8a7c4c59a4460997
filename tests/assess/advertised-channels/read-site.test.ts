/** A whole site: pages put together, steps, hours and promises beside their channel, terms, policies, identity. */
import { describe, expect, it } from 'vitest';
import { readSite } from '../../../src/assess/advertised-channels/read-site.ts';
import { SiteReading } from '../../../src/model/census.ts';
import type { PageWithHtml } from '../../../src/model/site.ts';
import { pageOf, SITE } from './pages.ts';

const read = (...pages: PageWithHtml[]) => {
  const reading = readSite(SITE, pages, { languages: ['uk', 'en'], country: 'UA', seenOn: '2026-11-22' });
  expect(SiteReading.safeParse(reading).error).toBeUndefined();
  return reading;
};
const at = (path: string, html: string, more: Partial<PageWithHtml> = {}): PageWithHtml =>
  pageOf(html, { url: SITE + path, requested: SITE + path, ...more });

describe('steps', () => {
  const mail = '<p>help@acme-lender.example</p>';

  it('are those of the nearest page, at the desktop and at the phone apart', () => {
    const { channels } = read(
      at('about/', mail, { steps: 2 }),
      at('contacts/', mail, { steps: 1 }),
      at('contacts/', mail, { steps: 3, view: 'phone' }),
    );
    expect(channels).toMatchObject([{ kind: 'email', foundOn: `${SITE}contacts/`, steps: 1, stepsPhone: 3 }]);
  });

  it('of a channel that only a phone shows are those of the phone', () => {
    const { channels } = read(at('', '<a href="tel:0443334455"></a>', { steps: 0, view: 'phone' }));
    expect(channels).toMatchObject([{ kind: 'phone', steps: 0, stepsPhone: 0 }]);
  });
});

describe('hours and promises', () => {
  it('go to the channel beside which they stand', () => {
    const { channels, hours } = read(
      at(
        'contacts/',
        '<p>Гаряча лінія: 0 800 300 456 (щодня 8:00–22:00)</p><p>E-mail: help@acme-lender.example</p><p>Відповідаємо на листи протягом 24 годин.</p><h3>Графік роботи офісу</h3><p>Пн-Пт 9:00-18:00</p>',
      ),
    );
    expect(channels.find((c) => c.kind === 'phone')?.hours).toBe('Mo-Su 08:00-22:00');
    expect(channels.find((c) => c.kind === 'email')).toMatchObject({
      promise: 'Відповідаємо на листи протягом 24 годин.',
    });
    expect(channels.find((c) => c.kind === 'email')?.hours).toBeUndefined();
    expect(hours).toBe('Mo-Fr 09:00-18:00');
  });

  const promise = (text: string): string | null => read(at('help/', `<p>${text}</p>`)).promise;
  for (const said of [
    'We answer within 15 minutes.',
    'Our team usually replies in under 2 hours.',
    'You will get a response within one business day.',
    'Ми відповідаємо протягом 15 хвилин.',
    'Отвечаем в течение 10 минут.',
    'Мы свяжемся с вами в течение рабочего дня.',
    '我们将在24小时内回复您。',
  ])
    it(`a promise: ${said}`, () => expect(promise(said)).toBe(said));
  for (const said of [
    'Decision on your application within 15 minutes.',
    'Рішення за заявкою протягом 15 хвилин.',
    'Деньги на карту в течение 10 минут.',
    'Most frequent answers are below.',
    '5分钟放款到账。',
  ])
    it(`no promise: ${said}`, () => expect(promise(said)).toBeNull());
});

describe('terms', () => {
  it('carry sentence, page and day', () => {
    const { terms } = read(
      at('umovy/', '<p>Сума від 500 до 25 000 грн. Строк від 5 до 30 днів. Ставка 0,9% на день.</p>'),
    );
    expect(terms).toEqual([
      { facet: 'amount', text: 'Сума від 500 до 25 000 грн.', source: `${SITE}umovy/`, seenOn: '2026-11-22' },
      { facet: 'term', text: 'Строк від 5 до 30 днів.', source: `${SITE}umovy/`, seenOn: '2026-11-22' },
      { facet: 'rate', text: 'Ставка 0,9% на день.', source: `${SITE}umovy/`, seenOn: '2026-11-22' },
    ]);
  });

  it('of fines, discounts and clients are none', () => {
    expect(
      read(
        at(
          '',
          '<p>Штраф за прострочення 2% на день.</p><p>Знижка 50% на першу позику!</p><p>Нам довіряють 25 000 клієнтів.</p><p>Cookies are kept for 30 days.</p>',
        ),
      ).terms,
    ).toEqual([]);
  });
});

describe('policies, complaints and identity', () => {
  it('are found by name and address', () => {
    const reading = read(
      at(
        '',
        '<p>Скарги: <a href="mailto:skargy@acme-lender.example">пишіть</a></p><footer><a href="https://policies.google.com/privacy">Google</a> <a href="/docs/konfidentsijnist.pdf">Політика конфіденційності</a> ТОВ «Акме», ЄДРПОУ 40000001, ліцензія № АЕ 123456</footer>',
        { steps: 0 },
      ),
    );
    expect(reading.privacyPolicy).toBe(`${SITE}docs/konfidentsijnist.pdf`);
    expect(reading.complaintChannel).toBe('skargy@acme-lender.example');
    expect(reading.identity.taxNumbers).toEqual(['40000001']);
    expect(reading.identity.licences).toEqual(['АЕ 123456']);
  });

  const tax: [string, string][] = [
    ['ИНН 7701234567', '7701234567'],
    ['ОГРН: 1177746123456', '1177746123456'],
    ['БИН 180540001234', '180540001234'],
    ['код ЄДРПОУ: 40000001', '40000001'],
    ['统一社会信用代码：91310000MA1FL12345', '91310000MA1FL12345'],
  ];
  for (const [text, number] of tax)
    it(text, () => expect(read(at('', `<p>${text}</p>`)).identity.taxNumbers).toEqual([number]));

  it('a complaint page counts where nothing more direct is given', () => {
    expect(read(at('', '<a href="/complaints/">How to complain</a>')).complaintChannel).toBe(
      `${SITE}complaints/`,
    );
    expect(read(at('', '<p>Hello</p>')).complaintChannel).toBeNull();
  });

  it('says whether all pages came over HTTPS', () => {
    expect(read(at('', '')).https).toBe(true);
    expect(read(at('', ''), at('x', '', { url: 'http://www.acme-lender.example/x' })).https).toBe(false);
    expect(read().https).toBe(false);
  });
});
