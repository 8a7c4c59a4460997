import { describe, expect, it } from 'vitest';
import type { LendersFile } from '../../../src/model/lenders.ts';
import { MarketFindings } from '../../../src/model/market-findings.ts';
import { notApplicable, scored } from '../../../src/model/measured.ts';
import type { Plan } from '../../../src/model/plan.ts';
import type { ProbeRow } from '../../../src/model/wave-result.ts';
import { marketFindings } from '../../../src/ranking/market/findings.ts';
import { makeWave } from '../../report/fixtures.ts';
import { type RowOptions, rowOf } from '../rows.ts';

const HOUR = 3_600_000;
const DOOR = { seenAt: 'https://x.example/', seenOn: '2026-09-01' };

/** A lender with a mailbox, a phone that is never tried, and a chat where it says so. */
const lender = (id: string, more: Partial<LendersFile['lenders'][number]> = {}, chat = false) => ({
  id,
  name: id,
  entity: `${id}-llc`,
  site: `https://${id}.example/`,
  timeZone: 'Europe/Kyiv',
  languages: ['en'],
  channels: [
    { kind: 'email' as const, address: `help@${id}.example`, ...DOOR },
    { kind: 'phone' as const, address: '+380441234567', ...DOOR },
    ...(chat ? [{ kind: 'webchat' as const, address: `https://${id}.example/`, ...DOOR }] : []),
  ],
  terms: [],
  ...more,
});

function findingsOf(
  rows: ProbeRow[],
  lenders: LendersFile['lenders'],
  more: Partial<Parameters<typeof marketFindings>[0]> = {},
): MarketFindings {
  const base = makeWave({ lenders: 1, probes: 1 }).plan;
  const plan: Plan = {
    ...base,
    wave: { ...base.wave, channels: ['email', 'webchat'] },
    probes: rows.map((r) => ({
      ...base.probes[0]!,
      id: r.id,
      lender: r.lender,
      channel: r.channel,
      address: r.channel === 'email' ? `help@${r.lender}.example` : `https://${r.lender}.example/`,
    })),
  };
  const market = { entities: lenders.map((l) => ({ id: l.entity, name: l.entity })), lenders };
  const found = marketFindings({
    plan,
    market,
    rows,
    ties: [],
    wordings: { compared: 0, shared: [] },
    ...more,
  });
  expect(MarketFindings.parse(found)).toEqual(found);
  return found;
}

/** `count` probes of one lender. */
const probes = (count: number, options: Omit<RowOptions, 'n'>): ProbeRow[] =>
  Array.from({ length: count }, (_, n) => rowOf({ ...options, n }));

describe('the dead-channel index', () => {
  const ack = (minutes: number) => ({ anything: scored(minutes * 60_000) });
  const none = notApplicable('none');
  const silence = { anything: none, nonAutomatic: none, substantive: none, substantiveBusiness: none };
  const rows = [
    ...probes(3, { lender: 'alive', hours: 2 }),
    ...probes(3, { lender: 'machine', clocks: { ...silence, ...ack(1) }, disposition: 'acknowledged-only' }),
    ...probes(3, { lender: 'silent' }),
    ...probes(3, { lender: 'gone', disposition: 'undeliverable', conduct: { failure: 'hard-bounce' } }),
    ...probes(3, { lender: 'full', disposition: 'undeliverable', conduct: { failure: 'mailbox-full' } }),
    ...probes(3, { lender: 'ours', excluded: 'no-coverage', disposition: 'invalid' }),
    ...probes(3, {
      lender: 'alive',
      channel: 'webchat',
      disposition: 'channel-unavailable',
      conduct: { failure: 'door-closed' },
    }),
  ];
  const lenders = [
    lender('alive', {}, true),
    ...['machine', 'silent', 'gone', 'full', 'ours', 'left-out'].map((id) => lender(id)),
  ];
  const { deadChannels } = findingsOf(rows, lenders);
  const kind = (name: string) => deadChannels.kinds.find((k) => k.kind === name)!;

  it('counts doors by what became of them, untestable ones apart', () => {
    expect(kind('email')).toMatchObject({
      advertised: { lenders: 7, of: 7 },
      doors: 7,
      tested: 6,
      alive: { count: 2, n: 5 },
      unanswering: { count: 3, n: 5 },
      dead: 2,
      silent: 1,
      unknown: 1,
      untested: { 'lender-excluded': 1 },
      failures: { 'hard-bounce': 1, 'mailbox-full': 1 },
    });
    expect(kind('webchat')).toMatchObject({
      advertised: { lenders: 1, of: 7 },
      tested: 1,
      alive: { count: 0, n: 1, interval: { status: 'not-applicable' } },
      failures: { 'door-closed': 1 },
    });
    expect(kind('phone')).toMatchObject({ doors: 7, tested: 0, untested: { 'never-tried': 7 } });
    expect(deadChannels.all).toMatchObject({ doors: 15, tested: 7, unanswering: { count: 4, n: 6 } });
  });

  it('names only lenders with enough valid probes', () => {
    expect(deadChannels.lenders.map((l) => l.lender)).toEqual(['alive', 'full', 'gone', 'machine', 'silent']);
    expect(deadChannels.lenders[0]).toEqual({
      lender: 'alive',
      advertised: 3,
      tested: 2,
      unanswering: 1,
      unknown: 0,
    });
    expect(deadChannels.doors.some((d) => d.lender === 'ours' || d.lender === 'left-out')).toBe(false);
    expect(deadChannels.doors.find((d) => d.lender === 'machine' && d.kind === 'email')).toMatchObject({
      state: 'alive',
      replied: 3,
      substantive: 0,
    });
  });
});

describe('answer rates', () => {
  it('counts moments known within bounds as sure or possible', () => {
    const rows = ['a', 'b', 'c', 'd'].flatMap((id) => [
      rowOf({ lender: id, n: 0, hours: 0.05 }),
      rowOf({ lender: id, n: 1, hours: 0.5, bounds: { substantive: { from: 0.5 * HOUR, to: 2 * HOUR } } }),
      rowOf({ lender: id, n: 2 }),
    ]);
    const { answerRates } = findingsOf(
      rows,
      ['a', 'b', 'c', 'd'].map((id) => lender(id)),
    );
    expect(answerRates.rows.map((r) => r.scope)).toEqual(['any', 'email']);
    expect(answerRates.rows[0]!.substantive.map((p) => [p.hours, p.sure, p.possible, p.n])).toEqual([
      [5 / 60, 4, 4, 12],
      [1, 4, 8, 12],
      [3, 8, 8, 12],
      [24, 8, 8, 12],
      [72, 8, 8, 12],
    ]);
    const [, hour] = answerRates.rows[0]!.substantive;
    if (hour?.interval.status !== 'scored') throw new Error('no interval');
    expect(hour.interval.value.low).toBeLessThan(4 / 12);
    expect(hour.interval.value.high).toBeGreaterThan(8 / 12);
    expect(answerRates.lenders).toEqual({ all: 0, some: 4, none: 0, least: 3 });
  });
});

describe('hours', () => {
  it('compares slots within lender, and claims with answers', () => {
    const ids = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
    const rows = ids.flatMap((id, l) => [
      rowOf({ lender: id, n: 0, hours: 1, conduct: { asked: 'inside' } }),
      rowOf({ lender: id, n: 1, hours: 1, conduct: { asked: 'inside', claimsAlways: id === 'g' } }),
      // One lender answers at night too.
      ...[2, 3, 4].map((n) =>
        rowOf({
          lender: id,
          n,
          slot: 'night',
          ...(l === 0 && { hours: 1 }),
          conduct: { asked: id === 'g' ? 'inside' : 'outside', claimsAlways: id === 'g' },
        }),
      ),
    ]);
    const { hours } = findingsOf(
      rows,
      ids.map((id) => lender(id)),
    );
    const night = hours.paired.find((p) => p.slot === 'night' && p.hours === 3)!;
    expect(night.difference).toMatchObject({ lenders: 7, higher: 0, lower: 6, same: 1, method: 'paired-t' });
    expect(night.difference.estimate).toEqual({ status: 'scored', value: -6 / 7 });
    const claimed = (asked: string) => hours.claimed.find((c) => c.asked === asked)!.substantive.at(-1);
    expect(claimed('inside')).toMatchObject({ sure: 14, n: 17 });
    expect(claimed('outside')).toMatchObject({ sure: 3, n: 18 });
    expect(hours.always).toMatchObject({ lenders: 1, silent: ['g'] });
    expect(hours.always.off.at(-1)).toMatchObject({ sure: 0, n: 3 });
  });
});

describe('chat against mail', () => {
  it('is paired within lender on the same question: a ratio worked by hand', () => {
    const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
    const rows = ids.flatMap((id, l) => [
      rowOf({ lender: id, n: 0, scenario: 'first', hours: 2 * (l + 1) }),
      // A question that only mail got must not count.
      rowOf({ lender: id, n: 1, scenario: 'other', hours: 70 }),
      rowOf({ lender: id, n: 0, scenario: 'first', channel: 'webchat', hours: (l + 1) / 4 }),
    ]);
    const [pair] = findingsOf(
      rows,
      ids.map((id) => lender(id, {}, true)),
    ).chatAgainstMail;
    expect(pair).toMatchObject({ channel: 'webchat', against: 'email', scenarios: ['first'] });
    // Eight times as quick at every lender.
    if (pair?.ratio.estimate.status !== 'scored' || pair.ratio.interval.status !== 'scored')
      throw new Error('no ratio');
    expect(pair.ratio.estimate.value).toBeCloseTo(8, 9);
    expect(pair.ratio.interval.value.low).toBeCloseTo(8, 9);
    expect(pair.ratio.p).toEqual({ status: 'scored', value: 2 / 64 });
    expect(pair.answered).toEqual({ both: 6, onlyChannel: 0, onlyAgainst: 0, neither: 0 });
  });

  it('a silence is the whole deadline, never left out', () => {
    const rows = [
      rowOf({ lender: 'a', n: 0, scenario: 'first' }),
      rowOf({ lender: 'a', n: 0, scenario: 'first', channel: 'webchat', hours: 7.2 }),
    ];
    const [pair] = findingsOf(rows, [lender('a', {}, true)]).chatAgainstMail;
    if (pair?.ratio.estimate.status !== 'scored') throw new Error('no ratio');
    expect(pair.ratio.estimate.value).toBeCloseTo(10, 9);
    expect(pair.ratio.interval).toMatchObject({ status: 'not-applicable' });
    expect(pair.answered).toMatchObject({ onlyChannel: 1 });
  });
});

describe('what askers met', () => {
  const rows = ['a', 'b', 'c', 'd'].flatMap((id) => [
    rowOf({
      lender: id,
      n: 0,
      hours: 1,
      points: { effectiveness: 100, speed: 20, accuracy: 0 },
      conduct: {
        servedBy: 'human',
        overPromise: id === 'a',
        personalData: id === 'b' ? ['full-name', 'passport'] : id === 'c' ? ['phone'] : [],
      },
      contradictions:
        id === 'a'
          ? [{ said: '1%', known: '2%', source: 'https://a.example/terms', seenOn: '2026-09-01' }]
          : id === 'b'
            ? [{ said: '1%', known: '2%', probe: 'w1-b-email-s1-1' }]
            : [],
    }),
    rowOf({
      lender: id,
      n: 1,
      hours: 1,
      points: { effectiveness: 40, speed: 100 },
      conduct: { servedBy: 'bot', deflections: ['phone', 'website'] },
    }),
    rowOf({
      lender: id,
      n: 2,
      disposition: id === 'd' ? 'deflected' : 'no-reply',
      messages:
        id === 'd'
          ? [
              {
                evidence: 'a'.repeat(64),
                received: { from: '2026-10-08T09:00:00.000Z', to: '2026-10-08T09:00:00.000Z' },
                responder: 'marketing',
                late: false,
                quotes: [],
              },
            ]
          : [],
    }),
  ]);
  const found = findingsOf(
    rows,
    ['a', 'b', 'c', 'd'].map((id) => lender(id)),
  );

  it('deflection, data, promises, contradictions and what came afterwards', () => {
    expect(found.deflection.any.rate).toMatchObject({ count: 4, n: 12, lenders: 4 });
    expect(found.deflection.instead).toMatchObject({ count: 1, n: 12 });
    expect(found.deflection.kinds.filter((k) => k.rate.count > 0).map((k) => k.kind)).toEqual([
      'phone',
      'website',
    ]);
    expect(found.personalData.levels.map((l) => [l.level, l.rate.count])).toEqual([
      ['contact', 1],
      ['person', 0],
      ['identity', 1],
    ]);
    expect(found.personalData.any.lenders).toEqual([
      { lender: 'b', count: 1, n: 3 },
      { lender: 'c', count: 1, n: 3 },
    ]);
    expect(found.overPromises).toMatchObject({
      rate: { count: 1, n: 12 },
      lenders: [{ lender: 'a', count: 1, n: 3 }],
    });
    // Only where a figure could be compared.
    expect(found.contradictions.published.rate).toMatchObject({ count: 1, n: 4 });
    expect(found.contradictions.own.rate).toMatchObject({ count: 1, n: 4 });
    expect(found.contradictions.unconfirmed).toBe(2);
    expect(found.aftermath).toMatchObject({
      messages: 1,
      timeline: [{ lender: 'd', days: { status: 'scored', value: 3 } }],
    });
  });

  it('machines against people, within lender and without speed', () => {
    expect(found.automaticAgainstHuman.served).toEqual({ bot: 4, human: 4 });
    // 40 against (25 * 100 + 15 * 0) / 40 = 62.5 in each lender.
    expect(found.automaticAgainstHuman.quality).toMatchObject({
      lenders: 4,
      lower: 4,
      estimate: { status: 'scored', value: -22.5 },
      interval: { status: 'not-applicable' },
    });
  });
});

describe('shared desks', () => {
  const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
  const rows = ids.flatMap((id, l) => probes(3, { lender: id, ...(l < 3 && { hours: 1 }) }));
  const lenders = ids.map((id) => lender(id, id === 'b' ? { entity: 'a-llc' } : {}));
  const wordings = {
    compared: 9,
    shared: [{ lenders: ['b', 'c'], probes: ['w1-b-email-s0-0', 'w1-c-email-s0-0'], similarity: 0.9 }],
  };

  it('joins what is known and what was found, and widens intervals by it', () => {
    const alone = findingsOf(
      rows,
      ids.map((id) => lender(id)),
    );
    const tied = findingsOf(rows, lenders, {
      ties: [{ lenders: ['d', 'e'], shared: ['phone'] }],
      wordings,
    });
    expect(tied.sharedDesks.desks).toEqual([
      { lenders: ['a', 'b', 'c'], entities: ['a-llc', 'c-llc'], ties: ['entity', 'wording'] },
      { lenders: ['d', 'e'], entities: ['d-llc', 'e-llc'], ties: ['phone'] },
    ]);
    const rate = (f: MarketFindings) => f.overPromises.rate;
    expect([rate(alone).clusters, rate(tied).clusters]).toEqual([6, 3]);
    const top = (f: MarketFindings) =>
      rate(f).interval.status === 'scored' && 'value' in rate(f).interval
        ? (rate(f).interval as { value: { high: number } }).value.high
        : Number.NaN;
    expect(top(tied)).toBeGreaterThan(top(alone));
  });

  it('names no lender with too few valid probes', () => {
    const few = rows.map((r) => (r.lender === 'c' ? { ...r, excluded: 'no-coverage' } : r));
    expect(findingsOf(few, lenders, { wordings }).sharedDesks.wordings).toEqual({ compared: 9, shared: [] });
  });
});

describe('of nothing', () => {
  it('no finding comes from zero data', () => {
    for (const rows of [[], probes(4, { lender: 'a', excluded: 'no-coverage', disposition: 'invalid' })]) {
      const found = findingsOf(rows, [lender('a')]);
      const text = JSON.stringify(found);
      expect(text).not.toMatch(/NaN|null|Infinity/);
      expect(found.basis).toMatchObject({ fielded: rows.length, valid: 0 });
      expect(found.deflection.any.rate).toMatchObject({
        count: 0,
        n: 0,
        interval: { status: 'not-applicable' },
      });
      expect(found.chatAgainstMail).toEqual([]);
      expect(found.automaticAgainstHuman.quality.estimate.status).toBe('not-applicable');
      expect(found.deadChannels.all.unanswering).toMatchObject({
        n: 0,
        interval: { status: 'not-applicable' },
      });
      expect(found.answerRates.rows[0]!.substantive.every((p) => p.interval.status !== 'scored')).toBe(true);
    }
  });
});
