/** The tables as a Frictionless tabular data package (specs.frictionlessdata.io, version 1). */
import { canonical, sha256 } from '../model/digest.ts';
import { csvOf } from './csv.ts';
import { meaningOf, type Table } from './dataset/column.ts';
import { dictionaryTable } from './dataset/dictionary.ts';
import { tablesOf } from './dataset/tables.ts';
import type { PublicResult } from './redaction.ts';

/** `datapackage.json`, beside the CSV files of `renderCsv`; with the size and sha256 of each. */
export function renderDataPackage(result: PublicResult): string {
  const tables = tablesOf(result);
  const { wave } = result;
  const descriptor = {
    profile: 'tabular-data-package',
    name: `doorbell-${wave.id}`,
    title: wave.title,
    description:
      `First-contact service of ${result.lenders.length} lenders, ${wave.starts} to ${wave.ends}.` +
      (result.mode === 'sandbox' ? ' The lenders are simulated.' : ''),
    version: '1.0.0',
    keywords: ['mystery shopping', 'consumer credit', 'response time'],
    // The package's own marks: which plan and which rules stand behind every row.
    plan: result.plan,
    code: result.code,
    coder: result.coder,
    ...(wave.controller !== '' && { contributors: [{ title: wave.controller, role: 'publisher' }] }),
    resources: [...tables, dictionaryTable(tables)].map(resourceOf),
  };
  return `${JSON.stringify(JSON.parse(canonical(descriptor)), null, 2)}\n`;
}

function resourceOf(table: Table): object {
  const text = csvOf(table);
  return {
    profile: 'tabular-data-resource',
    name: table.name,
    path: `${table.name}.csv`,
    title: table.name,
    description: `One row: ${table.what}`,
    format: 'csv',
    mediatype: 'text/csv',
    encoding: 'utf-8',
    bytes: new TextEncoder().encode(text).length,
    hash: `sha256:${sha256(text)}`,
    dialect: { delimiter: ',', lineTerminator: '\r\n', quoteChar: '"', doubleQuote: true, header: true },
    schema: {
      fields: table.columns.map((column) => {
        const { type, description, values, minimum, maximum } = meaningOf(column);
        const constraints = {
          ...(column.required && { required: true }),
          ...(values && { enum: values }),
          ...(minimum !== undefined && { minimum }),
          ...(maximum !== undefined && { maximum }),
        };
        return {
          name: column.name,
          type,
          // Milliseconds are not in the default form of a datetime.
          format: type === 'datetime' ? 'any' : 'default',
          description,
          ...(Object.keys(constraints).length > 0 && { constraints }),
        };
      }),
      missingValues: [''],
      ...(table.key.length > 0 && { primaryKey: table.key }),
      ...(table.links.length > 0 && {
        foreignKeys: table.links.map((link) => ({
          fields: link.column,
          reference: { resource: link.table, fields: link.column },
        })),
      }),
    },
  };
}
