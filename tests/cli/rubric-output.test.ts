/** The rubric as the commands print it: verdicts on replies, what differs, people's grades. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { codesOf } from '../../src/cli/codes.ts';
import { readPersonCodes } from '../../src/cli/person-codes.ts';
import { renderRubric } from '../../src/cli/rubric-lines.ts';
import { CRITERIA, type CriterionResult } from '../../src/model/rubric.ts';
import { aProbe } from '../support/plan.ts';
import { anAssessment, aReply } from './coded-study.ts';
import { doorbell, jsonLines } from './run-cli.ts';
import { temporaryFolder } from './temporary.ts';

const file = (name: string, lines: object[]): string => {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, lines.map((l) => `${JSON.stringify(l)}\n`).join(''));
  return path;
};

const TEXT =
  'Dear Anna,\r\n\r\nthank you for your enquiry. The rate is 0.8% a day for new customers.\r\n\r\nKind regards,\r\nTom Ashwick';
const QUESTION = 'Hello, what is the rate on a small loan? Anna';

describe('a verdict on a reply', () => {
  it('has every criterion in its findings, with the words of the text as it was given', async () => {
    const path = file('r.jsonl', [
      { id: 1, lang: 'en', question: QUESTION, asked: ['rate'], latency_s: 3600, text: TEXT },
      { id: 2, lang: 'en', question: QUESTION, asked: ['rate'], latency_s: 3600, text: '0.8% a day' },
    ]);
    const [full, bare] = jsonLines((await doorbell('assess', path)).out);
    const of = (verdict: typeof full, criterion: string) =>
      verdict.findings.filter((f: { criterion: string }) => f.criterion === criterion);
    for (const criterion of CRITERIA) {
      expect(of(full, criterion).length, criterion).toBeGreaterThan(0);
      for (const f of of(full, criterion))
        if (f.quote !== undefined) expect(TEXT.slice(f.start, f.end)).toBe(f.quote);
    }
    expect(of(full, 'speed')[0]).toMatchObject({ value: 80, rule: 'speed.log-time' });
    expect(of(full, 'effectiveness')[0]).toMatchObject({ value: 100 });
    expect(of(full, 'competence')[0]).toMatchObject({ value: 2 });
    expect(of(full, 'politeness')[0]).toMatchObject({ value: 2 });
    expect(of(full, 'accuracy')[0]).toMatchObject({ value: 'unscorable', rule: 'accuracy.unscorable' });
    // 25 x 80 + 25 x 100 + 10 x 100 + 15 x 100 + 4 x 100 + 3 x 50, over 82.
    expect(full.score).toBeCloseTo((2000 + 2500 + 1000 + 1500 + 400 + 150) / 82, 2);
    expect(bare.score).toBeLessThan(full.score);

    const [a, b] = [file('a.jsonl', [{ ...full, id: 'x' }]), file('b.jsonl', [{ ...bare, id: 'x' }])];
    const { differences } = JSON.parse((await doorbell('diff', a, b, '--json')).out);
    expect(differences).toContainEqual({ unit: 'x', criterion: 'rubric:politeness', a: 2, b: 0 });
    expect(differences).not.toContainEqual(expect.objectContaining({ criterion: 'rubric:speed' }));
  });
});

const probe = aProbe();
const graded = (points: number, use: CriterionResult['use'] = 'in-score'): CriterionResult[] => [
  {
    criterion: 'accuracy',
    weight: 15,
    use,
    verdict: {
      status: 'scored',
      points,
      rule: 'accuracy.published.rate',
      reason: 'Contradicts the published terms.',
      quotes: [
        { quote: 'The rate\u001b[31m is 1.2% a day.', start: 0, end: 20, evidence: 'a'.repeat(64) },
        {
          quote: 'Interest is 0.8% a day.',
          start: 0,
          end: 23,
          source: 'https://acme.example/terms',
          seenOn: '2026-08-18',
        },
      ],
    },
  },
  {
    criterion: 'empathy',
    weight: 3,
    use: 'persons-only',
    verdict: { status: 'unscorable', reason: 'judged by persons only' },
  },
];

describe('what differs between two assessments', () => {
  it('names criteria of the rubric by points, and what they may do', async () => {
    const line = (criteria: CriterionResult[]) => ({ ...anAssessment(probe, aReply(probe)), criteria });
    const a = file('a.jsonl', [line(graded(0))]);
    const b = file('b.jsonl', [line(graded(100, 'dropped'))]);
    const { differences } = JSON.parse((await doorbell('diff', a, b, '--json')).out);
    expect(differences).toEqual([
      { unit: probe.id, criterion: 'rubric:accuracy', a: 0, b: 100 },
      { unit: probe.id, criterion: 'rubric-use:accuracy', a: 'in-score', b: 'dropped' },
    ]);
  });
});

describe('a probe in the terminal', () => {
  it('shows each criterion with its reason, both quotes and their place, and no control sequence', () => {
    const text = renderRubric({ ...anAssessment(probe, aReply(probe)), criteria: graded(0) }).join('\n');
    expect(text).toContain('score: 80');
    expect(text).toContain(
      'accuracy (weight 15): 0  Contradicts the published terms. [accuracy.published.rate]',
    );
    expect(text).toContain('| The rate is 1.2% a day.');
    expect(text).toContain(
      '| Interest is 0.8% a day.  (published at https://acme.example/terms, read on 2026-08-18)',
    );
    expect(text).toContain('empathy (persons-only): unscorable, judged by persons only');
    expect(text).not.toContain('\u001b');
  });
});

describe('grades of a person', () => {
  const known = [{ probe: 'p1', evidence: 'a'.repeat(64) }];
  const read = (csv: string) => readPersonCodes(new TextEncoder().encode(csv), known);
  it('are 0, 1 or 2 for each criterion that persons can judge', () => {
    const { codes, problems } = read('probe,politeness,convenience,empathy,accuracy\np1,2,0,1,\n');
    expect(problems).toEqual([]);
    expect([...codes.values()][0]).toEqual(codesOf({ politeness: 2, convenience: 0, empathy: 1 }));
  });
  it.each(['3', '-1', 'yes', '1.5'])('are not %s', (cell) => {
    expect(read(`probe,politeness\np1,${cell}\n`).problems).toEqual([
      expect.stringMatching(/^2: politeness /),
    ]);
  });
  it('are none for the clock and the share: those are counted', () => {
    expect(read('probe,speed\np1,2\n').problems[0]).toContain('unknown column "speed"');
  });
});
