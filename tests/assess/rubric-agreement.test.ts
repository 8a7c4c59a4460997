/** What coders' agreement lets a criterion do. */
import { describe, expect, it } from 'vitest';
import type { Code } from '../../src/assess/agreement.ts';
import {
  type CodesByReply,
  criterionAgreements,
  criterionNotices,
  withAgreement,
} from '../../src/assess/rubric-agreement.ts';
import { scoreOf } from '../../src/assess/score.ts';
import type { Assessment } from '../../src/model/assessment.ts';
import { scored } from '../../src/model/measured.ts';
import { CRITERIA, type Criterion, type CriterionResult, RUBRIC_WEIGHTS } from '../../src/model/rubric.ts';
import { anAssessment, aReply } from '../cli/coded-study.ts';
import { aProbe } from '../support/plan.ts';

const REPLIES = Array.from({ length: 40 }, (_, i) => `probe-${i}`);
/** Half of the replies are asked in English, half in Ukrainian. */
const languageOf = (reply: string): string => (Number(reply.split('-')[1]) % 2 === 0 ? 'en' : 'uk');

const coder = (codes: Record<string, (i: number) => Code | null>): CodesByReply =>
  new Map(
    REPLIES.map((reply, i) => [
      reply,
      new Map(
        Object.entries(codes).flatMap(([name, code]): [string, Code][] => {
          const said = code(i);
          return said === null ? [] : [[name, said]];
        }),
      ),
    ]),
  );
const grade = (i: number): number => Math.floor(i / 2) % 3;
const rowsOf = (...coders: CodesByReply[]) => criterionAgreements(coders, languageOf, 'w1');
const row = (rows: ReturnType<typeof rowsOf>, criterion: Criterion, language = 'all') =>
  rows.find((r) => r.criterion === criterion && r.language === language);

describe('the alpha of a criterion', () => {
  it('is that of its own grades where two coders gave them, else of the codes that it is made of', () => {
    const rules = coder({ politeness: grade, greets: (i) => i % 4 > 1, deflection: () => 'none' });
    const maria = coder({
      politeness: grade,
      greets: (i) => i % 3 === 0,
      deflection: (i) => (i % 5 ? 'none' : 'phone'),
    });
    const rows = rowsOf(rules, maria);
    expect(row(rows, 'politeness')).toMatchObject({ by: 'politeness', units: 40, verdict: 'in-score' });
    expect(row(rows, 'politeness', 'uk')).toMatchObject({ units: 20, verdict: 'in-score' });
    expect(row(rows, 'convenience')).toMatchObject({ by: 'deflection', verdict: 'dropped' });
    for (const none of ['speed', 'accuracy', 'competence', 'effectiveness', 'empathy'] as const)
      expect(row(rows, none)).toBeUndefined();
  });

  it('decides nothing on fewer than ten replies, however many facets each has', () => {
    const few = (codes: CodesByReply): CodesByReply => new Map([...codes].slice(0, 9));
    const says = (agree: boolean) =>
      coder({
        'facet:rate': (i) => (i % 2 === 0) === agree,
        'facet:term': (i) => (i % 3 === 0) === agree,
        politeness: (i) => (agree ? grade(i) : 2 - grade(i)),
      });
    const rows = rowsOf(few(says(true)), few(says(false)));
    for (const criterion of ['effectiveness', 'politeness'] as const)
      expect(row(rows, criterion)).toMatchObject({ alpha: { status: 'scored' }, verdict: 'undecided' });
    expect(row(rowsOf(says(true), says(false)), 'effectiveness')?.verdict).toBe('dropped');
  });

  it('is that of the part on which coders agree least, facets taken together', () => {
    const says = (facet: boolean, kind: boolean) => ({
      'facet:rate': (i: number) => i % 2 === 0,
      'facet:term': (i: number) => (i % 3 === 0) === facet,
      'personal_data:phone': (i: number) => (i % 3 === 0) === kind,
      deflection: (i: number) => (i % 4 ? 'none' : 'phone'),
    });
    const rows = rowsOf(coder(says(true, true)), coder(says(true, false)));
    expect(row(rows, 'effectiveness')).toMatchObject({ by: 'facet:', units: 80, alpha: { value: 1 } });
    expect(row(rows, 'convenience')).toMatchObject({ by: 'personal_data:', verdict: 'dropped' });
  });

  it('takes grades by their order: to miss by one is less than to miss by two', () => {
    const off = (by: number) =>
      row(
        rowsOf(
          coder({ empathy: grade }),
          coder({ empathy: (i) => (i % 5 ? grade(i) : (grade(i) + by) % 3) }),
        ),
        'empathy',
      )!.alpha;
    const always = (alpha: ReturnType<typeof off>): number =>
      alpha.status === 'scored' ? alpha.value : Number.NaN;
    expect(always(off(0))).toBe(1);
    expect(always(off(1))).toBeLessThan(0.8);
  });

  it('is noticed where it keeps a criterion out', () => {
    const notices = criterionNotices(
      rowsOf(coder({ greets: (i) => i % 2 === 0 }), coder({ greets: (i) => i % 3 === 0 })),
    );
    expect(notices[0]).toMatch(
      /^politeness \(measured by greets\): alpha -?0\.\d{3} is below \.667: dropped from the score$/,
    );
    expect(notices).toHaveLength(3);
  });
});

const criteria = (points: Partial<Record<Criterion, number>>): CriterionResult[] =>
  CRITERIA.map((criterion) => ({
    criterion,
    weight: RUBRIC_WEIGHTS[criterion],
    use: criterion === 'empathy' ? 'persons-only' : 'in-score',
    verdict:
      points[criterion] === undefined
        ? { status: 'unscorable', reason: 'for the test' }
        : { status: 'scored', points: points[criterion], rule: 'test', reason: 'for the test', quotes: [] },
  }));
const assessmentOf = (points: Partial<Record<Criterion, number>>): Assessment => {
  const probe = aProbe();
  const list = criteria(points);
  return {
    ...anAssessment(probe, aReply(probe)),
    criteria: list,
    score: scoreOf({ disposition: 'answered', substantive: scored(1), criteria: list }),
  };
};
const agreed = (criterion: Criterion, alpha: number, language = 'all') => ({
  criterion,
  language,
  by: criterion,
  units: 40,
  alpha: scored(alpha),
  interval: scored({ low: alpha, high: alpha }),
  verdict:
    alpha >= 0.8 ? ('in-score' as const) : alpha >= 0.667 ? ('tentative' as const) : ('dropped' as const),
});
const useOf = (a: Assessment, criterion: Criterion) => a.criteria.find((c) => c.criterion === criterion)!;

describe('an assessment under agreement', () => {
  const before = assessmentOf({ speed: 80, effectiveness: 50, convenience: 0 });

  it('loses the criteria on which coders do not agree, and says so', () => {
    const after = withAgreement(before, 'en', [agreed('convenience', 0.5), agreed('effectiveness', 0.7)], []);
    expect(useOf(after, 'convenience').use).toBe('dropped');
    expect(useOf(after, 'effectiveness')).toMatchObject({ use: 'tentative', verdict: { points: 50 } });
    expect(after.score).toEqual({ status: 'scored', value: 80 });
    expect(withAgreement(before, 'en', [], []).score).toEqual(before.score);
  });

  it('goes by the language of the question, and by all where that says nothing', () => {
    const rows = [agreed('convenience', 0.9), agreed('convenience', 0.3, 'uk')];
    expect(useOf(withAgreement(before, 'uk', rows, []), 'convenience').use).toBe('dropped');
    expect(useOf(withAgreement(before, 'en', rows, []), 'convenience').use).toBe('in-score');
  });

  it('keeps a criterion on which alpha does not exist', () => {
    const none = {
      ...agreed('convenience', 1),
      alpha: { status: 'unscorable' as const, reason: 'x' },
      verdict: 'undecided' as const,
    };
    expect(withAgreement(before, 'en', [none], [])).toEqual(before);
  });

  const saying = (...codes: number[]) =>
    codes.map((code): CodesByReply => new Map([['r', new Map<string, Code>([['empathy', code]])]]));

  it('takes the median of persons for what only they can judge, once they agree', () => {
    const shown = withAgreement(before, 'en', [agreed('empathy', 0.7)], saying(2, 2, 0));
    expect(useOf(shown, 'empathy')).toMatchObject({ use: 'tentative', verdict: { code: 2, points: 100 } });
    expect(shown.score).toEqual(before.score);
    const counted = withAgreement(before, 'en', [agreed('empathy', 0.85)], saying(2, 2, 0));
    expect(useOf(counted, 'empathy').use).toBe('in-score');
    const sum = 25 * 80 + 25 * 50 + 15 * 0 + 3 * 100;
    expect(counted.score).toEqual({ status: 'scored', value: Math.round((sum / 68) * 100) / 100 });
    expect(useOf(withAgreement(before, 'en', [], saying(1, 2)), 'empathy').verdict).toMatchObject({
      points: 75,
    });
    expect(useOf(withAgreement(before, 'en', [agreed('empathy', 0.9)], []), 'empathy').verdict.status).toBe(
      'unscorable',
    );
  });

  it('leaves a criterion without weight where it is', () => {
    const light = {
      ...before,
      criteria: before.criteria.map((c) =>
        c.criterion === 'convenience' ? { ...c, weight: 0, use: 'no-weight' as const } : c,
      ),
    };
    expect(useOf(withAgreement(light, 'en', [agreed('convenience', 0.9)], []), 'convenience').use).toBe(
      'no-weight',
    );
  });
});
