/** The data dictionary: what each column of each table means, from the descriptions of the model's schemas. */
import { z } from 'zod';
import { always, meaningOf, perhaps, type Table, tableOf } from './column.ts';

const text = z.string();

export function dictionaryTable(tables: readonly Table[]): Table {
  const rows = tables.flatMap((table) =>
    table.columns.map((column) => ({ table, column, meaning: meaningOf(column) })),
  );
  return tableOf(
    { name: 'data-dictionary', what: 'A column of one of the other tables.', key: ['table', 'column'] },
    rows,
    [
      always('table', text.describe('The table; its file is called TABLE.csv.'), (r) => r.table.name),
      always('row', text.describe('What one row of the table is.'), (r) => r.table.what),
      always('column', text.describe('The column.'), (r) => r.column.name),
      always('type', text.describe('Type of its cells; an empty cell is an unknown.'), (r) => r.meaning.type),
      always(
        'required',
        z.boolean().describe('Whether it is filled in every row.'),
        (r) => r.column.required,
      ),
      perhaps('values', text.describe('The values that it may have, parted by spaces.'), (r) =>
        r.meaning.values?.join(' '),
      ),
      always('description', text.describe('What it says.'), (r) => r.meaning.description),
    ],
  );
}
