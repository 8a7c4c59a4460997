import { describe, expect, test } from 'vitest';
import { loadStudy } from '../../src/cli/study/load.ts';
import { type ScriptFault, scriptFindings } from '../../src/cli/study/script-rules.ts';
import { folder, SCENARIO, swap } from './fixtures.ts';

const faults = (text: string) => [...new Set(scriptFindings(text).map((finding) => finding.fault))];

/** Guardrails 5 and 13 of channels.md, section 4: one refusal each, in four languages and in the forms that slip through. */
const REFUSED: Record<Exclude<ScriptFault, 'placeholder'>, string[]> = {
  link: [
    'Please see https://loans.example/offer for it.',
    'Подивіться на www.позика.example, будь ласка.',
    'Посмотрите, пожалуйста, на сайт займ.рф и ответьте.',
    '请看loans.example吗，谢谢',
    'Write to me on t.me/anna or so.',
    '请访问ｗｗｗ．ｌｏａｎｓ．ｅｘａｍｐｌｅ查看',
    'See loans.exam\u200bple now.',
  ],
  'mail-address': [
    'Please answer to anna@mail.example too.',
    'Відповідайте на анна@пошта.example.',
    'Мой ник @anna, пишите туда.',
    '请回复到anna＠mail.example谢谢',
  ],
  'phone-number': [
    'Call me on +44 20 7946 0000 please.',
    'Мій номер (044) 123-45-67, телефонуйте.',
    'Позвоните на 8 800 123 45 67, пожалуйста.',
    '我的电话是13812345678，谢谢',
    '请打１３８１２３４５６７８给我',
    'Номер 067-123-45-67.',
    'It is 0800123456.',
  ],
  html: [
    'I <b>really</b> want to know the rate.',
    'Скажіть,&nbsp;яка ставка?',
    'Скажите <a href="x">ставку</a>.',
    '请问利率<br/>是多少',
    '<!-- hello --> What is the rate?',
  ],
  attachment: [
    'Please see attached my papers.',
    'У вкладенні мої документи.',
    'Прилагаю скан, посмотрите его.',
    '材料见附件，请查收',
    'My papers are in the  Attachment.',
  ],
  promotion: [
    'Our company would be glad to help: buy now!',
    'Ми пропонуємо найкращі умови.',
    'Подпишитесь на нашу рассылку.',
    '点击这里，限时优惠！',
    'Unsubscribe at any time.',
  ],
};

describe.each(Object.entries(REFUSED))('%s', (fault, texts) => {
  test.each(texts)('refused: %s', (text) => {
    expect(faults(text)).toContain(fault);
  });
});

test.each([
  'I need 15 000-20 000 for 6–12 months, or perhaps 1,000,000 (in parts), at 0.5% a day. Is 9:00-18:00 fine?',
  'Чи можна взяти від 10 000 до 50 000 грн на 3-6 місяців? Чи потрібно прикріпити документи, т. зв. довідки?',
  'Можно ли вернуть 30 000 тенге до 01.10.2026, т.е. через 30-60 дней? А 5000-7000? Какие у вас условия и предложения?',
  '我想借10000-20000元，分3-6个月还，2026-10-01之前能到账吗？利率是0.03%吗？',
  'Is my application attached to one office? I would sign up if the rate is below 10 %. Thanks & regards',
  'Їхній відсоток 1.5% p.a., e.g. for new clients; суми 10 000, 20 000, 30 000.',
])('allowed: %s', (text) => {
  expect(scriptFindings(text)).toEqual([]);
});

test('no text of any length makes the rules slow', () => {
  const begun = performance.now();
  for (const piece of ['a', '1 ', '-', 'a.', '<a', '@', '{', '1-', '附', 'www.', 'our '])
    scriptFindings(piece.repeat(2000 / piece.length));
  expect(performance.now() - begun).toBeLessThan(1000);
});

test.each([
  [
    'a link in a subject',
    'subject: Your rate',
    'subject: Your rate at loans.example',
    /:25:16: texts\.en\.b\.subject: has a link \("loans\.example"\): a question carries no links/,
  ],
  [
    'a phone number in a body',
    'what is the rate of interest on a loan?',
    'what is the rate? +380441234567',
    /texts\.en\.b\.body: has a phone number \("\+380441234567"\): a question carries no phone numbers/,
  ],
  [
    'no name',
    'do you lend money? {name}',
    'do you lend your money?',
    /texts\.en\.a\.body: has \{name\} 0 times, must have it exactly once/,
  ],
  [
    'the name twice',
    'Hello, at what',
    'Hello {name}, at what',
    /texts\.en\.a\.body: has \{name\} 2 times, must have it exactly once/,
  ],
  [
    'the name in a subject',
    'subject: Your rate',
    'subject: Your rate {name}',
    /texts\.en\.b\.subject: has \{name\} 1 times, must have it in the body only/,
  ],
  [
    'another placeholder',
    'do you lend money? {name}',
    'do you lend {sum}? {name}',
    /texts\.en\.a\.body: has a placeholder \("\{sum\}"\): the only placeholder is \{name\}/,
  ],
])('a study is refused for %s', async (_, from, to, message) => {
  const dir = await folder({ 'scenarios/first-loan.yml': swap(SCENARIO, from, to) });
  await expect(loadStudy(dir)).rejects.toThrow(message);
});
