import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { REPORT_SCHEMA } from '../../src/cli/study/report-schema.ts';
import { jsonSchemas, schemaFiles, writeSchemas } from '../../src/cli/study/schemas.ts';
import { folder } from './fixtures.ts';

test('the committed schemas are current: else run `npm run schemas`', () => {
  expect(readdirSync('schemas').sort()).toEqual(
    [...schemaFiles().map(([name]) => name), REPORT_SCHEMA].sort(),
  );
  for (const [name, text] of schemaFiles()) expect(readFileSync(join('schemas', name), 'utf8')).toBe(text);
});

test('writeSchemas writes what is committed', async () => {
  const dir = join(await folder(), 'new', 'schemas');
  expect(await writeSchemas(dir)).toEqual(Object.keys(jsonSchemas()));
  for (const [name, text] of schemaFiles()) expect(readFileSync(join(dir, name), 'utf8')).toBe(text);
});

describe.each(Object.entries(jsonSchemas()))('%s', (_, schema) => {
  test('every property of every object says what it is', () => {
    const found = properties(schema, '');
    expect(found.length).toBeGreaterThan(5);
    expect(found.filter(({ described }) => !described).map(({ path }) => path)).toEqual([]);
  });

  test('objects with fixed keys take no others', () => {
    const open = objects(schema).filter((o) => 'properties' in o && o.additionalProperties !== false);
    expect(open).toEqual([]);
  });
});

test('what has a default may be left out', () => {
  const wave = jsonSchemas()['wave.schema.json'] as { required: string[] };
  expect(wave.required).toContain('seed');
  expect(wave.required).not.toContain('caps');
  expect(wave.required).not.toContain('approval');
});

function objects(node: unknown): Record<string, unknown>[] {
  if (Array.isArray(node)) return node.flatMap(objects);
  if (typeof node !== 'object' || node === null) return [];
  const all = Object.values(node).flatMap(objects);
  return 'type' in node && node.type === 'object' ? [node as Record<string, unknown>, ...all] : all;
}

function properties(node: unknown, path: string): { path: string; described: boolean }[] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) => [
    ...(key === 'properties'
      ? Object.entries(value as Record<string, { description?: string }>).map(([name, property]) => ({
          path: `${path}/${name}`,
          described: (property.description ?? '').length > 4,
        }))
      : []),
    ...properties(value, `${path}/${key}`),
  ]);
}
