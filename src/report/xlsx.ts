/** The tables as one workbook, for people who work in spreadsheets. Cells are typed; none is ever a formula. */
import type { Cell as SheetCell, SheetData } from 'write-excel-file/universal';
import { guarded } from './dataset/cells.ts';
import { type Cell, type Meaning, meaningOf, type Table } from './dataset/column.ts';
import { dictionaryTable } from './dataset/dictionary.ts';
import { tablesOf } from './dataset/tables.ts';
import type { PublicResult } from './redaction.ts';

/** Points of every criterion stand in `probes` already; steps of curves are for drawing. */
const LEFT_TO_CSV = ['criteria', 'curve-points', 'endings'];

/** What one cell of a worksheet can hold. */
const LONGEST = 32_767;

/** Every file in the archive has this date: the same result gives the same bytes. */
const STAMP = new Date(1980, 0, 1, 0, 0, 0);

/** The bytes of `report.xlsx`: a sheet for each table, the dictionary last. The libraries are loaded when it is asked for. */
export async function renderXlsx(result: PublicResult): Promise<Uint8Array> {
  const [{ default: writeSheets }, { unzipSync, zipSync }] = await Promise.all([
    import('write-excel-file/universal'),
    import('fflate'),
  ]);
  const tables = tablesOf(result).filter((t) => !LEFT_TO_CSV.includes(t.name));
  const written = await writeSheets(
    [...tables, dictionaryTable(tables)].map((table) => ({
      sheet: table.name,
      data: sheetOf(table),
      columns: table.columns.map((c, i) => ({ width: widthOf(c.name, table.rows, i) })),
      stickyRowsCount: 1,
    })),
  ).toBlob();
  return zipSync(unzipSync(new Uint8Array(await written.arrayBuffer())), { mtime: STAMP, level: 3 });
}

function sheetOf({ columns, rows }: Table): SheetData {
  const types = columns.map((c) => meaningOf(c).type);
  return [
    columns.map((c): SheetCell => ({ value: c.name, type: String, fontWeight: 'bold' })),
    ...rows.map((cells) => cells.map((cell, i) => typed(cell, types[i]!))),
  ];
}

function typed(cell: Cell, type: Meaning['type']): SheetCell {
  if (cell === undefined) return null;
  if (typeof cell === 'number') return { value: cell, type: Number };
  if (typeof cell === 'boolean') return { value: cell, type: Boolean };
  if (type === 'datetime') return { value: new Date(cell), type: Date, format: 'yyyy-mm-dd hh:mm:ss' };
  if (type === 'date') return { value: new Date(`${cell}T00:00:00Z`), type: Date, format: 'yyyy-mm-dd' };
  return { value: guarded(xmlText(cell)).slice(0, LONGEST), type: String };
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const NO_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/** What XML 1.0 can't hold becomes a blank; "_x000A_" is kept from being read as a character's number. */
const xmlText = (text: string): string =>
  text
    .toWellFormed()
    .replace(NO_XML, ' ')
    .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_');

const SAMPLE = 50;

/** In characters: as wide as the first rows need, within what a screen can show. */
function widthOf(name: string, rows: readonly Cell[][], column: number): number {
  const longest = rows
    .slice(0, SAMPLE)
    .reduce((most, row) => Math.max(most, String(row[column] ?? '').length), name.length);
  return Math.min(60, longest + 2);
}
