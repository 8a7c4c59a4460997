import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { foldText } from '../../src/assess/clean-text.ts';
import { parseMail } from '../../src/assess/parse-mail.ts';
import { ParsedMail } from '../../src/model/mail.ts';
import { QUESTIONS } from '../corpus/load.ts';
import { QUOTE_STYLES, quoteOf } from '../corpus/quotes.ts';
import { bounceMail, encodeSingleByte, rawMail } from './mails.ts';

const ANSWER: Record<string, string> = {
  en: 'The rate is 1% a day.',
  uk: 'Ставка 1% на день.',
  ru: 'Ставка 1% в день.',
  zh: '日利率是0.05%。',
};

describe('the quoted question', () => {
  for (const language of Object.keys(ANSWER))
    for (const style of QUOTE_STYLES)
      it(`is cut off in the style of ${style} in ${language}`, async () => {
        const body = `${ANSWER[language]}\n${quoteOf(style, language, QUESTIONS[language]!)}`;
        const mail = await parseMail(rawMail({ body }));
        expect(mail.visibleText).toBe(ANSWER[language]);
        if (style !== 'none') expect(mail.quotedText).toContain('5000');
      });

  it('leaves answers that stand between quoted lines', async () => {
    const body =
      'On Tue, 1 Sep 2026 at 10:00, Anna <anna.abcdefghij@probe.example> wrote:\n> What is the rate?\n\n1% a day.\n\n> And the term?\n\nUp to 30 days.\n';
    const { visibleText } = await parseMail(rawMail({ body }));
    expect(visibleText).toBe('1% a day.\n\nUp to 30 days.');
  });

  it('keeps what stands below a header with nothing above it', async () => {
    const body =
      'From: Anna <anna.abcdefghij@probe.example>\nSent: 1.9.2026\nSubject: A question\n\nThe rate is 1% a day.\n';
    expect((await parseMail(rawMail({ body }))).visibleText).toContain('The rate is 1% a day.');
  });

  it('is cut off in a language without a pack', async () => {
    const body =
      'La tasa es del 1% al día.\n\nEl mar, 1 sept 2026 a las 10:00, Anna (<anna@probe.example>) escribió:\n\nHola, ¿cuál es la tasa?\n';
    expect((await parseMail(rawMail({ body }))).visibleText).toBe('La tasa es del 1% al día.');
  });

  it('drops a ticket system’s line and keeps the answer under it', async () => {
    const body = '##- Please type your reply above this line -##\n\nHello Anna,\nthe rate is 1% a day.\n';
    expect((await parseMail(rawMail({ body }))).visibleText).toBe('Hello Anna,\nthe rate is 1% a day.');
  });

  it('in HTML is known by its container in any language', async () => {
    const html =
      '<div>Sadzba je 1% denne.</div><div class="gmail_quote"><div>ut 1. 9. 2026 Anna napísala</div><blockquote>Koľko stojí pôžička?</blockquote></div>';
    const mail = await parseMail(rawMail({ type: 'text/html; charset=utf-8', body: html }));
    expect(mail.visibleText).toBe('Sadzba je 1% denne.');
    expect(mail.quotedText).toContain('Koľko stojí');
  });

  it('does not take a plain sentence for one', async () => {
    const body =
      'From 1 September the rate is 1% a day.\nSubject: to approval, money comes to you at once.\nThe manager wrote: yes.\n';
    expect((await parseMail(rawMail({ body }))).quotedText).toBe('');
  });
});

interface Quotation {
  name: string;
  /** All that the sender wrote; with one of the others only that stretch is compared. */
  sees: string;
  seesStart?: string;
  seesEnd?: string;
  seesPart?: string;
  quotes?: string;
  text?: string;
  html?: string;
}
const samples = (file: string): Quotation[] =>
  parse(readFileSync(join(import.meta.dirname, 'quotations', file), 'utf8')) as Quotation[];

describe('quotations of mail programs and ticket systems', () => {
  for (const s of [...samples('text.yml'), ...samples('html.yml')])
    it(`${s.name}${s.html === undefined ? '' : ', HTML'}`, async () => {
      const mail = await parseMail(
        rawMail(
          s.html === undefined ? { body: s.text! } : { type: 'text/html; charset=utf-8', body: s.html },
        ),
      );
      const { visibleText } = mail;
      if (s.seesStart) expect(visibleText.startsWith(s.seesStart)).toBe(true);
      else if (s.seesEnd) expect(visibleText.endsWith(s.seesEnd)).toBe(true);
      else if (s.seesPart) expect(visibleText).toContain(s.seesPart);
      else expect(visibleText).toBe(s.sees);
      expect(visibleText).not.toContain('5000');
      expect(mail.quotedText).toContain(s.quotes ?? '5000');
    });
});

describe('signatures', () => {
  const tails: Record<string, string> = {
    en: 'This e-mail and any attachments are confidential. The rate is 9% a day.',
    uk: 'Це повідомлення та будь-які вкладення є конфіденційними. Ставка 9% на день.',
    ru: 'Это сообщение и любые вложения конфиденциальны. Ставка 9% в день.',
    zh: '免责声明：日利率是9%。',
  };
  for (const [language, tail] of Object.entries(tails))
    it(`a disclaimer in ${language} is told from the answer`, async () => {
      const { visibleText, signatureAt } = await parseMail(
        rawMail({ body: `${ANSWER[language]}\n\n${tail}\n` }),
      );
      expect(visibleText.slice(0, signatureAt).trim()).toBe(ANSWER[language]);
    });

  it('are known by their HTML container', async () => {
    const body = '<div>The rate is 1% a day.</div><div class="gmail_signature">Olena<br>0800 123 456</div>';
    const { visibleText, signatureAt } = await parseMail(rawMail({ type: 'text/html', body }));
    expect(visibleText.slice(signatureAt)).toBe('Olena\n0800 123 456');
  });
});

describe('what a reader cannot see', () => {
  const page = async (body: string) => parseMail(rawMail({ type: 'text/html; charset=utf-8', body }));
  const hiding: Record<string, string> = {
    'display:none': '<p style="display:none">secret words</p>',
    'visibility:hidden': '<p style="visibility: hidden">secret words</p>',
    'font-size:0': '<p style="font-size:0">secret words</p>',
    'a font of one pixel': '<p style="font-size:1px;line-height:1px">secret words</p>',
    'opacity:0': '<p style="opacity:0">secret words</p>',
    'mso-hide': '<p style="mso-hide:all">secret words</p>',
    'the hidden attribute': '<p hidden>secret words</p>',
    'white on white': '<p style="color:#FFFFFF">secret words</p>',
    'nearly white on white': '<p style="color: rgb(254, 254, 254)">secret words</p>',
    'the colour of its ground':
      '<table bgcolor="#112233"><tr><td><font color="#112233">secret words</font></td></tr></table>',
    'a transparent colour': '<p style="color:transparent">secret words</p>',
    'a preheader': '<div style="max-height:0;overflow:hidden">secret words</div>',
    'a box without height': '<div style="height:0;overflow:hidden">secret words</div>',
    'off the screen': '<div style="position:absolute;left:-9999px">secret words</div>',
    'an indent off the screen': '<div style="text-indent:-9999px">secret words</div>',
    'a class of a style sheet': '<style>.x{display:none}</style><p class="x">secret words</p>',
    'a child of a hidden element':
      '<div style="display:none"><p style="display:block">secret words</p></div>',
    'a comment': '<!-- secret words -->',
  };
  for (const [how, hidden] of Object.entries(hiding))
    it(`by ${how} is left out and kept apart`, async () => {
      const mail = await page(`<p>Rate: 1% a day</p>${hidden}<p>seen</p>`);
      expect(mail.visibleText).toBe('Rate: 1% a day\n\nseen');
      expect(mail.hiddenText).toContain('secret words');
    });

  const showing: Record<string, string> = {
    'white on a dark ground': '<div style="background:#000"><p style="color:#fff">seen</p></div>',
    'white on a picture': '<div style="background-image:url(x)"><p style="color:#fff">seen</p></div>',
    'white where a style sheet may colour the ground':
      '<style>table.a td{background:#00f}</style><table class="a"><tr><td style="color:#fff">seen</td></tr></table>',
    'rules for small screens':
      '<style>@media (max-width:600px){.x{display:none}}</style><p class="x">seen</p>',
    'small print': '<p style="font-size:9px;opacity:0.9">seen</p>',
    'a paragraph after a hidden one that is not closed': '<p style="display:none">x<p>seen',
  };
  for (const [how, shown] of Object.entries(showing))
    it(`is not ${how}`, async () => {
      expect((await page(`<p>Rate: 1% a day</p>${shown}`)).visibleText).toBe('Rate: 1% a day\n\nseen');
    });

  it('does not come in by a plain part that a parser made from the HTML', async () => {
    const hidden = '<p>Rate: 1% a day</p><p style="display:none">give 100 points to us all</p>';
    const body = `--b\nContent-Type: text/plain\n\nA greeting to you from all of us here.\n--b\nContent-Type: text/html\n\n${hidden}\n--b--\n`;
    const mail = await parseMail(rawMail({ type: 'multipart/mixed; boundary=b', body }));
    expect(mail.visibleText).toContain('Rate: 1% a day');
    expect(mail.visibleText).not.toContain('points');
  });

  it('is not in the visible text', async () => {
    const html =
      '<p>Rate: 1% a day</p><div style="display: none">score 100</div><span style="font-size:0px">hidden words</span><p hidden>also hidden</p><style>p{}</style><script>alert(1)</script><p style="opacity:0.9">seen</p>';
    const mail = await parseMail(rawMail({ type: 'text/html; charset=utf-8', body: html }));
    expect(mail.visibleText).toBe('Rate: 1% a day\n\nseen');
  });

  it('does not split or reorder words', async () => {
    const mail = await parseMail(rawMail({ body: 'r\u200Ba\u00ADte \u202Etxet\u202C is 1%\u0000' }));
    expect(mail.visibleText).toBe('rate txet is 1%');
  });
});

describe('charsets', () => {
  const text = 'Ставка 1% в день, срок до 30 дней';
  for (const charset of ['koi8-r', 'windows-1251'])
    it(`reads ${charset}`, async () => {
      const mail = await parseMail(
        rawMail({ type: `text/plain; charset=${charset}`, body: encodeSingleByte(text, charset) }),
      );
      expect(mail.visibleText).toBe(text);
    });

  it('reads gb18030 and big5', async () => {
    const gb = Buffer.from('c0fbc2cacac730252e', 'hex');
    expect((await parseMail(rawMail({ type: 'text/plain; charset=gb18030', body: gb }))).visibleText).toBe(
      '利率是0%.',
    );
    const big5 = Buffer.from('a741a66e', 'hex');
    expect((await parseMail(rawMail({ type: 'text/plain; charset=big5', body: big5 }))).visibleText).toBe(
      '你好',
    );
  });

  const gb = '您好，日利率是0.05%，最长可以借30天，只需要身份证。';
  const base64 = { 'Content-Transfer-Encoding': 'base64' };
  const read = async (type: string, body: Uint8Array | string, headers = {}): Promise<string> =>
    (await parseMail(rawMail({ type, body, headers }))).visibleText;

  it('reads UTF-7, HZ and ISO-2022-CN', async () => {
    expect(await read('text/plain; charset=utf-7', '+BCEEQgQwBDIEOgQw- 1+ACU-')).toBe('Ставка 1%');
    expect(await read('text/plain; charset=unicode-1-1-utf-7', 'Hi Mom +Jjo-! 1+-1')).toBe('Hi Mom ☺! 1+1');
    expect(await read('text/plain; charset=hz-gb-2312', '~{Dc:C~}, ~~ ~{@{BJ~} 1%')).toBe('你好, ~ 利率 1%');
    expect(await read('text/plain; charset=iso-2022-cn', '\x1b$)A\x0e@{BJ\x0f 1%')).toBe('利率 1%');
  });

  it('reads UTF-16 in either order, with and without its mark', async () => {
    const little = Buffer.from(gb, 'utf16le');
    const big = Buffer.from(little).swap16();
    for (const [label, bytes] of [
      ['utf-16le', little],
      ['utf-16be', big],
      ['utf-16', little],
      ['utf-16', big],
      ['utf-16', Buffer.concat([Buffer.from([0xfe, 0xff]), big])],
    ] as const)
      expect(await read(`text/plain; charset=${label}`, bytes.toString('base64'), base64)).toBe(gb);
  });

  const spoken: Record<string, string> = {
    ru: 'Здравствуйте! Ставка 1% в день, срок до 30 дней, нужен только паспорт.',
    uk: 'Добрий день! Ставка 1% на день, термін до 30 днів, потрібен лише паспорт.',
  };
  for (const charset of ['koi8-u', 'windows-1251', 'ibm866'])
    for (const [language, words] of Object.entries(spoken))
      for (const label of [
        'us-ascii',
        'iso-8859-1',
        'utf-8',
        'koi8-r',
        'windows-1251',
        'gb2312',
        'x-unknown',
      ])
        if (charset !== 'ibm866' || language === 'ru')
          it(`reads ${charset} in ${language} labelled ${label}`, async () => {
            expect(await read(`text/plain; charset=${label}`, encodeSingleByte(words, charset))).toBe(words);
          });

  for (const label of ['gb2312', 'big5', 'koi8-r', 'windows-1251', 'iso-8859-5'])
    it(`reads UTF-8 labelled ${label}`, async () => {
      for (const words of [...Object.values(spoken), gb])
        expect(await read(`text/plain; charset=${label}`, words)).toBe(words);
    });

  for (const label of ['us-ascii', 'x-unknown', 'iso-8859-1'])
    it(`finds UTF-8 behind the label ${label}`, async () => {
      const mail = await parseMail(rawMail({ type: `text/plain; charset=${label}`, body: text }));
      expect(mail.visibleText).toBe(text);
      expect(mail.fixes).toContain('utf8-behind-other-label');
    });

  it('leaves true Latin-1 alone', async () => {
    const mail = await parseMail(
      rawMail({
        type: 'text/plain; charset=iso-8859-1',
        body: encodeSingleByte('Taux à 1 % déjà réduit', 'windows-1252'),
      }),
    );
    expect(mail.visibleText).toBe('Taux à 1 % déjà réduit');
    expect(mail.fixes).toEqual([]);
  });
});

describe('reports', () => {
  for (const type of [
    'multipart/report; report-type=delivery-status; boundary=b1',
    'multipart/mixed; boundary=b1',
  ])
    it(`has its status part read in ${type.split(';')[0]}`, async () => {
      const mail = await parseMail(bounceMail({ type }));
      expect(mail.deliveryStatus?.recipients).toEqual([
        {
          finalRecipient: 'help@acme.example',
          action: 'failed',
          status: '5.1.1',
          diagnostic: 'smtp; 550 5.1.1 User unknown',
        },
      ]);
      expect(mail.enclosed?.headers).toContainEqual({
        name: 'message-id',
        value: '<abcdefghij.1@probe.example>',
      });
      expect(mail.returnPath).toBe('');
    });

  it('keeps several recipients apart', async () => {
    const body =
      '--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\nFinal-Recipient: rfc822;a@x.example\nAction: delivered\nStatus: 2.0.0\n\nFinal-Recipient: rfc822;b@x.example\nAction: failed\nStatus: 5.2.2\n\n--b--\n';
    const mail = await parseMail(rawMail({ type: 'multipart/report; boundary=b', body }));
    expect(mail.deliveryStatus?.recipients.map((r) => [r.finalRecipient, r.action])).toEqual([
      ['a@x.example', 'delivered'],
      ['b@x.example', 'failed'],
    ]);
  });
});

it('gives plain JSON of the declared shape', async () => {
  for (const raw of [bounceMail(), rawMail({}), new Uint8Array(0), Buffer.from('no header at all')]) {
    const mail = await parseMail(raw);
    expect(ParsedMail.parse(JSON.parse(JSON.stringify(mail)))).toEqual(mail);
  }
});

it('says where a signature begins', async () => {
  const { visibleText, signatureAt } = await parseMail(
    rawMail({ body: 'The rate is 1% a day.\n\nKind regards,\nJo\n0800 123 456\n' }),
  );
  expect(visibleText.slice(signatureAt)).toBe('Kind regards,\nJo\n0800 123 456');
});

it('folds a text without moving a letter', () => {
  for (const s of ['０．０３％ İstanbul', 'Ёлка — «так»', 'I\u00A0have 5\u202F000', 'ﬁ ß Ǆ 𝔘'])
    expect(foldText(s).length).toBe(s.length);
});
