/** Small studies made in memory: nothing here is read from disk. */
import type { Scenario } from '../../src/model/scenario.ts';
import type { Study } from '../../src/model/study.ts';
import type { ChannelKind } from '../../src/model/vocabulary.ts';
import { Wave } from '../../src/model/wave.ts';
import type { RubricIdentity } from '../../src/plan/ingredients.ts';

export const rubric: RubricIdentity = {
  coder: 'rules@0.1.0',
  ingredients: { 'languages/uk': '1'.repeat(64), 'languages/en': '2'.repeat(64) },
};

const NAMES = ['anna', 'bohdan', 'clara', 'denys', 'emma', 'fedir', 'greta', 'hlib'];
const ZONES = ['Europe/Kyiv', 'Asia/Shanghai', 'America/New_York', 'Europe/London', 'Australia/Lord_Howe'];

export function scenarioOf(i: number): Scenario {
  const text = (wording: string) => ({
    subject: `Question ${i}`,
    body: `Wording ${wording} of question ${i}, asked politely. {name}`,
  });
  const name = { full: NAMES[i]!, given: NAMES[i]!, forms: [] };
  return {
    id: `scenario-${i}`,
    title: `Scenario ${i}`,
    asks: ['rate', 'term'],
    worry: { en: 'wonders' },
    persona: { id: NAMES[i]!, mailbox: NAMES[i]!, names: { en: name, uk: name } },
    texts: { en: { a: text('a'), b: text('b') }, uk: { a: text('a'), b: text('b') } },
  };
}

export interface Shape {
  lenders?: number;
  scenarios?: number;
  /** Lenders behind each legal entity. */
  brands?: number;
  /** Every so many lenders share a desk; 0 for none. */
  desks?: number;
  /** The doors that each lender advertises. */
  kinds?: ChannelKind[];
  wave?: Partial<Record<keyof Wave, unknown>>;
}

export function studyOf({
  lenders = 10,
  scenarios = 5,
  brands = 1,
  desks = 0,
  kinds = ['email'],
  wave = {},
}: Shape = {}): Study {
  const entity = (i: number) => `entity-${Math.floor(i / brands)}`;
  return {
    market: {
      entities: Array.from({ length: Math.ceil(lenders / brands) }, (_, i) => ({
        id: `entity-${i}`,
        name: `Entity ${i} Ltd`,
      })),
      lenders: Array.from({ length: lenders }, (_, i) => ({
        id: `lender-${i}`,
        name: `Lender ${i}`,
        entity: entity(i),
        site: `https://lender-${i}.example/`,
        timeZone: ZONES[i % ZONES.length]!,
        languages: [i % 2 === 0 ? 'en' : 'uk'],
        ...(desks > 0 ? { desk: `desk-${i % desks}` } : {}),
        channels: kinds.map((kind) => ({
          kind,
          address: kind === 'email' ? `help@lender-${i}.example` : `lender_${i}_example`,
          seenAt: `https://lender-${i}.example/contact`,
          seenOn: '2026-09-01',
        })),
        terms: [],
      })),
    },
    scenarios: Array.from({ length: scenarios }, (_, i) => scenarioOf(i)),
    wave: Wave.parse({
      id: 'w1',
      title: 'A study',
      starts: '2026-10-05',
      ends: '2026-12-20',
      deadlineHours: 72,
      seed: 41,
      channels: ['email'],
      slots: [
        { kind: 'working-hours', from: '09:00', to: '18:00', share: 3 },
        { kind: 'weekday-evening', from: '18:30', to: '22:00', share: 1 },
        { kind: 'night', from: '23:00', to: '05:00', share: 1 },
        { kind: 'weekend', from: '10:00', to: '18:00', share: 1 },
      ],
      controller: '',
      purpose: '',
      country: '',
      ...wave,
    }),
  };
}
