import { strFromU8, unzipSync } from 'fflate';
import { DOMParser } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { rankWave } from '../../src/ranking/rank-wave.ts';
import { csvOf } from '../../src/report/csv.ts';
import { tablesOf } from '../../src/report/dataset/tables.ts';
import { redact } from '../../src/report/redaction.ts';
import { renderXlsx } from '../../src/report/xlsx.ts';
import { makeWave, PERSONAS } from './fixtures.ts';

const result = redact(rankWave(makeWave({ lenders: 26, probes: 6 })), PERSONAS);
const FORMULAS = ['=1+1', '+1', '-1', '@SUM(A1)', ' =cmd|x', '＝1', '\t=1', '_x003D_1+1', 'a\u0001b\ud800'];
const hostile = {
  ...result,
  lenders: result.lenders.map((l, i) => ({ ...l, name: FORMULAS[i] ?? l.name })),
};

const sheets = async (of: typeof result): Promise<Record<string, string>> =>
  Object.fromEntries(Object.entries(unzipSync(await renderXlsx(of))).map(([k, v]) => [k, strFromU8(v)]));

/** The cells of a sheet as a spreadsheet would read them. */
function cellsOf(files: Record<string, string>, sheet: number): { type: string; text: string }[][] {
  const parse = (xml: string) => new DOMParser().parseFromString(xml, 'text/xml');
  const strings = [...parse(files['xl/sharedStrings.xml']!).querySelectorAll('si')].map((s) => s.textContent);
  return [...parse(files[`xl/worksheets/sheet${sheet}.xml`]!).querySelectorAll('row')].map((row) =>
    [...row.querySelectorAll('c')].map((c) => {
      const text = c.querySelector('v')?.textContent ?? '';
      const type = c.getAttribute('t') ?? 'n';
      return { type, text: type === 's' ? strings[Number(text)]! : text };
    }),
  );
}

describe('the workbook', async () => {
  const files = await sheets(hostile);
  const tables = tablesOf(hostile);

  it('has a sheet for each table, its header frozen', () => {
    const names = [...files['xl/workbook.xml']!.matchAll(/<sheet [^>]*?name="([^"]+)"/g)].map((m) => m[1]);
    expect(names).toEqual([
      ...tables.map((t) => t.name).filter((n) => !['criteria', 'curve-points', 'endings'].includes(n)),
      'data-dictionary',
    ]);
    names.forEach((_, i) => {
      expect(files[`xl/worksheets/sheet${i + 1}.xml`]).toMatch(/<pane [^>]*ySplit="1"[^>]*state="frozen"/);
    });
  });

  it('holds the same cells as the CSV, numbers as numbers', () => {
    const [lenders] = tables;
    const rows = cellsOf(files, 1);
    expect(rows).toHaveLength(lenders!.rows.length + 1);
    expect(rows[0]!.map((c) => c.text)).toEqual(lenders!.columns.map((c) => c.name));
    const filled = lenders!.rows.map((row) => row.filter((c) => c !== undefined));
    rows.slice(1).forEach((row, i) => {
      expect(row.filter((c) => c.text !== '').map((c) => c.type)).toEqual(
        filled[i]!.map((c) => (typeof c === 'number' ? 'n' : typeof c === 'boolean' ? 'b' : 's')),
      );
    });
    expect(csvOf(lenders!).split('\r\n')).toHaveLength(rows.length + 1);
  });

  it('has no formula, and no text that would become one', () => {
    for (const [name, xml] of Object.entries(files)) expect(xml, name).not.toMatch(/<f[ >/]/);
    const strings = cellsOf(files, 1).flatMap((row) => row.filter((c) => c.type === 's').map((c) => c.text));
    expect(strings.length).toBeGreaterThan(100);
    for (const text of strings) expect(text).not.toMatch(/^\s*[=+\-@＝＋－＠]/u);
    expect(strings).toContain("'=1+1");
    expect(strings).toContain('_x005F_x003D_1+1');
    for (const xml of Object.values(files))
      expect([...xml].some((c) => c < ' ' && !'\t\n\r'.includes(c))).toBe(false);
  });

  it('gives the same bytes again', async () => {
    expect(Buffer.from(await renderXlsx(result)).equals(Buffer.from(await renderXlsx(result)))).toBe(true);
  });
});
