import { expect, test } from 'vitest';
import { sha256 } from '../../src/model/digest.ts';
import { SetupError } from '../../src/model/errors.ts';
import { freezePlan } from '../../src/plan/freeze.ts';
import { parsePlan, planBytes, planDigest } from '../../src/plan/plan-bytes.ts';
import { rubric, studyOf } from './fixture.ts';

const plan = freezePlan({ study: studyOf({ lenders: 2, scenarios: 2 }), code: 'test', rubric });
const text = new TextDecoder().decode(planBytes(plan));
const bytes = (value: string) => new TextEncoder().encode(value);

test('a plan comes back as it was, and its name is the sha256 of its bytes', () => {
  expect(parsePlan(planBytes(plan))).toEqual(plan);
  expect(planDigest(plan)).toBe(sha256(text));
  expect(text.startsWith('{"code":"test","excluded":[],"format":"doorbell-plan/1"')).toBe(true);
});

test.each([
  ['no JSON', '{', /not JSON/],
  ['no UTF-8', Uint8Array.of(0x22, 0xff, 0x22), /not JSON/],
  [
    'another format',
    text.replace('doorbell-plan/1', 'doorbell-plan/9'),
    /format "doorbell-plan\/9"; this version reads/,
  ],
  ['no object', 'null', /has format none/],
  ['a damaged field', text.replace('"wording":"a"', '"wording":"c"'), /damaged at probes\.\d\.wording/],
  ['an unknown field', text.replace('{"code"', '{"bogus":1,"code"'), /damaged at its top: .*bogus/],
  ['reformatted', JSON.stringify(JSON.parse(text), null, 2), /not in canonical form/],
  ['a final newline', `${text}\n`, /not in canonical form/],
  [
    'a key given twice',
    text.replace('{"code":"test"', '{"code":"evil","code":"test"'),
    /not in canonical form/,
  ],
])('refused: %s', (_, damaged, message) => {
  const given = typeof damaged === 'string' ? bytes(damaged) : damaged;
  expect(() => parsePlan(given)).toThrow(SetupError);
  expect(() => parsePlan(given)).toThrow(message);
});
