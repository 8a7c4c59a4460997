import { describe, expect, it } from 'vitest';
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

describe('what a reader cannot see', () => {
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
