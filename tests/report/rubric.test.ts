/** What the report says of the rubric: weights, contradictions with both quotes, agreement; and no name of anybody. */
import { describe, expect, it } from 'vitest';
import type { Assessment } from '../../src/model/assessment.ts';
import { CRITERIA, type CriterionResult, RUBRIC_WEIGHTS } from '../../src/model/rubric.ts';
import { rankWave } from '../../src/ranking/rank-wave.ts';
import { renderCsv } from '../../src/report/csv.ts';
import { renderHtml } from '../../src/report/html.ts';
import { knownNames } from '../../src/report/known-names.ts';
import { redact } from '../../src/report/redaction.ts';
import { makeWave, PERSONAS } from './fixtures.ts';

const wave = makeWave({ lenders: 8, probes: 6 });
const chosen = wave.assessments.find((a) => a.disposition === 'answered')!;

const criteria: CriterionResult[] = CRITERIA.map((criterion) => ({
  criterion,
  weight: RUBRIC_WEIGHTS[criterion],
  use: criterion === 'politeness' ? 'dropped' : criterion === 'empathy' ? 'persons-only' : 'in-score',
  verdict:
    criterion === 'empathy'
      ? { status: 'unscorable', reason: 'judged by persons only' }
      : criterion === 'accuracy'
        ? {
            status: 'scored',
            points: 0,
            code: 0,
            rule: 'accuracy.published.rate',
            reason: 'Contradicts the published terms.',
            quotes: [
              {
                quote: `Добрий день, Олено! Ставка <b>1,5%</b> на день. Ваш менеджер Ганна Рудик, ${'0'.repeat(9)}`,
                start: 0,
                end: 10,
                evidence: 'a'.repeat(64),
              },
              {
                quote: 'Стандартна ставка 0,9% на день.',
                start: 0,
                end: 10,
                source: 'https://acme.example/terms',
                seenOn: '2026-08-18',
              },
            ],
          }
        : { status: 'scored', points: 50, code: 1, rule: 'test', reason: 'For the test.', quotes: [] },
}));
const told: Assessment = {
  ...chosen,
  criteria,
  messages: chosen.messages.map((m) => ({
    ...m,
    reading: {
      greets: true,
      usesName: true,
      automationDisclosed: false,
      nextStep: false,
      overPromise: false,
      languageMatches: true,
      staffNames: ['Ганна Рудик'],
      statusLink: false,
      csatPrompt: false,
      complaintChannel: false,
      injection: false,
      values: [],
    },
  })),
};
const result = redact(
  rankWave({ ...wave, assessments: wave.assessments.map((a) => (a === chosen ? told : a)) }),
  PERSONAS,
  knownNames([told], wave.plan),
);
const row = result.probes.find((p) => p.id === chosen.probe)!;

describe('a contradiction in the result', () => {
  it('has both quotes, the page and its date, and no name of asker, staff or number', () => {
    expect(row.contradictions).toEqual([
      {
        said: 'Добрий день, [name]! Ставка <b>1,5%</b> на день. Ваш менеджер [name], [number]',
        known: 'Стандартна ставка 0,9% на день.',
        source: 'https://acme.example/terms',
        seenOn: '2026-08-18',
      },
    ]);
    expect(JSON.stringify(result)).not.toContain('Рудик');
  });

  it.each(['en', 'uk', 'ru', 'zh'])('is shown in %s, its markup inert', (language) => {
    const html = renderHtml(result, { language });
    expect(html).toContain('Стандартна ставка 0,9% на день.');
    expect(html).toContain('https://acme.example/terms');
    expect(html).toContain('&lt;b&gt;1,5%');
    expect(html).not.toContain('<b>1,5%');
  });
});

describe('the rubric in the result', () => {
  it('counts how often each criterion could be told, with its weight and mean', () => {
    const of = (criterion: string) => result.rubric.find((r) => r.criterion === criterion)!;
    expect(result.rubric.map((r) => r.criterion)).toEqual(CRITERIA);
    expect(of('accuracy')).toMatchObject({ weight: 15, scored: 1, mean: { value: 0 } });
    expect(of('empathy')).toMatchObject({ scored: 0, mean: { status: 'not-applicable' } });
    expect(of('speed').n).toBe(
      result.probes.filter((p) => p.excluded === undefined && p.clocks.substantive.status === 'scored')
        .length,
    );
  });

  it('stands in probes.csv, with what is outside the score', () => {
    const [head, ...lines] = renderCsv(result)['probes.csv']!.split('\r\n');
    const columns = head!.split(',');
    const cells = lines.find((l) => l.includes(`,${chosen.probe},`))!;
    expect(columns).toEqual(expect.arrayContaining(CRITERIA.map((c) => `points_${c}`)));
    expect(columns).toEqual(expect.arrayContaining(['outside_score', 'contradictions']));
    expect(cells).toContain(',politeness,1,');
  });

  it('says on the probe what does not count', () => {
    const html = renderHtml(result, { language: 'en' });
    expect(html).toMatch(/politeness 50<\/b> <span class="soft">\(dropped from the score\)<\/span>/);
    expect(html).toContain('agreement with the rules was not measured');
  });
});
