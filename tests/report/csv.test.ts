import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WaveResult } from '../../src/model/wave-result.ts';
import { rankWave } from '../../src/ranking/rank-wave.ts';
import { renderCsv } from '../../src/report/csv.ts';
import { renderJson } from '../../src/report/json.ts';
import { redact } from '../../src/report/redaction.ts';
import { makeWave, PERSONAS } from './fixtures.ts';
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

describe('JSON', () => {
  it('is the result itself, the same bytes whatever the order of keys', () => {
    const text = renderJson(result);
    expect(WaveResult.parse(JSON.parse(text))).toEqual(JSON.parse(JSON.stringify(result)));
    const turned = Object.fromEntries(Object.entries(result).reverse()) as typeof result;
    expect(renderJson(turned)).toBe(text);
    expect(text.endsWith('}\n')).toBe(true);
  });
});
