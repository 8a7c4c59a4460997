/** Cyrillic languages in Latin letters, and Ukrainian told from Russian where no letter tells. */
import { describe, expect, it } from 'vitest';
import { foldText } from '../../src/assess/clean-text.ts';
import { languageOf } from '../../src/assess/language.ts';
import { quantify } from '../../src/assess/quantities.ts';
import { readReply } from '../../src/assess/reply-text.ts';
import { skeletonOf, transliteratedFrom } from '../../src/assess/transliteration.ts';

const LANGUAGES = ['en', 'uk', 'ru', 'zh'];

describe('skeletons', () => {
  it.each([
    ['dlya', 'dlia'],
    ['dlja', 'dlia'],
    ['vidpovid’', 'vidpovid'],
    ['hroshi', 'groshi'],
    ['zayavka', 'zaiavka'],
    ['khvylyn', 'hvilin'],
  ])('%s and %s are one', (a, b) => {
    expect(skeletonOf(foldText(a)).trim()).toBe(skeletonOf(b).trim());
  });
  it('keep every word in its place', () => {
    const text = 'shcho zh, otrymaiete hroshi';
    expect(skeletonOf(text)).toHaveLength(text.length);
    expect(skeletonOf(text).indexOf('gro')).toBe(text.indexOf('hro'));
  });
});

describe('the language behind Latin letters', () => {
  it.each([
    ['Vash lyst otrymano. Nomer zvernennia 4410. Vidpovid protiahom 3 hodyn.', 'uk'],
    ['Zdravstvuyte, procentnaya stavka 1% v den, pogasit mozhno dosrochno.', 'ru'],
    ['Thank you for your message. The rate is 1% a day for new customers.', null],
    ['Der Kredit kann jederzeit online beantragt werden.', null],
  ])('%s', (text, language) => expect(transliteratedFrom(foldText(text), LANGUAGES, 'uk')).toBe(language));
  it('is that of the reply', () => {
    const reply = readReply(
      { visibleText: 'Stavka 1,2% na den, strok do 30 dniv, potriben pasport.' },
      null,
      LANGUAGES,
    );
    expect(reply.language).toBe('uk');
    expect(reply.quantities.map((q) => q.kind)).toEqual(['percent', 'days']);
  });
});

describe('short Cyrillic texts', () => {
  it.each([
    ['Добрий день, Анно! Ставка становить 0,9% на день.', 'uk'],
    ['Вибачте, чат зараз офлайн', 'uk'],
    ['Гаразд, перекажемо на карту', 'uk'],
    ['Усе розписано тут: https://lender.example/umovy', 'uk'],
    ['Ставка 1% в день, срок до 30 дней', 'ru'],
    ['Да, можно погасить досрочно, штрафов нет', 'ru'],
    ['Документы: паспорт и код', 'ru'],
    ['Анна, перезвоните нам завтра после обеда, спасибо', 'ru'],
  ])('%s', (text, language) => expect(languageOf(text, LANGUAGES)).toBe(language));
});

describe('Slavic figures', () => {
  const found = (text: string): string[] =>
    quantify(foldText(text), 'uk').quantities.map((q) => `${q.kind} ${q.values.join('-')}`);
  it.each([
    ["дамо тисяч п'ять", ['money 5000']],
    ['тисячі три-чотири', ['money 3000-4000']],
    ['хвилин 20 після підпису', ['time 20']],
    ["двадцять п'ять тисяч", ['money 25000']],
    ['до 6000', ['money 6000']],
    ['1% в день 30 днів', ['percent 1', 'days 30']],
  ])('%s', (text, expected) => expect(found(text)).toEqual(expected));
});
