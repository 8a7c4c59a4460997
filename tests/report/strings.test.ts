import { describe, expect, it } from 'vitest';
import { AgainstHours } from '../../src/model/conduct.ts';
import { CURVE_CLOCKS } from '../../src/model/curves.ts';
import { DoorState } from '../../src/model/market-findings.ts';
import { CRITERIA, CriterionUse } from '../../src/model/rubric.ts';
import { VariationSource } from '../../src/model/sensitivity.ts';
import { Change } from '../../src/model/trend.ts';
import { CHANNEL_KINDS, DISPOSITIONS, FACETS, RESPONDERS, SLOT_KINDS } from '../../src/model/vocabulary.ts';
import { Band, DeviationKind } from '../../src/model/wave-result.ts';
import { speechOf } from '../../src/report/speech.ts';
import en from '../../src/report/strings/en.json' with { type: 'json' };
import ru from '../../src/report/strings/ru.json' with { type: 'json' };
import uk from '../../src/report/strings/uk.json' with { type: 'json' };
import zh from '../../src/report/strings/zh.json' with { type: 'json' };

const LANGUAGES: Record<string, Record<string, string | Record<string, string>>> = { en, uk, ru, zh };
const formsOf = (wording: string | Record<string, string>) =>
  typeof wording === 'string' ? [wording] : Object.values(wording);
const placesIn = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1]!).sort();

describe.each(Object.keys(LANGUAGES))('the strings in %s', (language) => {
  const strings = LANGUAGES[language]!;

  it('are complete and nothing more', () => {
    expect(Object.keys(strings).sort()).toEqual(Object.keys(en).sort());
  });

  it('have the places of the English ones in every plural form', () => {
    for (const [key, wording] of Object.entries(strings)) {
      // Which of the two numbers of a total is said is the language's affair.
      if (key === 'finding.everyone') continue;
      const expected = placesIn(formsOf((LANGUAGES.en as typeof strings)[key]!)[0]!);
      for (const form of formsOf(wording)) expect([key, placesIn(form)]).toEqual([key, expected]);
    }
  });

  it('have the plural forms that the language needs', () => {
    const needed = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    for (const wording of Object.values(strings))
      if (typeof wording !== 'string') expect(Object.keys(wording).sort()).toEqual([...needed].sort());
  });

  it('name every word of the model', () => {
    const words = [
      ...DISPOSITIONS.map((w) => `disposition.${w}`),
      ...RESPONDERS.map((w) => `responder.${w}`),
      ...SLOT_KINDS.map((w) => `slot.${w}`),
      ...CHANNEL_KINDS.map((w) => `channel.${w}`),
      ...FACETS.map((w) => `facet.${w}`),
      ...Band.options.map((w) => `band.${w}`),
      ...DeviationKind.options.map((w) => `deviation.${w}`),
      ...CRITERIA.map((w) => `criterion.${w}`),
      ...CriterionUse.options.map((w) => `use.${w}`),
      ...VariationSource.options.map((w) => `source.${w}`),
      ...CURVE_CLOCKS.map((w) => `clock.${w}`),
      ...DoorState.options.filter((w) => w !== 'not-tested').map((w) => `door.${w}`),
      ...AgainstHours.options.map((w) => `asked.${w}`),
      ...Change.shape.verdict.options.map((w) => `trend.${w}`),
    ];
    for (const word of words) expect(Object.keys(strings)).toContain(word);
  });
});

describe('speech', () => {
  it('chooses the plural', () => {
    const { say } = speechOf('uk');
    expect(say('finding.silent', { n: 21 })).toBe('21 не озвався жодного разу');
    expect(say('finding.silent', { n: 4 })).toBe('4 не озвалися жодного разу');
    expect(speechOf('ru').say('lendersOf', { n: 21 })).toBe('21 кредитора');
  });
  it('gives no share of ten or fewer', () => {
    const { share } = speechOf('en');
    expect(share(4, 5)).toBe('4 of 5');
    expect(share(10, 10)).toBe('10 of 10');
    expect(share(11, 12)).toBe('11 of 12 (92%)');
  });
  it('tells stretches of time', () => {
    const { elapsed, wait } = speechOf('en');
    expect(elapsed(42_000)).toBe('42 s');
    expect(elapsed(59 * 60_000 + 59_999)).toBe('59 min');
    expect(elapsed(3_600_000)).toBe('1 h');
    expect(elapsed(71 * 3_600_000 + 60_000)).toBe('71 h 1 min');
    expect(wait(0.5)).toBe('30 min');
    expect(speechOf('uk').wait(2.93)).toBe('2,9\u00a0год');
    expect(speechOf('zh').elapsed(42_000)).toBe('42秒');
    expect(wait(42.13)).toBe('42.1 h');
    expect(wait(0.004)).toBe('14 s');
  });
});
