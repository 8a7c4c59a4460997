/** Packs keep their notation, and their phrases find what they were written for. */
import { describe, expect, it } from 'vitest';
import { foldText } from '../../src/assess/clean-text.ts';
import { languageOf } from '../../src/assess/language.ts';
import { PACKS } from '../../src/assess/languages/index.ts';
import { compilePhrases, phraseSource } from '../../src/assess/phrases.ts';
import { parseNumber, quantify } from '../../src/assess/quantities.ts';
import { unitsOf } from '../../src/assess/sentences.ts';
import { FACETS } from '../../src/model/vocabulary.ts';

describe('every pack', () => {
  for (const pack of PACKS)
    it(`${pack.code} covers every facet, in notation that compiles and is already folded`, () => {
      for (const facet of FACETS) expect(pack.facets[facet]?.length, facet).toBeGreaterThan(0);
      const walk = (value: unknown, path: string): void => {
        if (typeof value === 'string') {
          if (!/quote|subject|signOff|footer|quantities|abbreviations|letters|code|script/.test(path))
            expect(() => compilePhrases([value], pack.spaced), `${path}: ${value}`).not.toThrow();
          if (!/script/.test(path)) expect(foldText(value), path).toBe(value);
        } else if (value && typeof value === 'object')
          for (const [k, v] of Object.entries(value)) walk(v, `${path}/${k}`);
      };
      walk(pack, pack.code);
    });
});

describe('the notation', () => {
  const matches = (phrase: string, text: string, spaced = true): boolean =>
    new RegExp(phraseSource(phrase, spaced), 'u').test(foldText(text));
  it.each([
    ['call us', 'Please call us.', true],
    ['call us', 'recall us', false],
    ['call us', 'call used', false],
    ['repay*', 'You repaid', false],
    ['repa*', 'You repaid', true],
    ['(ring|call) us', 'ring us', true],
    ['please kindly? call', 'please call', true],
    ['call ... office', 'call our nearest office', true],
    ['зателефон* нам', 'Зателефонуйте нам', true],
    ['сума', 'пасума', false],
    ['rate : <percent>', 'rate:  %', false],
    ['rate : high', 'Rate: high', true],
    ['call * now', 'call us now', true],
  ])('%s in "%s": %s', (phrase, text, expected) => expect(matches(phrase, text)).toBe(expected));
  it('sees Chinese words inside others', () => expect(matches('利率', '年利率为3%', false)).toBe(true));
  it.each(['(a', 'a)', '?', '<price>', 'a -> b'])('refuses %s', (phrase) =>
    expect(() => phraseSource(phrase, true)).toThrow(),
  );
});

describe('quantities', () => {
  const found = (text: string, language: string): string[] =>
    quantify(foldText(text), language).quantities.map((q) => `${q.kind} ${q.values.join('-')}`.trim());
  it.each([
    ['en', 'half a percent a day, up to $1,500', ['percent 0.5', 'money 1500']],
    ['en', 'between 100 and 2,000 EUR for 7-30 days', ['money 100-2000', 'days 7-30']],
    ['en', 'from 2k to 15k KES', ['money 2000-15000']],
    ['uk', 'від 1 000 до 15 тис. грн на строк до 30 днів', ['money 1000-15000', 'days 30']],
    ['uk', 'тел. 0-800-123-456, з 9:00', ['phone', 'clock']],
    ['ru', 'два процента, до 20 тысяч рублей, с 21 года', ['percent 2', 'money 20000', 'age 21']],
    ['ru', 'минут через 15', ['time 15']],
    [
      'zh',
      '年利率３．６%，额度1千到20万元，期限3-12个月，年满18周岁',
      ['percent 3.6', 'money 1000-200000', 'days 3-12', 'age 18'],
    ],
    ['zh', '百分之五，两万元，二十四期', ['percent 5', 'money 20000', 'days 24']],
    [
      'en',
      'ticket #12345 of 5 May 2026, see www.acme.example/terms, mail a@b.example',
      ['ref 12345', 'date', 'link', 'link'],
    ],
  ])('%s: %s', (language, text, expected) => expect(found(text, language)).toEqual(expected));
  it.each([
    ['5 000', 5000],
    ['5.000,50', 5000.5],
    ['0,5', 0.5],
    ['1,5', 1.5],
    ['1,500', 1500],
    ["1'000", 1000],
  ])('reads %s as %d', (text, value) => expect(parseNumber(text)).toBe(value));
});

describe('sentences', () => {
  const sentences = (text: string): string[] =>
    unitsOf(foldText(text))
      .filter((u) => u.kind === 'sentence')
      .map((u) => foldText(text).slice(u.start, u.end));
  it('go on over a wrapped line, and end with a short one', () => {
    const wrapped =
      'This line is as long as the program that wraps it lets a line be, so it\ngoes on here. A new sentence.';
    expect(sentences(wrapped)).toHaveLength(2);
    expect(sentences('first thing\nsecond thing\nthird')).toHaveLength(3);
  });
  it('do not end with an abbreviation', () => {
    expect(sentences('тел. 0 800 та ін. документи')).toHaveLength(1);
    expect(sentences('one, e.g. two')).toHaveLength(1);
  });
  it('lend a question or heading to what follows', () => {
    expect(sentences('Rate: \n1% a day')).toEqual(['rate:', 'rate: \n1% a day', '1% a day']);
  });
});

describe('the language', () => {
  const study = ['en', 'ru', 'uk', 'zh'];
  it.each([
    ['en', 'Thank you for your question, we will answer soon.'],
    ['uk', 'Дякуємо за ваше звернення, відповімо найближчим часом.'],
    ['ru', 'Спасибо за ваше обращение, мы скоро ответим вам.'],
    ['zh', '感谢您的来信，我们会尽快回复。'],
    ['unknown', 'ok 1%'],
    ['unknown', ''],
  ])('is %s', (language, text) => expect(languageOf(text, study)).toBe(language));
  it('is one of the study’s', () => {
    expect(['en', 'unknown']).toContain(
      languageOf('Vielen Dank für Ihre Nachricht, wir melden uns.', ['en', 'uk']),
    );
  });
});
