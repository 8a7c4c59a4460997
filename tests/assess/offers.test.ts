/** Offers as they stand in replies: tables, labelled lines, figures without a sign, worked examples, parts of other answers. */
import { describe, expect, it } from 'vitest';
import { answeredFacets } from '../../src/assess/facets/index.ts';
import { quantify } from '../../src/assess/quantities.ts';
import { valuesOf, withWholeRange } from '../../src/assess/reading/values.ts';
import { readReply } from '../../src/assess/reply-text.ts';
import type { Facet } from '../../src/model/vocabulary.ts';

const LANGUAGES = ['en', 'uk', 'ru', 'zh'];
const read = (language: string, text: string, wanted: Facet[]) => {
  const question = { language, subject: '', body: '?' };
  const reply = readReply({ visibleText: text }, question, LANGUAGES);
  const { facets, answering } = answeredFacets(reply, question, wanted);
  return { facets, values: withWholeRange(valuesOf(reply, answering)) };
};

describe('a figure', () => {
  it.each([
    ['ru', 'процентов двадцать', 'percent', [20]],
    ['ru', '8 ‰ в сутки', 'percent', [0.8]],
    ['ru', '0,8 в день', 'percent', [0.8]],
    ['ru', 'ноль восемь в сутки', 'percent', [0.8]],
    ['ru', 'восемь десятых процента', 'percent', [0.8]],
    ['ru', 'полпроцента в день', 'percent', [0.5]],
    ['uk', 'відсоток на добу', 'percent', [1]],
    ['en', 'eight tenths of a percent', 'percent', [0.8]],
    ['ru', 'недели на две', 'days', [2]],
    ['uk', 'не довше місяця', 'days', [1]],
    ['ru', 'рублей 400-500', 'money', [400, 500]],
    ['zh', '日息万分之四点五一天', 'percent', [0.045]],
  ])('%s: %s', (language, text, kind, values) => {
    const found = quantify(text, language).quantities.find((q) => q.kind === kind);
    expect(found?.values).toEqual(values);
  });

  it('without a sign is no rate where a currency stands before it', () => {
    expect(quantify('$0.8 a day', 'en').quantities.map((q) => q.kind)).toEqual(['money']);
  });
});

describe('a reply', () => {
  it('in a table answers by its headings, and states the range over its products', () => {
    const table =
      'Product   Amount (KSh)   Period      Interest\nA   500 - 15,000   7 - 30 days   8% per month';
    const { facets, values } = read('en', `${table}\nB   15,001 - 70,000   1 - 6 months   6% per month`, []);
    expect(facets).toEqual(expect.arrayContaining(['rate', 'amount', 'term']));
    expect(values).toContainEqual(
      expect.objectContaining({ facet: 'amount', min: 500, max: 70_000, currency: 'KES' }),
    );
    expect(values).toContainEqual(expect.objectContaining({ facet: 'rate', min: 6, max: 8, per: 'month' }));
  });

  it('with labels answers by them, but not by a label over a bare link', () => {
    expect(read('uk', 'Виплата: на картку\nДострокове погашення: без комісії', []).facets).toEqual([
      'payout-method',
      'early-repayment',
    ]);
    expect(read('en', 'Early repayment: https://lender.example/faq', []).facets).toEqual([]);
  });

  it('with a worked example states the whole cost, no sum or term on offer', () => {
    expect(read('en', 'On £300 for 20 days you would hand back £348.', []).facets).toEqual(['total-cost']);
  });

  it('about an extension states no term, and about lateness no rate', () => {
    const asked: Facet[] = ['extension', 'late-consequences'];
    expect(read('uk', 'Так, можна на 10 днів, якщо сплатите проценти.', asked).facets).toEqual(['extension']);
    expect(read('uk', 'З четвертого дня нараховується 2% на день.', asked).facets).toEqual([
      'late-consequences',
    ]);
  });

  it('need not say again what was asked; unasked, a way of paying answers neither', () => {
    const text = 'Straight onto the Visa you apply with.';
    expect(read('en', text, ['payout-method']).facets).toEqual(['payout-method']);
    expect(read('en', 'Prepaid card or bank, your pick.', []).facets).toEqual([]);
  });
});
