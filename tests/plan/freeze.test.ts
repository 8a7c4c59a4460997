import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { SetupError } from '../../src/model/errors.ts';
import { Plan } from '../../src/model/plan.ts';
import type { ChannelKind } from '../../src/model/vocabulary.ts';
import { balance } from '../../src/plan/balance.ts';
import { freezePlan } from '../../src/plan/freeze.ts';
import { planBytes, planDigest } from '../../src/plan/plan-bytes.ts';
import { rubric, type Shape, studyOf } from './fixture.ts';
import { brokenRules } from './rules.ts';

const freeze = (shape: Shape) => freezePlan({ study: studyOf(shape), code: 'test', rubric });
const text = (shape: Shape) => new TextDecoder().decode(planBytes(freeze(shape)));

const SLOTS = [
  { kind: 'working-hours', from: '09:00', to: '18:00' },
  { kind: 'weekday-evening', from: '18:30', to: '22:00' },
  { kind: 'night', from: '23:00', to: '05:00' },
  { kind: 'weekend', from: '10:00', to: '18:00' },
];

/** Studies that may or may not fit into their waves: weeks from tight to easy. */
const shapes: fc.Arbitrary<Shape> = fc
  .record({
    lenders: fc.integer({ min: 1, max: 14 }),
    scenarios: fc.integer({ min: 1, max: 6 }),
    brands: fc.integer({ min: 1, max: 3 }),
    desks: fc.integer({ min: 0, max: 4 }),
    kinds: fc.constantFrom<ChannelKind[]>(['email'], ['telegram'], ['email', 'viber'], ['telegram', 'phone']),
    weeks: fc.integer({ min: 6, max: 20 }),
    deadlineHours: fc.integer({ min: 24, max: 240 }),
    seed: fc.oneof(fc.integer(), fc.string({ minLength: 1, maxLength: 40 })),
    shares: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 4, maxLength: 4 }),
    used: fc.subarray([0, 1, 2, 3], { minLength: 1 }),
    caps: fc.record({
      entityGapHours: fc.integer({ min: 48, max: 80 }),
      channelGapDays: fc.integer({ min: 7, max: 10 }),
      mailboxPerDay: fc.integer({ min: 2, max: 40 }),
      minSendGapSeconds: fc.integer({ min: 60, max: 1800 }),
    }),
  })
  .map(({ weeks, deadlineHours, seed, shares, used, caps, ...shape }) => ({
    ...shape,
    wave: {
      starts: '2026-09-07',
      ends: new Date(Date.UTC(2026, 8, 7 + weeks * 7)).toISOString().slice(0, 10),
      deadlineHours,
      seed,
      caps,
      channels: shape.kinds.filter((kind) => kind !== 'phone'),
      slots: used.map((i) => ({ ...SLOTS[i]!, share: shares[i]! })),
    },
  }));

afterEach(() => {
  vi.useRealTimers();
});

test('caps and gaps hold for random studies, or the plan is refused with a sentence', () => {
  let frozen = 0;
  let tried = 0;
  fc.assert(
    fc.property(shapes, (shape) => {
      tried++;
      const study = studyOf(shape);
      try {
        const plan = freezePlan({ study, code: 'test', rubric });
        expect(brokenRules(plan, study)).toEqual([]);
        expect(Plan.parse(plan)).toEqual(plan);
        frozen++;
      } catch (error) {
        if (!(error instanceof SetupError)) throw error;
        expect(error.message).toMatch(
          /^wave\.yml: (ends|exclude|channels|slots\.\d|caps\.probesPerEntity): .+\.$/s,
        );
      }
    }),
    { numRuns: 80, seed: 41 },
  );
  // Not vacuous: most of these studies do get a plan, and some are refused.
  expect(frozen / tried).toBeGreaterThan(0.5);
  expect(frozen).toBeLessThan(tried);
}, 120_000);

test('a small mailbox is used, and never overrun', () => {
  const shape: Shape = {
    lenders: 12,
    scenarios: 4,
    wave: {
      ends: '2026-11-29',
      caps: { mailboxPerDay: 2 },
      slots: [{ ...SLOTS[0], share: 1 }],
    },
  };
  for (const seed of [1, 2, 3, 4, 5]) {
    const study = studyOf({ ...shape, wave: { ...shape.wave, seed } });
    expect(brokenRules(freezePlan({ study, code: 'test', rubric }), study)).toEqual([]);
  }
});

describe('messengers', () => {
  const shape: Shape = {
    lenders: 8,
    scenarios: 4,
    kinds: ['telegram', 'phone', 'email'],
    wave: { channels: ['email', 'telegram'] },
  };

  test('are planned like mail: each scenario once, even, in slots, apart for each legal entity', () => {
    const study = studyOf(shape);
    const plan = freezePlan({ study, code: 'test', rubric });
    expect(brokenRules(plan, study)).toEqual([]);
    expect(Object.groupBy(plan.probes, (p) => p.channel)).toMatchObject({
      telegram: { length: 32 },
      email: { length: 32 },
    });
    expect(balance(plan).imbalance.wording).toBeLessThanOrEqual(1);
    expect(plan.probes.find((p) => p.channel === 'telegram')?.address).toMatch(/^lender_\d_example$/);
  });

  test('take nothing from the mailbox: a wave of chats by hand fits where mail would not', () => {
    const tight = { lenders: 40, scenarios: 4, wave: { caps: { mailboxPerDay: 1 }, ends: '2026-11-29' } };
    expect(() => freeze(tight)).toThrow(/caps.mailboxPerDay/);
    const byHand = { ...tight, kinds: ['viber' as const], wave: { ...tight.wave, channels: ['viber'] } };
    expect(freeze(byHand).probes).toHaveLength(160);
  });

  test('more Telegram chats than one person may open are refused with the number', () => {
    const many: Shape = {
      lenders: 60,
      scenarios: 2,
      kinds: ['telegram'],
      wave: {
        channels: ['telegram'],
        starts: '2026-10-05',
        ends: '2026-10-18',
        slots: [{ kind: 'working-hours', from: '09:00', to: '18:00', share: 1 }],
      },
    };
    expect(() => freeze(many)).toThrow(/at most 10 new Telegram chats in any 24 hours/);
  });
});

describe('the same seed gives the same bytes', () => {
  test('and another seed others', () => {
    expect(text({})).toBe(text({}));
    expect(text({ wave: { seed: 42 } })).not.toBe(text({}));
    expect(text({ wave: { seed: '41' } })).not.toBe(text({}));
  });

  test('whatever the order of lenders, scenarios and exclusions in the files', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 2, max: 8 }), (seed, lenders) => {
        const study = studyOf({ lenders, scenarios: 3, brands: 2, desks: 2, wave: { seed } });
        const turned = {
          ...study,
          market: {
            entities: study.market.entities.toReversed(),
            lenders: study.market.lenders.toReversed(),
          },
          scenarios: study.scenarios.toReversed(),
        };
        const [a, b] = [study, turned].map((s) => planDigest(freezePlan({ study: s, code: 'test', rubric })));
        expect(a).toBe(b);
      }),
      { numRuns: 12, seed: 41 },
    );
  }, 60_000);

  test('in summer and in winter, and wherever the process believes to be', () => {
    vi.useFakeTimers({ now: Date.UTC(2026, 0, 15) });
    const winter = text({ lenders: 5 });
    vi.setSystemTime(Date.UTC(2026, 6, 15));
    expect(text({ lenders: 5 })).toBe(winter);
    const script = `
      import { freezePlan } from './src/plan/freeze.ts';
      import { planDigest } from './src/plan/plan-bytes.ts';
      import { rubric, studyOf } from './tests/plan/fixture.ts';
      console.log(planDigest(freezePlan({ study: studyOf({ lenders: 5 }), code: 'test', rubric })));`;
    const elsewhere = ['Asia/Kathmandu', 'America/St_Johns'].map((TZ) =>
      execFileSync(process.execPath, ['--input-type=module', '-e', script], {
        env: { ...process.env, TZ },
        encoding: 'utf8',
      }).trim(),
    );
    expect(elsewhere).toEqual(Array(2).fill(planDigest(freeze({ lenders: 5 }))));
  }, 60_000);

  test('`now` changes nothing, unless the plan would be late', () => {
    const study = studyOf({});
    const early = freezePlan({ study, code: 'test', rubric, now: Date.UTC(2026, 8, 1) });
    expect(planDigest(early)).toBe(planDigest(freeze({})));
    expect(() => freezePlan({ study, code: 'test', rubric, now: Date.UTC(2026, 10, 1) })).toThrow(
      /^wave\.yml: starts: the first message .* would have been due/,
    );
  });
});

test('one lender more moves no token and no slot rule of the others', () => {
  const tokens = (lenders: number) => new Map(freeze({ lenders }).probes.map((p) => [p.id, p.token]));
  const more = tokens(11);
  for (const [id, token] of tokens(10)) expect(more.get(id)).toBe(token);
});

test('who has no driven channel, or is excluded, is listed with the reason', () => {
  const study = studyOf({
    lenders: 3,
    wave: { channels: ['email', 'phone'], exclude: [{ lender: 'lender-0', reason: 'closed in May' }] },
  });
  study.market.lenders[1]!.channels[0]!.kind = 'phone';
  const plan = freezePlan({ study, code: 'test', rubric });
  expect(plan.excluded).toEqual([
    { lender: 'lender-0', reason: 'closed in May' },
    {
      lender: 'lender-1',
      reason: 'advertises no channel of this wave (email); phone may be listed and is never tried',
    },
  ]);
  expect(new Set(plan.probes.map((p) => p.lender))).toEqual(new Set(['lender-2']));
});

test('500 lenders x 6 scenarios: planned in a few seconds, even, and within every cap', () => {
  const study = studyOf({ lenders: 500, scenarios: 6, wave: { ends: '2027-01-31' } });
  const begun = performance.now();
  const plan = freezePlan({ study, code: 'test', rubric });
  expect(performance.now() - begun).toBeLessThan(15_000);
  expect(plan.probes).toHaveLength(3000);
  expect(brokenRules(plan, study)).toEqual([]);
  const { imbalance } = balance(plan);
  expect(imbalance).toEqual({ wording: 0, slot: 0, persona: 0, cell: expect.any(Number) });
  expect(imbalance.cell).toBeLessThanOrEqual(2);
  // The days are spread over the wave: no tenth of it is left nearly empty or crammed.
  const [from, to] = [Date.parse('2026-10-05'), Date.parse('2027-02-01')];
  const tenths = Array<number>(10).fill(0);
  for (const p of plan.probes) tenths[Math.floor(((Date.parse(p.sendAt) - from) / (to - from)) * 10)]!++;
  expect(Math.min(...tenths)).toBeGreaterThan(150);
  expect(Math.max(...tenths)).toBeLessThan(450);
}, 60_000);

describe('a wave that can not fit is refused with the binding constraint, its numbers and a way out', () => {
  const refusals: [string, Shape, RegExp][] = [
    [
      'too many probes to an entity',
      { brands: 2, scenarios: 5 },
      /^wave\.yml: caps\.probesPerEntity: legal entity entity-0 \(lender-0, lender-1\) would get 10 probes .* it is 8 and.* at most 4 scenarios, or exclude a brand/,
    ],
    [
      'too short for the gaps',
      { scenarios: 5, wave: { ends: '2026-10-25' } },
      /^wave\.yml: ends: 5 probes to lender \S+ by one channel, each at least 7 days .* at least 30 days .* from 2026-10-05 to 2026-10-25.* fewer scenarios/,
    ],
    [
      'a deadline longer than the gap',
      { scenarios: 3, wave: { ends: '2026-10-25', deadlineHours: 336 } },
      /each at least 14 days after/,
    ],
    [
      'no weekend in the wave',
      { scenarios: 1, wave: { ends: '2026-10-09', slots: [{ ...SLOTS[3], share: 1 }] } },
      /^wave\.yml: slots\.0: the wave .* no weekend slot \(10:00-18:00, \S+\) .* make the wave longer, or take the slot out/,
    ],
    [
      'the mailbox',
      { lenders: 500, scenarios: 6, wave: { ends: '2026-12-06' } },
      /^wave\.yml: ends: 3000 probes .* 63 days at 40 messages in any 24 hours \(caps\.mailboxPerDay\): there is room for 2459/,
    ],
    [
      'the mailbox, found only by trying',
      {
        lenders: 12,
        scenarios: 3,
        wave: { ends: '2026-11-01', caps: { mailboxPerDay: 2 }, slots: [{ ...SLOTS[3], share: 1 }] },
      },
      /^wave\.yml: ends: no room .* broke caps\.mailboxPerDay: at most 2 messages.* 0 probes on 20 weekdays that hold about 38, and 36 probes on 8 weekend days that hold about 15/,
    ],
    [
      'an entity of many brands',
      { lenders: 8, brands: 8, scenarios: 1, wave: { ends: '2026-10-15' } },
      /^wave\.yml: ends: .* 8 probes at least 48 hours apart \(caps\.entityGapHours\): that takes 15 days, and the wave has 11.*exclude a brand/,
    ],
    [
      'a desk',
      {
        lenders: 8,
        desks: 1,
        scenarios: 1,
        wave: { ends: '2026-10-09', slots: [{ ...SLOTS[0], share: 1 }] },
      },
      /broke desk: two probes to one service desk never .* exclude a lender of this desk/,
    ],
    [
      'dates the wrong way round',
      { wave: { ends: '2026-10-01' } },
      /^wave\.yml: ends: is 2026-10-01, before starts \(2026-10-05\)/,
    ],
    ['years', { wave: { ends: '2028-10-01' } }, /^wave\.yml: ends: the wave runs 728 days; at most 366/],
    [
      'too many lenders',
      { lenders: 501, wave: { ends: '2027-09-01' } },
      /^wave\.yml: exclude: 501 lenders are in the wave; at most 500 .* Exclude 1 of them/,
    ],
    [
      'channels that are not driven',
      { wave: { channels: ['phone'] } },
      /phone may be listed and is never tried; use email, webchat, telegram/,
    ],
    [
      'nobody to write to',
      { lenders: 1, wave: { exclude: [{ lender: 'lender-0', reason: 'gone' }] } },
      /^wave\.yml: channels: nothing to send: 0 lenders .* 5 scenarios/,
    ],
  ];
  test.each(refusals)('%s', (_, shape, message) => {
    expect(() => freeze(shape)).toThrow(SetupError);
    expect(() => freeze(shape)).toThrow(message);
  });

  test('a lender asked in a language without text', () => {
    const study = studyOf({ lenders: 2 });
    study.market.lenders[1]!.languages = ['zh', 'en'];
    expect(() => freezePlan({ study, code: 'test', rubric })).toThrow(
      /scenario-0\.yml: lender lender-1 is asked in "zh"/,
    );
  });

  test('ids that run into each other', () => {
    const study = studyOf({ lenders: 2, scenarios: 2 });
    study.market.lenders[0]!.id = 'a';
    study.market.lenders[1]!.id = 'a-email';
    study.scenarios[0]!.id = 'b';
    study.scenarios[1]!.id = 'email-b';
    expect(() => freezePlan({ study, code: 'test', rubric })).toThrow(/both be called w1-a-email-email-b/);
  });
});

describe('channels of one wave', () => {
  test('get the scenarios that `only` leaves them, and share the gaps and caps of the entity', () => {
    const base = studyOf({ lenders: 6, scenarios: 4, wave: { starts: '2026-09-07', ends: '2026-11-30' } });
    const lenders = base.market.lenders.map((lender) => ({
      ...lender,
      channels: [
        ...lender.channels,
        {
          kind: 'webchat' as const,
          address: `https://${lender.id}.example/#chat`,
          seenAt: `https://${lender.id}.example/`,
          seenOn: '2026-01-01',
        },
      ],
    }));
    const chosen = base.scenarios[0]!.id;
    const plan = freezePlan({
      code: 'test',
      rubric,
      study: {
        ...base,
        market: { ...base.market, lenders },
        wave: { ...base.wave, channels: ['email', 'webchat'], only: { webchat: [chosen] } },
      },
    });
    const chats = plan.probes.filter((p) => p.channel === 'webchat');
    expect(chats).toHaveLength(lenders.length);
    expect(new Set(chats.map((p) => p.scenario))).toEqual(new Set([chosen]));
    for (const group of Map.groupBy(plan.probes, (p) => p.entity).values()) {
      const times = group.map((p) => Date.parse(p.sendAt)).sort((a, b) => a - b);
      for (const [i, at] of times.entries())
        if (i > 0) expect(at - times[i - 1]!).toBeGreaterThanOrEqual(48 * 3_600_000);
    }
  });
});
