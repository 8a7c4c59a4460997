import { describe, expect, it } from 'vitest';
import { nearIdentical, type WordedReply } from '../../src/assess/near-identical.ts';

const TEXTS = {
  uk: 'Добрий день! Дякуємо за ваше звернення. Кредит можна погасити достроково в будь-який день без додаткової комісії, відсотки нараховуються лише за фактичні дні користування. Для цього зайдіть в особистий кабінет та оберіть дострокове погашення.',
  ru: 'Здравствуйте! Спасибо за ваш вопрос. Для получения займа нужны только паспорт и идентификационный код, решение принимается в течение пятнадцати минут, деньги поступают на карту сразу после подписания договора в личном кабинете.',
  en: 'Hello and thank you for getting in touch with us. You can repay the loan early at any time without a fee, and interest is charged only for the days on which you used the money. Sign in to your account and choose early repayment.',
  zh: '您好，感谢您的咨询。您可以随时提前还款，不收取任何手续费，利息按照实际使用天数计算。请登录个人中心，选择提前还款，系统会自动显示需要支付的金额，完成支付以后合同即告结束，我们会发送短信通知您。',
};

const reply = (lender: string, text: string, names: string[] = []): WordedReply => ({
  probe: `w1-${lender}-email-q`,
  lender,
  text,
  names,
});

describe('replies in nearly the same words', () => {
  it.each(Object.entries(TEXTS))('%s: a changed name, sum and word stay the same text', (_, text) => {
    const found = nearIdentical([
      reply('a', `олена, ${text} 5000`, ['олена']),
      reply('b', `ivan, ${text} 12 000`, ['ivan']),
    ]);
    expect(found.compared).toBe(2);
    expect(found.shared).toEqual([
      { lenders: ['a', 'b'], probes: ['w1-a-email-q', 'w1-b-email-q'], similarity: 1 },
    ]);
  });

  it('a sentence of its own keeps a text apart, another ending does not', () => {
    const near = nearIdentical([reply('a', TEXTS.en), reply('b', `${TEXTS.en} Have a nice day!`)]);
    expect(near.shared).toHaveLength(1);
    expect(near.shared[0]!.similarity).toBeGreaterThan(0.8);
    expect(near.shared[0]!.similarity).toBeLessThan(1);
    const apart = nearIdentical([
      reply('a', TEXTS.en),
      reply('b', TEXTS.en.slice(0, 110) + TEXTS.en.slice(0, 60).split('').reverse().join('')),
    ]);
    expect(apart.shared).toEqual([]);
  });

  it("one lender's own template ties nobody, nor do short texts, nor different ones", () => {
    const found = nearIdentical([
      { ...reply('a', TEXTS.uk), probe: 'w1-a-email-1' },
      { ...reply('a', TEXTS.uk), probe: 'w1-a-email-2' },
      reply('b', TEXTS.ru),
      reply('c', 'Дякуємо за звернення, чекайте.'),
      reply('d', 'Дякуємо за звернення, чекайте.'),
    ]);
    expect(found).toEqual({ compared: 3, shared: [] });
  });

  it('does not depend on the order, and finds its groups among many', () => {
    const words = (seed: number): string =>
      Array.from({ length: 60 }, (_, i) =>
        ((seed * 7919 + i * 104729 + seed * i * 31) % 2 ** 31).toString(36),
      )
        .join(' ')
        .replace(/\d/g, 'k');
    const many = Array.from({ length: 400 }, (_, i) => reply(`l${i}`, words(i % 390)));
    const found = nearIdentical(many);
    expect(found.shared).toHaveLength(10);
    expect(nearIdentical(many.toReversed())).toEqual(found);
  });

  it('takes thousands of texts that are all alike in linear time', () => {
    const many = Array.from({ length: 5000 }, (_, i) =>
      reply(`l${i}`, `${TEXTS.ru} номер ${'абвгд'[i % 5]}`),
    );
    const found = nearIdentical(many);
    expect(found.shared).toHaveLength(1);
    expect(found.shared[0]!.lenders).toHaveLength(5000);
  });
});
