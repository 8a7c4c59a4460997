import { expect, test } from 'vitest';
import { balance, renderBalance } from '../../src/plan/balance.ts';
import { freezePlan } from '../../src/plan/freeze.ts';
import { rubric, studyOf } from './fixture.ts';

const plan = freezePlan({ study: studyOf({ lenders: 8, scenarios: 5 }), code: 'test', rubric });

test('counts what is in the plan', () => {
  const b = balance(plan);
  expect(b.probes).toBe(40);
  expect(b.lenders).toHaveLength(8);
  expect(b.cells).toHaveLength(2 * 4 * 5);
  expect(b.cells.reduce((sum, cell) => sum + cell.count, 0)).toBe(40);
  expect(b.cells.reduce((sum, cell) => sum + cell.expected, 0)).toBeCloseTo(40, 9);
  const cell = b.cells.find((c) => c.wording === 'a' && c.slot === 'working-hours' && c.persona === 'anna')!;
  expect(cell.count).toBe(
    plan.probes.filter((p) => p.wording === 'a' && p.slot === 'working-hours' && p.persona === 'anna').length,
  );
  // 5 probes at 3:1:1:1 want 2.5, 0.83, 0.83 and 0.83.
  expect(b.lenders[0]!.slot).toEqual({ 'working-hours': 2, 'weekday-evening': 1, night: 1, weekend: 1 });
  expect(b.imbalance.wording).toBe(1);
  expect(b.imbalance.persona).toBe(0);
  expect(b.imbalance.slot).toBeCloseTo(0.5, 9);
});

test('sees a lender that is not even', () => {
  const bent = structuredClone(plan);
  const mine = bent.probes.filter((p) => p.lender === 'lender-3');
  for (const probe of mine) {
    probe.wording = 'a';
    probe.persona = 'anna';
    probe.slot = 'night';
  }
  const { imbalance } = balance(bent);
  expect(imbalance).toMatchObject({ wording: 5, persona: 5 });
  expect(imbalance.slot).toBeCloseTo(5 - 5 / 6, 9);
  expect(imbalance.cell).toBeGreaterThan(2);
});

test('prints a table for the wave, and one row for each kind of lender', () => {
  const lines = renderBalance(balance(plan)).split('\n');
  expect(lines[0]).toBe('Balance of the plan: 40 probes to 8 lender x channel.');
  expect(lines[1]).toMatch(/^probes +anna +bohdan +clara +denys +emma +all$/);
  expect(lines[10]).toMatch(/^all +8 +8 +8 +8 +8 +40$/);
  expect(lines.filter((line) => /^\d+ +5 +[23] +[23] +2 +1 +1 +1 +5$/.test(line)).length).toBeGreaterThan(0);
  expect(lines.at(-1)).toMatch(/wordings 1, slots against their declared shares 0\.5, personas 0\./);
});

test('speaks of one probe in the singular', () => {
  const one = freezePlan({ study: studyOf({ lenders: 1, scenarios: 1 }), code: 'test', rubric });
  expect(renderBalance(balance(one))).toMatch(/^Balance of the plan: 1 probe to 1 lender x channel\.\n/);
});

test('says when a declared slot stays empty', () => {
  const few = freezePlan({ study: studyOf({ scenarios: 2 }), code: 'test', rubric });
  expect(renderBalance(balance(few))).toMatch(/Warning: the night slot gets no probe/);
});
