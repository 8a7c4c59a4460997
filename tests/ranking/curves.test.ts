import { describe, expect, it } from 'vitest';
import { Curves, MOST_POINTS } from '../../src/model/curves.ts';
import { notApplicable, scored } from '../../src/model/measured.ts';
import type { ProbeRow } from '../../src/model/wave-result.ts';
import { curvesOf } from '../../src/ranking/curves.ts';
import { rankWave } from '../../src/ranking/rank-wave.ts';
import { makeWave } from '../report/fixtures.ts';

const HOUR = 3_600_000;
const SEED = 'a'.repeat(64);
const [template] = rankWave(makeWave({ lenders: 1, probes: 6 })).probes;

type Change = Partial<ProbeRow> & { hours?: number | null; between?: [number, number] };
let serial = 0;
/** A probe whose first reply of any kind is a substantive one after `hours`, or within bounds, or never (null). */
function probe(lender: string, { hours = null, between, ...rest }: Change): ProbeRow {
  const at = between?.[0] ?? hours;
  const clock = at === null ? notApplicable('none by the deadline') : scored(at * HOUR);
  const bounds = between && { from: between[0] * HOUR, to: between[1] * HOUR };
  return {
    ...template!,
    id: `p${String(serial++).padStart(5, '0')}`,
    lender,
    disposition: at === null ? 'no-reply' : 'answered',
    clocks: { anything: clock, nonAutomatic: clock, substantive: clock, substantiveBusiness: clock },
    ...(bounds && { bounds: { anything: bounds, nonAutomatic: bounds, substantive: bounds } }),
    messages: [],
    ...rest,
  };
}
const of = (rows: ProbeRow[], channels: ProbeRow['channel'][] = ['email', 'webchat']) =>
  curvesOf({ rows, channels, entityOf: (l) => l.replace(/-.*/, ''), deadlineHours: 72, seed: SEED });
const substantive = (rows: ProbeRow[]) => of(rows).all.curves.find((c) => c.clock === 'substantive')!;

describe('an answered-by curve', () => {
  const rows = [
    probe('a', { hours: 0.05 }),
    probe('a', { hours: 2 }),
    probe('b', { hours: 24 }),
    probe('b', {}),
    probe('c', { hours: 50 }),
    probe('c', {}),
  ];
  const curve = substantive(rows);

  it('counts who answered by when', () => {
    expect(curve).toMatchObject({
      n: 6,
      lenders: 3,
      entities: 3,
      answered: 4,
      bounded: 0,
      estimator: 'kaplan-meier',
    });
    expect(curve.counts.map((c) => [c.hours, c.sure, c.possible, c.n])).toEqual([
      [5 / 60, 1, 1, 6],
      [1, 1, 1, 6],
      [3, 2, 2, 6],
      [24, 3, 3, 6],
      [72, 4, 4, 6],
    ]);
    expect(curve.points.map((p) => p.hours)).toEqual([0.05, 2, 24, 50, 72]);
    expect(curve.points.map((p) => Math.round(p.answered * 6))).toEqual([1, 2, 3, 4, 4]);
    for (const p of curve.points) {
      expect(p.low!).toBeLessThan(p.answered);
      expect(p.high!).toBeGreaterThan(p.answered);
    }
  });

  it('has the median of the printed rule and the mean of min(T, deadline)', () => {
    expect(curve.median).toMatchObject({ status: 'scored', value: { hours: (24 + 50) / 2 } });
    expect(curve.cappedWait).toMatchObject({ status: 'scored' });
    if (curve.cappedWait.status === 'scored')
      expect(curve.cappedWait.value.hours).toBeCloseTo((0.05 + 2 + 24 + 72 + 50 + 72) / 6, 9);
    expect(substantive([probe('a', { hours: 1 }), probe('a', {}), probe('b', {})]).median.status).toBe(
      'not-applicable',
    );
  });

  it('leaves out what does not count, and clocks that are not known', () => {
    const unknown = { status: 'unscorable', reason: 'not seen' } as const;
    const clocks = { ...template!.clocks, substantive: unknown };
    expect(substantive([...rows, probe('d', { excluded: 'no-coverage' }), probe('d', { clocks })])).toEqual(
      curve,
    );
    expect(of([]).all).toEqual({ curves: [], endings: [] });
  });

  it('has no band for a single legal entity, and a wider one where brands share an entity', () => {
    const alone = substantive([probe('a', { hours: 1 }), probe('a', {}), probe('a-two', { hours: 5 })]);
    expect(alone).toMatchObject({ lenders: 2, entities: 1 });
    expect(alone.points.every((p) => p.low === undefined && p.high === undefined)).toBe(true);
    const market = (name: (i: number) => string) =>
      substantive(Array.from({ length: 40 }, (_, i) => probe(name(i), { hours: i % 8 < 4 ? 3 : null })));
    const width = (c: typeof curve) => c.points.at(-1)!.high! - c.points.at(-1)!.low!;
    const together = market((i) => `e${Math.floor((i % 8) / 4)}x${i % 4}-${i}`);
    const apart = market((i) => `l${i}`);
    expect(apart.entities).toBe(40);
    expect(together.entities).toBe(8);
    expect(width(together)).toBeGreaterThan(width(apart));
  });

  it('is bounded in length, and the same whatever the order', () => {
    const many = Array.from({ length: 1_500 }, (_, i) =>
      probe(`l${i % 90}`, { hours: i % 7 === 0 ? null : 0.01 + (i * 71.9) / 1500 }),
    );
    const long = of(many);
    expect(long.all.curves[2]!.points.length).toBeLessThanOrEqual(MOST_POINTS);
    expect(long.all.curves[2]!.points.at(-1)!.hours).toBe(72);
    expect(of(many.toReversed())).toEqual(long);
    expect(Curves.parse(long)).toEqual(long);
  });
});

describe('moments known within bounds', () => {
  const rows = [
    probe('a', { between: [0, 1] }),
    probe('b', { between: [0.5, 24] }),
    probe('c', { hours: 2 }),
    probe('d', { between: [60, 80] }),
    probe('e', {}),
  ];
  const curve = substantive(rows);

  it('count as sure and as possible', () => {
    expect(curve).toMatchObject({ n: 5, answered: 4, bounded: 3, estimator: 'turnbull' });
    expect(curve.counts.map((c) => [c.sure, c.possible])).toEqual([
      [0, 1],
      [1, 2],
      [2, 3],
      [3, 3],
      [3, 4],
    ]);
  });

  it('are drawn where the bounds end, in a band from the latest to the earliest they can be', () => {
    // (0.5,24] shares its mass between (0.5,1] and 2 as Turnbull says: all but a rest lies on the two seen answers.
    expect(curve.points.map((p) => p.hours)).toEqual([1, 2, 72]);
    expect(curve.points[1]!.answered).toBeCloseTo(3 / 5, 6);
    const exact = (pick: 0 | 1) =>
      substantive(
        rows.map((r, i) =>
          probe(
            r.lender,
            i === 4
              ? {}
              : {
                  hours: [
                    [0, 1],
                    [0.5, 24],
                    [2, 2],
                    [60, 80],
                  ][i]![pick]!,
                },
          ),
        ),
      );
    const at24 = (c: typeof curve) => c.counts.find((k) => k.hours === 24)!;
    expect(at24(curve).low).toBeCloseTo(at24(exact(1)).low!, 12);
    expect(at24(curve).high).toBeCloseTo(at24(exact(0)).high!, 12);
  });

  it('of no width change nothing', () => {
    const exact = [probe('a', { hours: 1 }), probe('b', { hours: 7 }), probe('c', {})];
    const same = [probe('a', { between: [1, 1] }), probe('b', { between: [7, 7] }), probe('c', {})];
    expect(substantive(same)).toEqual(substantive(exact));
  });
});

describe('endings that compete', () => {
  it('start with the reply, the bounce or the try that decided them, and add up', () => {
    const sentAt = '2026-10-05T09:00:00.000Z';
    const { endings } = of([
      probe('a', { hours: 4 }),
      probe('b', { hours: 6, disposition: 'partly-answered' }),
      probe('c', { hours: 2, disposition: 'deflected' }),
      probe('d', {
        disposition: 'undeliverable',
        sentAt,
        messages: [
          {
            evidence: SEED,
            received: { from: '2026-10-05T12:00:00.000Z', to: '2026-10-05T12:00:00.000Z' },
            responder: 'bounce',
            bounce: 'hard',
            late: false,
          } as ProbeRow['messages'][number],
        ],
      }),
      probe('e', { disposition: 'channel-unavailable' }),
      probe('f', {}),
    ]).all;
    expect(endings.map((e) => [e.ending, e.probes, e.points[0]!.hours])).toEqual([
      ['answered', 2, 4],
      ['deflected', 1, 2],
      ['undeliverable', 1, 3],
      ['channel-unavailable', 1, 0],
    ]);
    expect(endings.reduce((sum, e) => sum + e.points.at(-1)!.answered, 0)).toBeCloseTo(5 / 6, 12);
  });
});

describe('two channels', () => {
  const market = (chatHours: (l: number) => number | null) =>
    Array.from({ length: 12 }, (_, l) => [
      probe(`l${l}`, { hours: 20 + (l % 5) }),
      probe(`l${l}`, { hours: 30 + (l % 3) }),
      probe(`l${l}`, { channel: 'webchat', hours: chatHours(l) }),
    ]).flat();

  it('are told apart by swaps within legal entities', () => {
    const [found] = of(market((l) => 0.1 + l / 100)).comparisons;
    expect(found).toMatchObject({ a: 'email', b: 'webchat', entities: 12, probes: 36, sooner: 'b' });
    if (found!.p.status !== 'scored') throw new Error(found!.p.reason);
    expect(found!.p.value).toBeLessThan(0.01);
  });

  it('are not where half of the lenders are sooner on either', () => {
    const [found] = of(market((l) => (l % 2 === 0 ? 1 : null))).comparisons;
    if (found!.p.status !== 'scored') throw new Error(found!.p.reason);
    expect(found!.p.value).toBeGreaterThan(0.05);
  });

  it('are not tested on fewer than six pairs', () => {
    const few = of(market(() => 1).filter((r) => Number(r.lender.slice(1)) < 5)).comparisons;
    expect(few[0]).toMatchObject({ entities: 5, p: { status: 'not-applicable' } });
    expect(of([probe('a', { hours: 1 }), probe('b', { hours: 1, channel: 'webchat' })]).comparisons).toEqual(
      [],
    );
  });
});
