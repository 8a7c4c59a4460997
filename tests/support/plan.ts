/** Small plans for tests. */
import type { Plan, PlannedProbe } from '../../src/model/plan.ts';
import type { Scenario } from '../../src/model/scenario.ts';
import { Wave } from '../../src/model/wave.ts';
import { frozenSettings } from '../../src/plan/freeze.ts';

export function aWave(over: Partial<Wave> = {}): Wave {
  return {
    ...Wave.parse({
      id: 'w1',
      title: 'Test wave',
      starts: '2026-09-01',
      ends: '2026-10-30',
      deadlineHours: 72,
      seed: 1,
      channels: ['email'],
      slots: [{ kind: 'working-hours', from: '09:00', to: '17:00', share: 1 }],
      controller: 'Test controller',
      purpose: 'tests',
      country: 'UA',
    }),
    ...over,
  };
}

export function aProbe(over: Partial<PlannedProbe> = {}): PlannedProbe {
  return {
    id: 'w1-acme-email-first-loan',
    lender: 'acme',
    entity: 'acme-llc',
    channel: 'email',
    address: 'help@acme.example',
    scenario: 'first-loan',
    asks: ['amount', 'rate'],
    language: 'en',
    wording: 'a',
    persona: 'anna',
    slot: 'working-hours',
    sendAt: '2026-09-01T09:00:00.000Z',
    sendBy: '2026-09-01T15:00:00.000Z',
    token: 'abcdefghij',
    ...over,
  };
}

export function aPlan(probes: PlannedProbe[], over: Partial<Plan['wave']> = {}): Plan {
  return {
    format: 'doorbell-plan/1',
    code: 'doorbell@test',
    wave: { ...frozenSettings(aWave()), ...over },
    rubric: 'rules@test',
    ingredients: {},
    excluded: [],
    probes,
  };
}

/** The one question of these plans. */
export const scenario: Scenario = {
  id: 'first-loan',
  title: 'A first loan',
  asks: ['amount', 'rate'],
  worry: { en: 'worried' },
  persona: { id: 'anna', mailbox: 'anna', names: { en: { full: 'Anna Koval', given: 'Anna', forms: [] } } },
  texts: {
    en: {
      a: { subject: 'A question', body: 'How much, and at what rate? {name}' },
      b: { subject: 'A question', body: 'What rate, how much? {name}' },
    },
  },
};
