import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { reportSchema } from '../../src/cli/study/report-schema.ts';
import { rankWave } from '../../src/ranking/rank-wave.ts';
import { renderJson } from '../../src/report/json.ts';
import { redact } from '../../src/report/redaction.ts';
import { makeWave, PERSONAS } from './fixtures.ts';
import { spokenWave } from './spoken-wave.ts';

describe('report.json', () => {
  const published = readFileSync(join(import.meta.dirname, '../../schemas/report.schema.json'), 'utf8');
  const schema = JSON.parse(published);
  const ajv = new Ajv2020({ allErrors: true, strict: false });
  addFormats.default(ajv);
  const check = ajv.compile(schema);
  const made = (lenders: number, probes: number) =>
    JSON.parse(renderJson(redact(rankWave(spokenWave(makeWave({ lenders, probes }))), PERSONAS)));

  it.each([
    [26, 6],
    [2, 1],
    [12, 10],
  ])('of %i lenders x %i keeps to the published schema', (lenders, probes) => {
    check(made(lenders, probes));
    expect(check.errors).toBeNull();
  });

  it('has the schema that stands in the repository (`doorbell schemas`)', () => {
    expect(reportSchema()).toBe(published);
  });

  it('does not pass with a hole, a stranger or a wrong type in it', () => {
    const good = made(12, 6);
    for (const spoil of [
      (r: typeof good) => delete r.plan,
      (r: typeof good) => Object.assign(r, { extra: 1 }),
      (r: typeof good) => Object.assign(r.lenders[0], { valid: null }),
      (r: typeof good) => Object.assign(r.lenders[0].standing, { status: 'unknown' }),
    ]) {
      const bad = structuredClone(good);
      spoil(bad);
      expect(check(bad)).toBe(false);
    }
  });
});
