/** The wave result for spreadsheets: tidy tables, RFC 4180, one header line, UTF-8. */
import { guarded } from './dataset/cells.ts';
import type { Cell, Table } from './dataset/column.ts';
import { dictionaryTable } from './dataset/dictionary.ts';
import { tablesOf } from './dataset/tables.ts';
import type { PublicResult } from './redaction.ts';

/** Files by name: one for each table, and the data dictionary. */
export function renderCsv(result: PublicResult): Record<string, string> {
  const tables = tablesOf(result);
  return Object.fromEntries(
    [...tables, dictionaryTable(tables)].map((table) => [`${table.name}.csv`, csvOf(table)]),
  );
}

export const csvOf = (table: Pick<Table, 'rows'> & { columns: readonly { name: string }[] }): string =>
  csvLines([table.columns.map((c) => c.name), ...table.rows]);

/** RFC 4180, CRLF after every record. */
export const csvLines = (rows: readonly (readonly Cell[])[]): string =>
  rows.map((cells) => `${cells.map(cell).join(',')}\r\n`).join('');

function cell(value: Cell): string {
  if (value === undefined) return '';
  if (typeof value !== 'string') return String(value);
  const safe = guarded(value);
  return /[",\r\n]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
}
