/** Whole small pages in styles of their own: everything that is advertised, and nothing of others. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSite } from '../../../src/assess/advertised-channels/read-site.ts';
import { pageOf, SITE } from './pages.ts';

interface Expected {
  country: string;
  channels: string[];
  hours: string | null;
  promise: string | null;
  complaint: string | null;
}

const FORM = `form ${SITE}contacts/`;
const PAGES: Record<string, Expected> = {
  'uk-footer-one-line': {
    country: 'UA',
    channels: [
      'email info@acme-lender.example',
      'email press@acme-lender.example',
      'email skarga@acme-lender.example',
      'phone +380443901214',
      'phone +380443901215',
      'phone +380800332109',
    ],
    hours: 'Mo-Su 08:00-21:00; PH off',
    promise: 'Передзвонимо протягом 10 хвилин.',
    complaint: 'skarga@acme-lender.example',
  },
  'uk-offices-table': {
    country: 'UA',
    channels: [
      'email polissia.pozyka@ukr.net',
      'phone +380332724055',
      'phone +380362631120',
      'phone +380362631121',
      'telegram polissia_pozyka',
      'viber +380961203040',
    ],
    hours: 'Mo-Th 09:00-13:00,13:45-18:00; Fr 09:00-13:00,13:45-16:45',
    promise: null,
    complaint: null,
  },
  'uk-app-shell': {
    country: 'UA',
    channels: [
      FORM,
      'instagram lisova.pozyka',
      'phone +380443905151',
      'telegram lisova_bot',
      'viber +380503905151',
      'whatsapp +380503905151',
    ],
    hours: '24/7',
    promise: 'Оператор відповідає в чаті за 2 хвилини.',
    complaint: null,
  },
  'ru-header-split': {
    country: 'RU',
    channels: [
      'email partner@acme-lender.example',
      'email vopros@acme-lender.example',
      'phone +74852594010',
      'phone +74852594011',
      'phone +74852594019',
      'phone +78001005940',
      'telegram +79109705940',
      'whatsapp +79109705940',
    ],
    hours: 'Mo-Tu,Th-Fr 10:00-19:00; Sa 11:00-16:00',
    promise: 'Пишите в Вотсап/Телеграм +7 (910) 970-59-40 — отвечаем в течение получаса.',
    complaint: '+74852594019',
  },
  'ru-kz-list': {
    country: 'KZ',
    channels: [
      'email otvet@acme-lender.example',
      'instagram dala.nesie',
      'phone +77015554433',
      'phone +77172554433',
      'telegram dala_nesie',
      'whatsapp +77015554433',
    ],
    hours: 'Mo-Sa 09:00-20:00',
    promise: 'Ответим на ваше письмо не позднее следующего рабочего дня.',
    complaint: 'otvet@acme-lender.example',
  },
  'ru-forms': {
    country: 'RU',
    channels: [FORM, 'phone +73422006655'],
    hours: null,
    promise: null,
    complaint: null,
  },
  'en-prose': {
    country: 'GB',
    channels: [
      'email hello@acme-lender.example',
      'email putitright@acme-lender.example',
      'phone +441903555120',
      'phone +447911123461',
    ],
    hours: 'Mo-Fr 08:30-18:00; Sa 09:00-12:00; PH off',
    promise:
      'Drop a line to hello [at] acme-lender [dot] example and somebody gets back to you the same working day.',
    complaint: 'putitright@acme-lender.example',
  },
  'en-cards': {
    country: 'KE',
    channels: [
      'email jobs@acme-lender.example',
      'email nairobi@acme-lender.example',
      FORM,
      'phone +254204407715',
      'phone +254204407716',
      'phone +254709812340',
      'whatsapp +254709812340',
    ],
    hours: 'Mo-Sa 07:00-21:00',
    promise: null,
    complaint: null,
  },
  'en-ph-jsonld': {
    country: 'PH',
    channels: [
      'email care@acme-lender.example',
      'messenger islaloans',
      'phone +63281234567',
      'phone +639178123456',
    ],
    hours: 'Mo-Fr 08:00-17:00',
    promise: 'We usually reply within the hour.',
    complaint: null,
  },
  'zh-two-column': {
    country: 'CN',
    channels: [
      'email service@acme-lender.example',
      'phone +862168885501',
      'phone +862168885502',
      'phone +862168885510',
      'phone +864007008812',
      'phone +8613912345678',
      'wechat 13912345678',
      'wechat lantian_kf',
    ].sort(),
    hours: 'Mo-Sa 09:00-12:00,13:30-18:00; PH off',
    promise: '留言后一个工作日内会有专人与您联系。',
    complaint: '+862168885510',
  },
  'zh-hant-lines': {
    country: 'TW',
    channels: [
      'email service@acme-lender.example',
      'line @happyloan',
      'phone +886223456780',
      'phone +886223456789',
      'phone +886800012345',
    ],
    hours: 'Mo-Fr 09:30-18:30',
    promise: '來信後我們會在 24 小時內回覆您。',
    complaint: '+886223456789',
  },
  'zh-app-page': {
    country: 'CN',
    channels: [
      'email bd@acme-lender.example',
      FORM,
      'phone +8657188990011',
      'phone +8657188990012',
      'wechat xinghuo_001',
      'wechat 星火小贷',
    ],
    hours: 'Mo-Su 08:30-21:30',
    promise: '客服一般在5分钟内回复',
    complaint: null,
  },
};

describe('a page of the style', () => {
  for (const [name, expected] of Object.entries(PAGES))
    it(name, () => {
      const html = readFileSync(join(import.meta.dirname, 'styles', `${name}.html`), 'utf8');
      const reading = readSite(SITE, [pageOf(html)], {
        languages: [name.slice(0, 2)],
        country: expected.country,
        seenOn: '2026-11-22',
      });
      expect({
        country: expected.country,
        channels: reading.channels.map((c) => `${c.kind} ${c.address ?? c.url ?? c.vendor}`).sort(),
        hours: reading.hours,
        promise: reading.promise,
        complaint: reading.complaintChannel,
      }).toEqual(expected);
    });
});
