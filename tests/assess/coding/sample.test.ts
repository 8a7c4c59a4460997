import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blindName, type Codable, orderFor, stratifiedSample } from '../../../src/assess/coding/sample.ts';
import { DISPOSITIONS } from '../../../src/model/vocabulary.ts';

const market = (sizes: [language: string, outcome: Codable['outcome'], n: number][]): Codable[] =>
  sizes.flatMap(([language, outcome, n]) =>
    Array.from({ length: n }, (_, i) => ({ key: `${language}-${outcome}-${i}`, language, outcome })),
  );
const count = (rows: Codable[], language: string, outcome?: string): number =>
  rows.filter((r) => r.language === language && (outcome === undefined || r.outcome === outcome)).length;

describe('the sample that people code', () => {
  const all = market([
    ['uk', 'answered', 100],
    ['uk', 'deflected', 60],
    ['en', 'answered', 30],
    ['zh', 'refused', 10],
  ]);

  it('takes from each language and outcome in proportion', () => {
    const sample = stratifiedSample(all, 100, 'w1');
    expect(sample).toHaveLength(100);
    expect(count(sample, 'uk', 'answered')).toBe(50);
    expect(count(sample, 'uk', 'deflected')).toBe(30);
    expect(count(sample, 'en')).toBe(15);
    expect(count(sample, 'zh')).toBe(5);
  });

  it('leaves no stratum out while there is room', () => {
    const sample = stratifiedSample(all, 6, 'w1');
    expect(new Set(sample.map((r) => `${r.language} ${r.outcome}`)).size).toBe(4);
    expect(sample).toHaveLength(6);
  });

  it('is another one under another seed, and the same under the same', () => {
    const keys = (seed: string) => stratifiedSample(all, 40, seed).map((r) => r.key);
    expect(keys('a')).toEqual(keys('a'));
    expect(keys('a')).not.toEqual(keys('b'));
  });

  it('has the wanted size, no reply twice and no regard for the order, whatever the market', () => {
    const reply = fc.record({
      language: fc.constantFrom('en', 'uk', 'ru', 'zh'),
      outcome: fc.constantFrom(...DISPOSITIONS),
    });
    fc.assert(
      fc.property(fc.array(reply, { maxLength: 120 }), fc.nat(130), fc.string(), (rows, size, seed) => {
        const some = rows.map((r, i) => ({ key: `k${i}`, ...r }));
        const sample = stratifiedSample(some, size, seed);
        expect(sample).toHaveLength(Math.min(size, some.length));
        expect(new Set(sample.map((r) => r.key)).size).toBe(sample.length);
        expect(stratifiedSample(some.toReversed(), size, seed)).toEqual(sample);
        const strata = (list: Codable[]) => new Set(list.map((r) => `${r.language} ${r.outcome}`)).size;
        expect(strata(sample)).toBe(Math.min(strata(some), sample.length));
      }),
    );
  });

  it('meets each coder in an order of their own, the same every time', () => {
    const sample = stratifiedSample(all, 30, 'w1');
    const order = (coder: string) => orderFor(sample, coder, 'w1').map((r) => r.key);
    expect(order('Olha')).toEqual(order('Olha'));
    expect(order('Olha')).not.toEqual(order('Petro'));
    expect(order('Olha').toSorted()).toEqual(sample.map((r) => r.key).toSorted());
  });

  it('names replies so that nothing shows through', () => {
    const name = blindName('w1-acme-email-first-loan abcdef', 'w1');
    expect(name).toMatch(/^[0-9a-f]{12}$/);
    expect(name).not.toBe(blindName('w1-acme-email-first-loan abcdef', 'w2'));
  });
});
