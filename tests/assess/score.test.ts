/** The score as arithmetic: whatever the criteria say, these hold. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scoreOf } from '../../src/assess/score.ts';
import { scored } from '../../src/model/measured.ts';
import {
  CRITERIA,
  type CriterionResult,
  type CriterionUse,
  CriterionUse as Uses,
} from '../../src/model/rubric.ts';

const result = (
  criterion: CriterionResult['criterion'],
  weight: number,
  points: number | null,
  use: CriterionUse = 'in-score',
): CriterionResult => ({
  criterion,
  weight,
  use,
  verdict:
    points === null
      ? { status: 'unscorable', reason: 'for the test' }
      : { status: 'scored', points, rule: 'test', reason: 'for the test', quotes: [] },
});
const scoreIn = (criteria: readonly CriterionResult[]): number => {
  const score = scoreOf({ disposition: 'answered', substantive: scored(1), criteria });
  if (score.status !== 'scored') throw new Error(score.reason);
  return score.value;
};

const anything = fc.tuple(
  ...CRITERIA.map((c) =>
    fc
      .record({
        weight: fc.integer({ min: 0, max: 100 }),
        points: fc.option(fc.integer({ min: 0, max: 100 }), { freq: 4 }),
        use: fc.constantFrom(...Uses.options),
      })
      .map(({ weight, points, use }) => result(c, weight, points, use)),
  ),
);
/** At least one criterion counts. */
const countable = anything.filter((list) =>
  list.some((c) => c.use === 'in-score' && c.weight > 0 && c.verdict.status === 'scored'),
);

describe('the score', () => {
  it('lies between the lowest and the highest of the criteria that count', () => {
    fc.assert(
      fc.property(countable, (list) => {
        const points = list.flatMap((c) =>
          c.use === 'in-score' && c.weight > 0 && c.verdict.status === 'scored' ? [c.verdict.points] : [],
        );
        const score = scoreIn(list);
        expect(score).toBeGreaterThanOrEqual(Math.min(...points) - 0.005);
        expect(score).toBeLessThanOrEqual(Math.max(...points) + 0.005);
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(100);
      }),
    );
  });

  it('never falls when a criterion rises', () => {
    fc.assert(
      fc.property(countable, fc.nat(CRITERIA.length - 1), fc.nat(100), (list, i, more) => {
        const c = list[i]!;
        if (c.verdict.status !== 'scored') return;
        const better = { ...c, verdict: { ...c.verdict, points: Math.min(100, c.verdict.points + more) } };
        expect(scoreIn(list.with(i, better))).toBeGreaterThanOrEqual(scoreIn(list));
      }),
    );
  });

  it('without a criterion is the mean of the others, whatever that one said', () => {
    fc.assert(
      fc.property(anything, fc.nat(CRITERIA.length - 1), fc.nat(100), (list, i, points) => {
        const c = list[i]!;
        const others = list.toSpliced(i, 1);
        const score = (criteria: readonly CriterionResult[]) =>
          scoreOf({ disposition: 'answered', substantive: scored(1), criteria });
        for (const out of [
          result(c.criterion, c.weight, null),
          result(c.criterion, c.weight, points, 'dropped'),
          result(c.criterion, c.weight, points, 'tentative'),
          result(c.criterion, c.weight, points, 'persons-only'),
          result(c.criterion, 0, points),
        ])
          expect(score(list.with(i, out))).toEqual(score(others));
      }),
    );
  });

  it('is the mean by weight of what is scored', () => {
    const list = [result('speed', 25, 80), result('effectiveness', 25, 50), result('accuracy', 15, null)];
    expect(scoreIn(list)).toBe(65);
    expect(scoreIn([...list, result('convenience', 50, 0)])).toBe(32.5);
  });

  it('has a value only where there is one to have', () => {
    const criteria = [result('speed', 25, 80)];
    const answered = { disposition: 'answered', substantive: scored(1), criteria } as const;
    const none = { status: 'not-applicable', reason: 'nothing came' } as const;
    expect(scoreOf({ ...answered, substantive: none })).toEqual({ status: 'scored', value: 0 });
    expect(scoreOf({ ...answered, disposition: 'invalid' }).status).toBe('not-applicable');
    expect(scoreOf({ ...answered, criteria: [result('speed', 0, 80)] }).status).toBe('unscorable');
    expect(scoreOf({ ...answered, substantive: { status: 'unscorable', reason: 'x' } }).status).toBe(
      'scored',
    );
  });
});
