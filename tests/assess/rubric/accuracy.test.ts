/** Figures against published terms and against what the lender told others: doubt never accuses. */
import { describe, expect, it } from 'vitest';
import { whyUnread } from '../../../src/assess/rubric/statements.ts';
import type { Facet } from '../../../src/model/vocabulary.ts';
import { codeOf, LANGUAGES, type Told, verdictOf } from './cases.ts';

type Ask = Pick<Told, 'lang' | 'question' | 'asked'>;
type Row = [result: 0 | 2 | 'unscorable', what: string, published: string, reply: string];

const RATE: Record<string, Ask> = {
  en: { lang: 'en', question: 'What is the interest rate on a small loan, please?', asked: ['rate'] },
  uk: { lang: 'uk', question: 'Яка відсоткова ставка за невеликою позикою?', asked: ['rate'] },
  ru: { lang: 'ru', question: 'Какая процентная ставка по небольшому займу?', asked: ['rate'] },
  zh: { lang: 'zh', question: '请问小额借款的利率是多少？', asked: ['rate'] },
};

const RATES: Record<string, Row[]> = {
  en: [
    [2, 'the same rate', 'Interest is charged at 0.8% a day on the balance.', 'The rate is 0.8% per day.'],
    [0, 'a higher rate', 'Interest is charged at 0.8% a day on the balance.', 'The rate is 1.2% per day.'],
    [2, 'the same by the month', 'We charge 0.9% per day.', 'The interest is 27% per month.'],
    [0, 'another by the month', 'We charge 0.9% per day.', 'The interest is 10% per month.'],
    [2, 'the same by the year', 'We charge 0.8% per day.', 'The interest rate is 292% per year.'],
    [
      'unscorable',
      'a yearly rate that may be compounded',
      'We charge 0.8% per day.',
      'The APR is 1200% a year.',
    ],
    ['unscorable', 'a rate without its period', 'We charge 0.8% per day.', 'The interest rate is 5%.'],
    [
      'unscorable',
      'one for other clients',
      'New customers pay 0.5% a day.',
      'Returning customers pay 0.3% a day.',
    ],
    [0, 'one for the same clients', 'New customers pay 0.5% a day.', 'As a new customer you pay 0.9% a day.'],
    [2, 'one of several', 'New customers pay 0.5% a day, others 0.9% a day.', 'The rate is 0.9% a day.'],
    [2, 'inside the range', 'The rate is between 0.5% and 1% a day.', 'The rate is 0.7% a day.'],
    [0, 'outside the range', 'The rate is from 0.5% to 1% a day.', 'The rate is 1.5% a day.'],
  ],
  uk: [
    [2, 'the same rate', 'Стандартна ставка 0,9% на день.', 'Ставка становить 0,9% на день.'],
    [0, 'another rate', 'Стандартна ставка 0,9% на день.', 'Ставка становить 1,5% на день.'],
    [2, 'the same by the month', 'Стандартна ставка 0,9% на день.', 'Ставка 27% на місяць.'],
    [
      'unscorable',
      'one for new clients',
      'Стандартна ставка 0,9% на день.',
      'Для нових клієнтів ставка 0,01% на день.',
    ],
  ],
  ru: [
    [2, 'the same rate', 'Вознаграждение 0,3% в день.', 'Ставка составляет 0,3% в день.'],
    [0, 'another rate', 'Вознаграждение 0,3% в день.', 'Ставка составляет 0,8% в день.'],
    [
      'unscorable',
      'one for new clients',
      'Вознаграждение 0,3% в день.',
      'Для новых клиентов ставка 0,1% в день.',
    ],
  ],
  zh: [
    [2, 'the same rate', '日利率0.05%，按实际使用天数计息。', '日利率为0.05%。'],
    [0, 'another rate', '日利率0.05%，按实际使用天数计息。', '日利率为0.08%。'],
    [2, 'the same by the month', '日利率0.05%。', '月利率1.5%。'],
    ['unscorable', 'one for new clients', '日利率0.05%。', '新客户日利率0.01%。'],
  ],
};

describe('a rate against the published one', () => {
  it('is tried in every language', () => expect(Object.keys(RATES)).toEqual(LANGUAGES));
  for (const [lang, rows] of Object.entries(RATES))
    it.each(rows)(`${lang}: %s for %s`, (code, _what, published, reply) => {
      expect(codeOf('accuracy', { ...RATE[lang]!, replies: [reply], terms: [['rate', published]] })).toBe(
        code,
      );
    });
});

const AMOUNT: Record<string, Ask> = {
  en: { lang: 'en', question: 'I have never borrowed before. How much can I get?', asked: ['amount'] },
  uk: { lang: 'uk', question: 'Це буде перша позика. Яку суму можна отримати?', asked: ['amount'] },
  ru: { lang: 'ru', question: 'Это будет первый заём. Какую сумму можно получить?', asked: ['amount'] },
  zh: { lang: 'zh', question: '第一次借款，请问最多能借多少？', asked: ['amount'] },
};

const AMOUNTS: Record<string, Row[]> = {
  en: [
    [2, 'a sum inside', 'New customers can borrow from £100 to £600.', 'You can borrow up to £500.'],
    [0, 'a sum beyond', 'New customers can borrow from £100 to £600.', 'You can borrow up to £1,500.'],
    [
      'unscorable',
      'another currency',
      'New customers can borrow from £100 to £600.',
      'You can borrow up to $1,500.',
    ],
    [
      'unscorable',
      'a later loan',
      'New customers can borrow from £100 to £600.',
      'For returning customers the loan is up to £1,500.',
    ],
  ],
  uk: [
    [
      2,
      'the same range',
      'Перша позика від 500 до 15 000 грн.',
      'Нові клієнти можуть отримати від 500 до 15 000 грн.',
    ],
    [
      0,
      'a sum beyond',
      'Перша позика від 500 до 15 000 грн.',
      'Нові клієнти можуть отримати від 500 до 30 000 грн.',
    ],
  ],
  ru: [
    [2, 'a sum inside', 'Первый заём от 10 000 до 150 000 тенге.', 'Новым клиентам даём до 100 000 тенге.'],
    [0, 'a sum beyond', 'Первый заём от 10 000 до 150 000 тенге.', 'Новым клиентам даём до 300 000 тенге.'],
  ],
  zh: [
    [2, 'the same range', '新客户首次额度500元至10000元。', '新客户的额度为500元至10000元。'],
    [0, 'a sum beyond', '新客户首次额度500元至10000元。', '新客户的额度为500元至30000元。'],
  ],
};

describe('an amount against the published one', () => {
  for (const [lang, rows] of Object.entries(AMOUNTS))
    it.each(rows)(`${lang}: %s for %s`, (code, _what, published, reply) => {
      const terms: Told['terms'] = [['amount', published]];
      expect(codeOf('accuracy', { ...AMOUNT[lang]!, replies: [reply], terms })).toBe(code);
    });
});

describe('a total against the published example', () => {
  const ask: Ask = {
    lang: 'uk',
    question: 'Якщо взяти 10 000 грн на 30 днів, скільки всього треба повернути?',
    asked: ['total-cost'],
  };
  const terms: Told['terms'] = [['total-cost', '10 000 грн на 30 днів: до повернення 12 700 грн.']];
  it.each([
    [2, 'the same total', 'Загалом потрібно повернути 12 700 грн.'],
    [2, 'the overpayment', 'За 10 000 грн на 30 днів переплата становить 2 700 грн.'],
    [0, 'another total', 'За 10 000 грн на 30 днів загалом потрібно повернути 14 500 грн.'],
    [
      'unscorable',
      'an example with another sum',
      'За 5 000 грн на 30 днів загалом потрібно повернути 6 350 грн.',
    ],
  ] as const)('%s for %s', (code, _what, reply) => {
    expect(codeOf('accuracy', { ...ask, replies: [reply], terms })).toBe(code);
  });
});

describe('a term', () => {
  const ask: Ask = { lang: 'ru', question: 'На какой срок можно взять заём?', asked: ['term'] };
  it.each([
    [2, 'days inside', 'Срок займа от 7 до 30 дней.', 'Срок можно выбрать от 7 до 30 дней.'],
    [2, 'the same in months', 'Срок займа до 12 месяцев.', 'Срок займа до 1 года.'],
    [0, 'longer than published', 'Срок займа от 7 до 30 дней.', 'Срок можно выбрать от 7 до 90 дней.'],
  ] as const)('%s for %s', (code, _what, published, reply) => {
    expect(codeOf('accuracy', { ...ask, replies: [reply], terms: [['term', published]] })).toBe(code);
  });
});

describe('against its own other replies', () => {
  const en = RATE.en!;
  const reply = 'The rate is 0.8% a day.';
  const others = (...list: string[]) => codeOf('accuracy', { ...en, replies: [reply], others: list });
  it('a contradiction counts, agreement proves nothing', () => {
    expect(others('The rate is 1.2% a day.')).toBe(0);
    expect(others('The rate is 0.8% a day.')).toBe('unscorable');
  });
  it('is charged to the reply that stands alone, not to those that agree', () => {
    const [one, two] = ['The rate is 0.8% a day.', 'Our rate: 0.8% per day.'];
    expect(others(one, two, 'The rate is 1.2% a day.')).toBe('unscorable');
    expect(
      codeOf('accuracy', { ...en, replies: ['The rate is 1.2% a day.'], others: [reply, one, two] }),
    ).toBe(0);
  });
  it('does not count where published terms confirm the figure', () => {
    const terms: Told['terms'] = [['rate', 'Interest is 0.8% a day.']];
    expect(codeOf('accuracy', { ...en, replies: [reply], terms, others: ['The rate is 1.2% a day.'] })).toBe(
      2,
    );
  });
  it('leaves alone what was not asked: it may be a fine', () => {
    const told = { ...en, asked: ['documents' as const], question: 'Which documents do you need?' };
    const replies = ['We need your passport. The interest rate is 0.8% a day.'];
    expect(codeOf('accuracy', { ...told, replies, others: ['The rate is 1.2% a day.'] })).toBe('unscorable');
  });
});

it('a contradiction shows both quotes, the page and its date', () => {
  const verdict = verdictOf('accuracy', {
    ...RATE.uk!,
    replies: ['Добрий день! Ставка становить 1,5% на день.'],
    terms: [['rate', 'Стандартна ставка 0,9% на день.']],
  });
  expect(verdict).toMatchObject({
    status: 'scored',
    code: 0,
    rule: 'accuracy.published.rate',
    quotes: [
      { quote: 'Ставка становить 1,5% на день.', evidence: expect.stringMatching(/^[0-9a-f]{64}$/) },
      {
        quote: 'Стандартна ставка 0,9% на день.',
        source: 'https://acme.example/terms',
        seenOn: '2026-08-18',
      },
    ],
  });
  expect(verdict.reason).toContain('2026-08-18');
  expect(verdict.reason).toContain('confirmed by a person');
});

describe('a published sentence', () => {
  const why = (facet: Facet, text: string) =>
    whyUnread({ facet, text, source: 'https://acme.example/terms', seenOn: '2026-08-18' }, LANGUAGES);
  it.each([
    ['rate', 'The rate is 0.8% a day.', null],
    ['rate', '日利率0.05%。', null],
    ['rate', 'We offer fair rates.', 'holds no figure that the rules read'],
    ['rate', 'Ставка 5%.', 'names no period'],
    ['amount', 'Перша позика від 500 до 15 000 грн.', null],
    ['amount', 'Суми на будь-який смак.', 'holds no figure that the rules read'],
    ['early-repayment', 'Дострокове погашення без комісії.', null],
  ] as const)('on %s: "%s" is %s', (facet, text, reason) => expect(why(facet, text)).toBe(reason));
});

describe('0% without its condition', () => {
  it.each([
    ['en', 'Loans at 0% interest! Apply on our site.', 0],
    ['en', 'Loans at 0% interest for the first 10 days.', 'unscorable'],
    ['en', 'Early repayment: 0% fee on any loan.', 'unscorable'],
    ['uk', 'Позика під 0%! Оформлюйте на сайті.', 0],
    ['uk', 'Перша позика під 0%.', 'unscorable'],
    ['ru', 'Займ под 0%! Оформите на сайте.', 0],
    ['ru', 'Первый займ под 0%.', 'unscorable'],
    ['zh', '借款利率0%！请到官网申请。', 0],
    ['zh', '新客户首次借款利率0%。', 'unscorable'],
  ] as const)('%s: %s', (lang, reply, code) => {
    expect(codeOf('accuracy', { ...RATE[lang]!, replies: [reply] })).toBe(code);
  });
});

describe('automation that is not declared', () => {
  const headers = [
    { name: 'auto-submitted', value: 'auto-generated' },
    { name: 'x-autoreply', value: 'yes' },
  ];
  const told = (reply: string): Told => ({
    ...RATE.en!,
    replies: [`${reply} Press 1 for loans, press 2 for repayments, press 3 for documents. The rate is 5%.`],
    headers,
  });
  it('counts where the machine’s own headers call it automatic', () => {
    const verdict = verdictOf('accuracy', told(''));
    expect(verdict).toMatchObject({ code: 0, rule: 'accuracy.undeclared-automation' });
  });
  it('is none where the words say it', () => {
    expect(codeOf('accuracy', told('I am the virtual assistant of Acme.'))).toBe('unscorable');
  });
  it('is never inferred from wording alone', () => {
    expect(codeOf('accuracy', { ...told(''), headers: [] })).toBe('unscorable');
  });
});
