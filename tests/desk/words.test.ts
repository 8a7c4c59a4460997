import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isTongue, type Phrase, tongueOf, wordsOf } from '../../src/desk/words.ts';
import { DESK_CODES } from '../../src/fieldwork/operator.ts';
import { ASSISTED_CHANNELS } from '../../src/model/vocabulary.ts';

const desk = resolve(import.meta.dirname, '../../src/desk');
type Strings = Record<string, string | Record<string, string>>;
const strings = Object.fromEntries(
  ['en', 'uk', 'ru', 'zh'].map((code) => [
    code,
    Object.assign(
      {},
      ...['strings', 'coding/strings'].map((folder) =>
        JSON.parse(readFileSync(join(desk, folder, `${code}.json`), 'utf8')),
      ),
    ) as Strings,
  ]),
);
const en = strings.en!;
const places = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([p]) => p).sort();

describe('the languages of the desk', () => {
  it.each(['uk', 'ru', 'zh'])('%s has the same keys as English, in the same order', (code) => {
    expect(Object.keys(strings[code]!)).toEqual(Object.keys(en));
  });

  it.each(['en', 'uk', 'ru', 'zh'])('%s has every plural form that its grammar needs', (code) => {
    const needed = new Intl.PluralRules(code).resolvedOptions().pluralCategories.sort();
    for (const [key, wording] of Object.entries(strings[code]!))
      if (typeof wording !== 'string') expect(Object.keys(wording).sort(), `${code} ${key}`).toEqual(needed);
  });

  it.each(['uk', 'ru', 'zh'])('%s fills in what English fills in', (code) => {
    for (const [key, wording] of Object.entries(strings[code]!)) {
      const english = en[key]!;
      const wanted = places(typeof english === 'string' ? english : english.other!);
      for (const form of typeof wording === 'string' ? [wording] : Object.values(wording))
        expect(
          places(form).filter((p) => p !== '{n}'),
          `${code} ${key}`,
        ).toEqual(wanted.filter((p) => p !== '{n}'));
    }
  });

  it.each(['uk', 'ru', 'zh'])('%s is translated', (code) => {
    const names = /^(?:channel\.|list\.itself|lender\.by)/;
    const same = Object.entries(strings[code]!).filter(
      ([key, wording]) => !names.test(key) && JSON.stringify(wording) === JSON.stringify(en[key]),
    );
    expect(same).toEqual([]);
  });

  it('has every phrase that the code says, and no phrase that nobody says', () => {
    const code = readdirSync(desk, { recursive: true, encoding: 'utf8' })
      .filter((f) => f.endsWith('.ts'))
      .map((f) => readFileSync(join(desk, f), 'utf8'))
      .join('\n');
    const said = [...code.matchAll(/['"`]([a-z]+[A-Za-z]*\.[A-Za-z0-9-]+)['"`]/g)].map(([, key]) => key!);
    const made = [...code.matchAll(/`([a-z]+)\.\$\{/g)].map(([, family]) => family!);
    const named = [...code.matchAll(/(?:named|known)\([^'"]*'([a-z]+)'/g)].map(([, family]) => family!);
    const families = new Set([...made, ...named]);
    const unsaid = Object.keys(en).filter((key) => !said.includes(key) && !families.has(key.split('.')[0]!));
    expect(unsaid).toEqual([]);
  });

  it('has a sentence for each refusal and a name for each messenger', () => {
    for (const code of DESK_CODES) expect(en).toHaveProperty([`refused.${code}`]);
    for (const channel of ASSISTED_CHANNELS) expect(en).toHaveProperty([`channel.${channel}`]);
  });
});

describe('the choice of a language', () => {
  it('is the cookie first, then what the browser asks for, then English', () => {
    expect(tongueOf('uk', 'ru')).toBe('uk');
    expect(tongueOf(undefined, 'de, zh-CN;q=0.8, ru;q=0.9')).toBe('ru');
    expect(tongueOf('xx', 'fr')).toBe('en');
    expect(tongueOf('__proto__', undefined)).toBe('en');
    expect(isTongue('constructor')).toBe(false);
  });

  it('tells moments in the zone of the operator, and counts in the grammar of the language', () => {
    const uk = wordsOf('uk', 'Europe/Kyiv');
    expect(uk.clock('2026-09-07T09:00:00.000Z')).toBe('12:00');
    expect(uk.say('glance.counts', { n: 5 })).toBe('5 запитань у цій хвилі');
    expect(uk.say('glance.counts', { n: 3 })).toBe('3 запитання у цій хвилі');
    expect(wordsOf('en', 'UTC').away(NOW + 5 * 60_000, NOW)).toBe('in 5 minutes');
    expect(wordsOf('ru', 'UTC').named('channel', 'smoke' as Phrase)).toBe('smoke');
  });
});

const NOW = Date.parse('2026-09-07T09:00:00.000Z');
