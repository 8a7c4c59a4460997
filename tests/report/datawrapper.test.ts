import { describe, expect, it } from 'vitest';
import { rankWave } from '../../src/ranking/rank-wave.ts';
import { renderChartData } from '../../src/report/datawrapper.ts';
import { redact } from '../../src/report/redaction.ts';
import { makeWave, PERSONAS } from './fixtures.ts';
import { parseCsv } from './parse-csv.ts';

const result = redact(rankWave(makeWave({ lenders: 26, probes: 6 })), PERSONAS);

describe('tables for charts', () => {
  it.each(['en', 'uk', 'ru', 'zh'])(
    'in %s: every one with words in its header and numbers in its cells',
    (language) => {
      const files = renderChartData(result, language);
      expect(Object.keys(files)).toContain('scores.csv');
      for (const [name, text] of Object.entries(files)) {
        const rows = parseCsv(text);
        expect(rows.length, name).toBeGreaterThan(0);
        for (const row of rows)
          for (const [header, cell] of Object.entries(row).slice(1)) {
            expect(header.length, name).toBeGreaterThan(0);
            expect(cell, `${name} ${header}`).not.toMatch(/NaN|undefined|Infinity/);
          }
      }
    },
  );

  const files = renderChartData(result, 'en');

  it('have every ranked lender with its score and interval, in order', () => {
    const rows = parseCsv(files['scores.csv']!);
    const ranked = result.lenders.filter((l) => l.publishable === 'ranked');
    expect(rows.map((r) => r.Lender)).toEqual(ranked.map((l) => l.name));
    rows.forEach((row, i) => {
      const { standing } = ranked[i]!;
      if (standing.status !== 'scored') throw new Error('ranked without a standing');
      expect(Number(row.Score)).toBeCloseTo(standing.value.score, 0);
      expect(Number(row['95% low'])).toBeLessThanOrEqual(Number(row.Score));
      expect(Number(row['95% high'])).toBeGreaterThanOrEqual(Number(row.Score));
    });
  });

  it('have outcomes that add up to the valid messages', () => {
    for (const { Lender: _, n, ...outcomes } of parseCsv(files['outcomes.csv']!))
      expect(Object.values(outcomes).reduce((sum, v) => sum + Number(v), 0)).toBe(Number(n));
  });

  it('have answers that never become fewer with the hours', () => {
    const [, ...rest] = Object.keys(parseCsv(files['answered-by.csv']!)[0]!);
    for (const line of rest) {
      const shares = parseCsv(files['answered-by.csv']!).map((r) => Number(r[line]));
      expect(shares).toEqual([...shares].sort((a, b) => a - b));
    }
  });

  it('never begin a cell like a formula', () => {
    const named = {
      ...result,
      lenders: result.lenders.map((l) => ({ ...l, name: `=cmd|'/c calc'!${l.id}` })),
    };
    for (const text of Object.values(renderChartData(named, 'en')))
      expect(text).not.toMatch(/(?:^|,|\n)"?[=@+]/);
  });
});
