import { describe, expect, it } from 'vitest';
import { FACETS } from '../../src/model/vocabulary.ts';
import { reasonIn } from '../../src/report/reasons.ts';
import { speechOf } from '../../src/report/speech.ts';
import reasons from '../../src/report/strings/reasons.json' with { type: 'json' };

const LANGUAGES = ['uk', 'ru', 'zh'] as const;

describe.each(LANGUAGES)('reasons of the rules in %s', (language) => {
  const speech = speechOf(language);

  it('have every sentence and word, with all its places', () => {
    const placesOf = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([place]) => place).sort();
    for (const [english, said] of reasons.sentences as [string, Record<string, string>][]) {
      expect(placesOf(said[language]!), english).toEqual(placesOf(english));
      const example = english
        .replaceAll('{n}', '2')
        .replaceAll('{of}', '3')
        .replaceAll('{word}', 'ru')
        .replaceAll('{list}', FACETS.slice(0, 2).join(', '));
      const { text, language: found } = reasonIn(example, speech);
      expect([found, text.match(/[{}]|undefined/)], english).toEqual([language, null]);
    }
    for (const word of Object.values(reasons.words)) expect(word[language]).not.toBe('');
  });

  it('say lists and numbers as the page does', () => {
    const { text } = reasonIn('The first substantive reply came after 5.5 hours.', speech);
    expect(text).toContain(speech.number(5.5, 1));
    const open = reasonIn('1 of 2 asked facets were answered. Not answered: early-repayment.', speech).text;
    expect(open).toContain(speech.say('facet.early-repayment'));
  });

  it('stay whole in English where a word or the sentence is not known', () => {
    for (const reason of ['One barrier: sent elsewhere (to-the-moon).', 'A rule of tomorrow. <b>x</b>'])
      expect(reasonIn(reason, speech)).toEqual({ text: reason, language: 'en' });
  });
});

it('an English page has the words of the rules', () => {
  expect(reasonIn('The lender declined.', speechOf('en'))).toEqual({
    text: 'The lender declined.',
    language: 'en',
  });
});
