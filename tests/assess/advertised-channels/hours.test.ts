/** Hours as sites write them, in opening_hours syntax; every result is one that the library for it reads. */
import OpeningHours from 'opening_hours';
import { describe, expect, it } from 'vitest';
import { hoursIn } from '../../../src/assess/advertised-channels/hours.ts';
import { pageFacts } from '../../../src/assess/advertised-channels/page-facts.ts';
import { hoursOn } from '../../../src/assess/advertised-channels/page-hours.ts';
import { pageOf } from './pages.ts';

const claims: [string, string][] = [
  ['Mon–Fri 9am–6pm', 'Mo-Fr 09:00-18:00'],
  [
    'Monday to Friday 9:00am - 5:30pm, Saturday 10am-1pm, closed Sundays and bank holidays',
    'Mo-Fr 09:00-17:30; Sa 10:00-13:00; PH off',
  ],
  ['Call us 9am-5pm weekdays', 'Mo-Fr 09:00-17:00'],
  ['Open 7 days a week, 8am to 10pm', 'Mo-Su 08:00-22:00'],
  ['Working hours: 10:00 - 19:00 (Tue-Sat)', 'Tu-Sa 10:00-19:00'],
  ['Mon, Wed, Fri 10:00-14:00', 'Mo,We,Fr 10:00-14:00'],
  ['Mon-Thu 9:00-17:00 Fri 9:00-15:00', 'Mo-Th 09:00-17:00; Fr 09:00-15:00'],
  ['Support is available 24/7', '24/7'],
  ['Our lines are open 8 a.m. to 8 p.m., Monday through Saturday', 'Mo-Sa 08:00-20:00'],
  ['Підтримка цілодобово', '24/7'],
  ['Пн-Пт 9-18, сб 10-15', 'Mo-Fr 09:00-18:00; Sa 10:00-15:00'],
  ['Графік роботи: Пн — Пт: 8:00 — 17:00, Сб — Нд: вихідні', 'Mo-Fr 08:00-17:00'],
  [
    'Пн-Чт 9:00-18:00, Пт 9:00-16:45, перерва 12:30-13:15',
    'Mo-Th 09:00-12:30,13:15-18:00; Fr 09:00-12:30,13:15-16:45',
  ],
  ['8:00–20:00 щодня', 'Mo-Su 08:00-20:00'],
  ['Вихідні: субота, неділя. Пн-пт 9.00-18.00', 'Mo-Fr 09:00-18:00'],
  ['Пн-Пт з 9:00 по 18:00 без перерви', 'Mo-Fr 09:00-18:00'],
  ['Працюємо без вихідних з 8 до 22', 'Mo-Su 08:00-22:00'],
  ['з понеділка по п’ятницю з 9:00 до 18:00', 'Mo-Fr 09:00-18:00'],
  ['ежедневно с 9:00 до 21:00', 'Mo-Su 09:00-21:00'],
  ['Пн.-Пт.: 09.00-18.00, обед 13.00-14.00; Сб, Вс - выходной', 'Mo-Fr 09:00-13:00,14:00-18:00'],
  ['по будням с 9 до 18 часов', 'Mo-Fr 09:00-18:00'],
  ['Режим работы: Пн-Вс с 8:00 до 23:00', 'Mo-Su 08:00-23:00'],
  ['Горячая линия круглосуточно', '24/7'],
  ['周一至周五 9:00-18:00', 'Mo-Fr 09:00-18:00'],
  ['全天候客服', '24/7'],
  ['7×24小时客服热线', '24/7'],
  ['客服时间：早9:00至晚21:00（全年无休）', 'Mo-Su 09:00-21:00'],
  ['周一到周日 上午8点半-晚上8点', 'Mo-Su 08:30-20:00'],
  ['工作日9:00-18:00，午休12:00-13:00', 'Mo-Fr 09:00-12:00,13:00-18:00'],
  ['服務時間：週一至週五 09:00-18:00', 'Mo-Fr 09:00-18:00'],
  ['Mon-Thu 9am-6pm, Fri until 4pm', 'Mo-Th 09:00-18:00; Fr 09:00-16:00'],
  ['Daily except Sunday 9am-6pm', 'Mo-Sa 09:00-18:00'],
  ['Mon-Fri 9-6 except Wed 9-1', 'Mo-Tu,Th-Fr 09:00-18:00; We 09:00-13:00'],
  ['Support: 8am to midnight, every day', 'Mo-Su 08:00-24:00'],
  ['Monday to Friday, 9am to 5pm, excluding bank holidays', 'Mo-Fr 09:00-17:00; PH off'],
  ['Mon-Sat 9am-12pm, 1pm-5pm', 'Mo-Sa 09:00-12:00,13:00-17:00'],
  ['Режим работы: круглосуточно, кроме праздничных дней', '24/7; PH off'],
  ['ежедневно, кроме воскресенья, с 9 до 18', 'Mo-Sa 09:00-18:00'],
  [
    'пн–пт с 09:00 до 18:00, перерыв с 13:00 до 14:00; воскресенье и праздничные дни — выходные',
    'Mo-Fr 09:00-13:00,14:00-18:00; PH off',
  ],
  ['Работаем с 9 утра до 9 вечера без выходных', 'Mo-Su 09:00-21:00'],
  ['Графік: щодня з 8 ранку до 10 вечора', 'Mo-Su 08:00-22:00'],
  ['Пн–Нд, крім вівторка: 9:00–20:00', 'Mo,We-Su 09:00-20:00'],
  ['Пн-Пт 9:00-18:00, пт до 17:00', 'Mo-Th 09:00-18:00; Fr 09:00-17:00'],
  ['周一至周五 9:00-12:00,13:30-17:30（法定节假日除外）', 'Mo-Fr 09:00-12:00,13:30-17:30; PH off'],
  ['除周日外每天9:00-18:00', 'Mo-Sa 09:00-18:00'],
  ['周六日 10:00-16:00', 'Sa-Su 10:00-16:00'],
  ['Приём заявок круглосуточно, график работы: ежедневно с 9 до 20', 'Mo-Su 09:00-20:00'],
];

/** Holidays are those of a place. */
const PLACE = { lat: 51.5, lon: 0, address: { country_code: 'gb', state: 'England' } };

describe('hours', () => {
  for (const [text, hours] of claims)
    it(text, () => {
      expect(hoursIn(text)?.hours).toBe(hours);
      expect(() => new OpeningHours(hours, PLACE)).not.toThrow();
    });
});

describe('no hours of service', () => {
  for (const text of [
    'Опрацювання заявок 24/7',
    'Гроші на картку цілодобово',
    'Деньги круглосуточно на любую карту',
    'Apply online 24/7',
    'Money sent in minutes, 24 hours a day',
    '24小时在线申请',
    '从 5 到 30 天',
    'от 5 до 30 дней',
    '2-5 years',
    'Term 3-12 months, APR 9-18%',
    'Approved from 10 to 15 minutes',
    'on 12.05 - 15.05 we met',
    'Mon amour 2024',
  ])
    it(text, () => expect(hoursIn(text)).toBeNull());
});

describe('on a page', () => {
  const on = (html: string) => hoursOn(pageFacts(pageOf(html))).map((h) => h.hours);

  it('lines that go on with one another are one claim', () => {
    expect(
      on(
        '<h3>Opening hours</h3><ul><li>Monday – Friday: 9am – 6pm</li><li>Saturday: 10am – 2pm</li><li>Sunday: closed</li></ul>',
      ),
    ).toEqual(['Mo-Fr 09:00-18:00; Sa 10:00-14:00']);
    expect(
      on(
        '<table><tr><td>Пн–Пт</td><td>9:00–18:00</td></tr><tr><td>Сб</td><td>10:00–15:00</td></tr><tr><td>Нд</td><td>вихідний</td></tr></table>',
      ),
    ).toEqual(['Mo-Fr 09:00-18:00; Sa 10:00-15:00']);
    expect(on('<div>Пн-Пт</div><div>10:00 - 19:00</div>')).toEqual(['Mo-Fr 10:00-19:00']);
  });

  it('a heading tells what a bare "24/7" is of', () => {
    expect(on('<h3>Графік роботи</h3><p>Цілодобово</p>')).toEqual(['24/7']);
    expect(on('<h3>Видача кредитів</h3><p>Цілодобово</p>')).toEqual([]);
  });

  it('structured data counts', () => {
    expect(
      on(
        '<script type="application/ld+json">{"@type":"LocalBusiness","openingHours":["Mo-Fr 09:00-18:00","Sa 10:00-14:00"]}</script>',
      ),
    ).toEqual(['Mo-Fr 09:00-18:00; Sa 10:00-14:00']);
  });
});
