/** Telephone numbers, and all the figures that look like them. */
import { describe, expect, it } from 'vitest';
import { pageFacts } from '../../../src/assess/advertised-channels/page-facts.ts';
import { countriesOf, phonesOn } from '../../../src/assess/advertised-channels/phones.ts';
import { pageOf, SITE } from './pages.ts';

const found = (html: string, ...countries: string[]): (string | undefined)[] =>
  phonesOn(pageFacts(pageOf(html)), countries as never).map((s) => s.address);

describe('a number is found', () => {
  const ways: [string, string, string, string][] = [
    ['in a link', '<a href="tel:0443334455">Call</a>', 'UA', '+380443334455'],
    ['in a link with signs', '<a href="tel:+38%20(044)%20333-44-55">Call</a>', 'UA', '+380443334455'],
    ['in a callto link', '<a href="callto:+380443334455">Call</a>', 'UA', '+380443334455'],
    ['free of charge', '<p>Гаряча лінія 0-800-300-456</p>', 'UA', '+380800300456'],
    ['with brackets', '<p>тел. (044) 333 44 55</p>', 'UA', '+380443334455'],
    ['with eight', '<p>Тел: 8 (495) 123-45-67</p>', 'RU', '+74951234567'],
    ['8-800', '<p>8-800-555-35-35</p>', 'RU', '+78005553535'],
    ['Kazakh', '<p>Звоните +7 727 333 11 22</p>', 'KZ', '+77273331122'],
    ['of 400', '<p>客服热线：400-820-1234</p>', 'CN', '+864008201234'],
    ['with an area code', '<p>电话：010-8888 6666</p>', 'CN', '+861088886666'],
    ['a mobile in a row', '<p>客服电话13800138000</p>', 'CN', '+8613800138000'],
    ['British', '<p>Call 020 7946 0123</p>', 'GB', '+442079460123'],
    ['American', '<p>Call (512) 555-0143 now</p>', 'US', '+15125550143'],
    ['with hard spaces', '<p>Тел.&nbsp;044&nbsp;333&nbsp;44&nbsp;55</p>', 'UA', '+380443334455'],
    ['with long hyphens', '<p>Тел. 044–333–44–55</p>', 'UA', '+380443334455'],
    [
      'beside the licence',
      '<p>ТОВ «Акме», ліцензія Національного банку України, тел. 044 333 44 55</p>',
      'UA',
      '+380443334455',
    ],
    [
      'below the regulator that licensed it',
      '<p>Authorised and regulated by the Financial Conduct Authority</p><p>Call 020 7946 0123</p>',
      'GB',
      '+442079460123',
    ],
    [
      'in structured data',
      '<script type="application/ld+json">{"@type":"Organization","telephone":"+380443334455"}</script>',
      'UA',
      '+380443334455',
    ],
  ];
  for (const [how, html, country, number] of ways)
    it(how, () => expect(found(html, country)).toEqual([number]));
});

describe('no number to call is', () => {
  const others: [string, string, string][] = [
    ['a fax', '<p>Факс: (044) 333-44-55</p><p>Fax +380443334456</p><p>(044) 333-44-57 (факс)</p>', 'UA'],
    ['a fax link', '<p>Факс <a href="tel:0443334455">044 333 44 55</a></p>', 'UA'],
    ['a tax number', '<p>ИНН 7701234567, ОГРН 1177746123456, КПП 770101001</p>', 'RU'],
    ['a company code', '<p>код ЄДРПОУ 40000001</p>', 'UA'],
    ['a licence', '<p>Лицензия № 045-02977-000100</p><p>Licence no. 0207 946 0123</p>', 'RU'],
    [
      'an account',
      '<p>р/с 40701810000000001234, БИК 046577674, IBAN UA213223130000026007233566001</p>',
      'RU',
    ],
    ['a date', '<p>Тел. будет позже. 01.02.2024 — 12.03.2025, 2024-02-01</p>', 'RU'],
    ['a sum', '<p>от 1 000 000 до 30 000 000 руб, 100 000 000 грн</p>', 'UA'],
    ['a span of years', '<p>2016-2026, 1999 – 2024</p>', 'UA'],
    ['a credit code', '<p>统一社会信用代码：91310000123456789X</p>', 'CN'],
    ["the regulator's", '<p>Національний банк України: 0 800 505 240</p>', 'UA'],
    ["the makers'", '<footer><p>Розробка сайту: студія, +380 44 111 22 33</p></footer>', 'UA'],
    ['a time', '<p>Тел. поддержка 9:00-18:00, 10.00-17.00</p>', 'RU'],
    [
      'of a person on the staff',
      '<h4>Anna Hill</h4><p>Head of Lending</p><a href="tel:+380443334455">Call</a>',
      'UA',
    ],
    ['a coordinate', '<p>50.450100, 30.523400</p>', 'UA'],
    ['a messenger number', '<p>Viber: +380 67 123 45 67</p>', 'UA'],
    ['too long or the same digit', '<p>Тел. 0000000000, 1111111111</p>', 'UA'],
  ];
  for (const [what, html, country] of others) it(what, () => expect(found(html, country)).toEqual([]));
});

it('reads national numbers in the country of the licence, the domain or the language', () => {
  expect(countriesOf('https://acme.example/', ['uk'])).toEqual(['UA']);
  expect(countriesOf('https://acme.example/', ['en'], 'KE')).toEqual(['KE']);
  expect(countriesOf('https://acme.kz/', ['ru'])).toEqual(['KZ']);
  expect(countriesOf('https://acme.co.uk/', ['en'])).toEqual(['GB']);
  expect(countriesOf(SITE, [])).toEqual([]);
});
