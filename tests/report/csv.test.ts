import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { scored } from '../../src/model/measured.ts';
import { WaveResult } from '../../src/model/wave-result.ts';
import { rankWave } from '../../src/ranking/rank-wave.ts';
import { renderCsv } from '../../src/report/csv.ts';
import { renderJson } from '../../src/report/json.ts';
import { redact } from '../../src/report/redaction.ts';
import { makeWave, PERSONAS } from './fixtures.ts';
import { resultOf } from './pages.ts';
import { parseCsv } from './parse-csv.ts';

const wave = makeWave({ lenders: 26, probes: 6 });
const result = redact(rankWave(wave), PERSONAS);

describe('CSV', () => {
  const files = renderCsv(result);

  it('has a row for each lender with its numbers', () => {
    const rows = parseCsv(files['lenders.csv']!);
    expect(rows.map((r) => r.lender)).toEqual(result.lenders.map((l) => l.id));
    rows.forEach((row, i) => {
      const lender = result.lenders[i]!;
      expect(Number(row.fielded)).toBe(Number(row.valid) + Number(row.excluded));
      expect(row.plan).toBe(result.plan);
      if (lender.standing.status === 'scored') {
        expect(Number(row.score)).toBeCloseTo(lender.standing.value.score, 5);
        expect([row.rank_low, row.rank_high]).toEqual([
          String(lender.standing.value.rankLow),
          String(lender.standing.value.rankHigh),
        ]);
      } else expect(row.score).toBe('');
      const outcomes = Object.entries(row).filter(([name]) => name.startsWith('outcome_'));
      if (lender.results.status === 'scored')
        expect(outcomes.reduce((n, [, v]) => n + Number(v), 0)).toBe(lender.valid);
      else expect([row.answered, ...outcomes.map(([, v]) => v)].join('')).toBe('');
    });
  });

  it('has a row for each probe and for each kind of deviation', () => {
    const probes = parseCsv(files['probes.csv']!);
    expect(probes.map((r) => r.probe)).toEqual(result.probes.map((p) => p.id));
    for (const row of probes)
      if (row.disposition === 'answered') expect(Number(row.hours_to_substantive)).toBeGreaterThan(0);
    expect(parseCsv(files['deviations.csv']!)).toHaveLength(result.deviations.length);
  });

  it('gives an empty table its header', () => {
    const calm = renderCsv({ ...result, deviations: [] });
    expect(calm['deviations.csv']).toBe('wave,plan,kind,code,n,first,last,detail,probes\r\n');
  });

  it('brings any text back, and never begins a cell like a formula', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'grapheme' }),
          fc
            .tuple(fc.constantFrom('=', '+', '-', '@', '\t', '\r', '＝', '＠'), fc.string())
            .map(([a, b]) => a + b),
          fc.constantFrom('a,b', 'say "x"', 'two\r\nlines', ' spaced ', '=HYPERLINK("http://x")'),
        ),
        (name) => {
          const changed = { ...result, lenders: [{ ...result.lenders[0]!, name }] };
          const cell = parseCsv(renderCsv(changed)['lenders.csv']!)[0]!.name!;
          expect(cell).not.toMatch(/^[=+\-@＝＋－＠\t\r\n]/u);
          expect(cell === name || cell === `'${name}`).toBe(true);
        },
      ),
    );
  });
});

describe('tables that a first wave without coders leaves empty', () => {
  const later = {
    ...resultOf(12),
    agreement: {
      people: 2,
      rows: [
        {
          criterion: 'empathy' as const,
          language: 'uk',
          by: 'rules@0.1.0, a',
          units: 40,
          alpha: scored(0.71),
          interval: scored({ low: 0.6, high: 0.8 }),
          verdict: 'tentative' as const,
        },
      ],
    },
  };
  const files = renderCsv(later);

  it('say each wave of the market and of each lender, with its interval', () => {
    if (later.trend.status !== 'scored') throw new Error(later.trend.reason);
    const { lenders, market } = later.trend.value;
    const rows = parseCsv(files['trend.csv']!);
    expect(rows).toHaveLength((lenders.length + 1) * market.points.length);
    const [line] = lenders;
    const own = rows.filter((r) => r.of === line!.lender);
    expect(own.map((r) => r.in)).toEqual(line!.points.map((point) => point.wave));
    for (const [i, { score }] of line!.points.entries())
      if (score.status === 'scored') {
        expect(Number(own[i]!.score)).toBeCloseTo(score.value.mean, 5);
        expect(Number(own[i]!.score_low)).toBeLessThanOrEqual(Number(own[i]!.score_high));
      }
  });

  it('say what the coders agree on', () => {
    expect(parseCsv(files['agreement.csv']!)).toMatchObject([
      {
        criterion: 'empathy',
        language: 'uk',
        units: '40',
        alpha: '0.71',
        alpha_low: '0.6',
        verdict: 'tentative',
      },
    ]);
  });
});

describe('JSON', () => {
  it('is the result itself, the same bytes whatever the order of keys', () => {
    const text = renderJson(result);
    expect(WaveResult.parse(JSON.parse(text))).toEqual(JSON.parse(JSON.stringify(result)));
    const turned = Object.fromEntries(Object.entries(result).reverse()) as typeof result;
    expect(renderJson(turned)).toBe(text);
    expect(text.endsWith('}\n')).toBe(true);
  });
});
