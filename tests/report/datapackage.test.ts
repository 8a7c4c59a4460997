import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../src/model/digest.ts';
import { rankWave } from '../../src/ranking/rank-wave.ts';
import { renderCsv } from '../../src/report/csv.ts';
import { renderDataPackage } from '../../src/report/datapackage.ts';
import { redact } from '../../src/report/redaction.ts';
import { makeWave, PERSONAS } from './fixtures.ts';
import { parseCsv } from './parse-csv.ts';
import { spokenWave } from './spoken-wave.ts';

interface Field {
  name: string;
  type: string;
  description: string;
  constraints?: { required?: boolean; enum?: string[]; minimum?: number; maximum?: number };
}
interface Resource {
  name: string;
  path: string;
  bytes: number;
  hash: string;
  schema: {
    fields: Field[];
    primaryKey?: string[];
    foreignKeys?: { fields: string; reference: { resource: string; fields: string } }[];
  };
}

const result = redact(rankWave(spokenWave(makeWave({ lenders: 26, probes: 6 }))), PERSONAS);
const csv = renderCsv(result);
const descriptor: { resources: Resource[] } = JSON.parse(renderDataPackage(result));

describe('datapackage.json', () => {
  // The public profile of Frictionless is a schema of draft 4 with notes for editors; nothing in it means another thing
  // in draft 7 but its own "$schema".
  const profile = JSON.parse(
    readFileSync(join(import.meta.dirname, '../golden/frictionless/tabular-data-package.json'), 'utf8'),
  );
  delete profile.$schema;
  const ajv = new Ajv({ strict: false, allErrors: true, logger: false });
  addFormats.default(ajv);
  const check = ajv.compile(profile);

  it('is a tabular data package by the public profile', () => {
    check(descriptor);
    expect(check.errors).toBeNull();
  });

  it('would be refused by the profile with a broken field', () => {
    const broken = structuredClone(descriptor);
    broken.resources[0]!.schema.fields[0]!.type = 'text';
    expect(check(broken)).toBe(false);
    expect(check({ ...descriptor, profile: 'data-package' })).toBe(false);
  });

  it('names every CSV file with its size and sha256', () => {
    expect(descriptor.resources.map((r) => r.path)).toEqual(Object.keys(csv));
    for (const { path, bytes, hash } of descriptor.resources) {
      expect(bytes).toBe(Buffer.byteLength(csv[path]!));
      expect(hash).toBe(`sha256:${sha256(csv[path]!)}`);
    }
  });

  it('gives the same bytes again', () => {
    expect(renderDataPackage(result)).toBe(renderDataPackage(result));
  });
});

describe.each(descriptor.resources.map((r) => [r.name, r] as const))('%s.csv', (name, { schema, path }) => {
  const rows = parseCsv(csv[path]!);

  it('has rows, but where nothing of the kind happened', () => {
    if (!['agreement', 'trend'].includes(name)) expect(rows.length).toBeGreaterThan(0);
  });

  it('keeps to its own schema', () => {
    for (const field of schema.fields) {
      expect(field.description.length, field.name).toBeGreaterThan(5);
      for (const row of rows) {
        const wrong = faultOf(row[field.name], field);
        expect(wrong && `${field.name}: ${row[field.name]}: ${wrong}`).toBeNull();
      }
    }
  });

  it('has unique keys that lead to rows of other tables', () => {
    if (schema.primaryKey) {
      const keys = rows.map((row) => JSON.stringify(schema.primaryKey!.map((k) => row[k])));
      expect(new Set(keys).size).toBe(keys.length);
    }
    for (const { fields, reference } of schema.foreignKeys ?? []) {
      const there = new Set(parseCsv(csv[`${reference.resource}.csv`]!).map((r) => r[reference.fields]));
      for (const row of rows) expect(there).toContain(row[fields]);
    }
  });
});

/** What is wrong with a cell by the rules of Table Schema; null when nothing is. */
function faultOf(cell: string | undefined, { type, constraints = {} }: Field): string | null {
  if (cell === undefined) return 'no such column';
  if (cell === '') return constraints.required ? 'is required' : null;
  const forms: Record<string, RegExp> = {
    integer: /^-?\d+$/,
    number: /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i,
    boolean: /^(true|false)$/,
    datetime: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/,
    date: /^\d{4}-\d\d-\d\d$/,
    string: /^.*$/s,
  };
  if (!forms[type]!.test(cell)) return `is no ${type}`;
  if (constraints.enum && !constraints.enum.includes(cell)) return 'is not in the enum';
  if (constraints.minimum !== undefined && Number(cell) < constraints.minimum) return 'is too small';
  if (constraints.maximum !== undefined && Number(cell) > constraints.maximum) return 'is too large';
  return null;
}
