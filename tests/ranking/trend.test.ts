import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digestOf } from '../../src/model/digest.ts';
import { scored } from '../../src/model/measured.ts';
import { Trend } from '../../src/model/trend.ts';
import { foldWave } from '../../src/model/wave-state.ts';
import { probeRows } from '../../src/ranking/probe-rows.ts';
import { type EarlierWave, trendOf } from '../../src/ranking/trend.ts';
import { makeWave, type WaveInputs } from '../report/fixtures.ts';

const HOUR = 3_600_000;
const LENDERS = 5;
const PROBES = 6;

type Score = (lender: string, question: number) => number;

/** A wave in which every lender answers every question after two hours, and scores as it is told. */
function waveOf(
  id: string,
  starts: string,
  score: Score,
  change: Partial<WaveInputs['plan']['wave']> = {},
): WaveInputs {
  const made = makeWave({ lenders: LENDERS, probes: PROBES, seed: 3 });
  const plan: WaveInputs['plan'] = {
    ...made.plan,
    wave: { ...made.plan.wave, id, starts, ...change },
    ingredients: Object.fromEntries(
      made.plan.probes.map((p) => [`scenarios/${p.scenario}/en/a`, digestOf(p.scenario)]),
    ),
  };
  const scenarios = [...new Set(plan.probes.map((p) => p.scenario))].sort();
  const probes = new Map(plan.probes.map((p) => [p.id, p]));
  const clock = scored(2 * HOUR);
  return {
    ...made,
    plan,
    events: made.events.map((e) => ({ ...e, wave: id })),
    assessments: made.assessments.map((a) => {
      const { lender, scenario } = probes.get(a.probe)!;
      return {
        ...a,
        disposition: 'answered' as const,
        clocks: { anything: clock, nonAutomatic: clock, substantive: clock, substantiveBusiness: clock },
        score: scored(score(lender, scenarios.indexOf(scenario))),
      };
    }),
  };
}

function trend(newest: WaveInputs, ...earlier: EarlierWave[]): Trend {
  const found = tried(newest, ...earlier);
  if (found.status !== 'scored') throw new Error(found.reason);
  return Trend.parse(found.value);
}
const tried = ({ plan, assessments, events, market }: WaveInputs, ...earlier: EarlierWave[]) =>
  trendOf({ plan, rows: probeRows(plan, assessments, foldWave(events), market), earlier, market });

const ids = ['amber', 'birch', 'cobalt', 'delta', 'ember'];
/** The same wave with its first question moved to the chat. */
function withChat(wave: WaveInputs): WaveInputs {
  const [first] = [...new Set(wave.plan.probes.map((p) => p.scenario))].sort();
  return {
    ...wave,
    plan: {
      ...wave.plan,
      probes: wave.plan.probes.map((p) => (p.scenario === first ? { ...p, channel: 'webchat' as const } : p)),
    },
  };
}

/** A scatter of its own for each question, the same in every wave. */
const base: Score = (lender, q) => 30 + 5 * ids.indexOf(lender) + 4 * q;
const before = waveOf('w0', '2026-06-01', base);

describe('a trend', () => {
  it('compares the same questions, wave by wave', () => {
    const now = waveOf('w1', '2026-10-05', (l, q) => base(l, q) + (l === 'amber' ? 40 : 0));
    const found = trend(now, before);
    expect(found.waves.map((w) => [w.wave, w.changed])).toEqual([
      ['w0', []],
      ['w1', []],
    ]);
    expect(found.questions).toHaveLength(PROBES);
    const amber = found.lenders.find((l) => l.lender === 'amber')!;
    expect(amber.points.map((p) => (p.score.status === 'scored' ? p.score.value.mean : null))).toEqual([
      40, 80,
    ]);
    expect(amber.change).toMatchObject({
      status: 'scored',
      value: { from: 'w0', to: 'w1', n: 6, difference: 40, verdict: 'better' },
    });
    // Variance within cells is that of 0, 4, ... 20: 56 on 50 df in all; t(.975, 50) = 2.008559.
    if (amber.change.status !== 'scored') throw new Error('no change');
    const half = 2.008559112100761 * Math.sqrt(56) * Math.sqrt(2 / 6);
    expect(amber.change.value.high - 40).toBeCloseTo(half, 9);
    for (const { lender, change } of found.lenders.filter((l) => l.lender !== 'amber'))
      expect([lender, change.status === 'scored' && change.value.verdict]).toEqual([
        lender,
        'not-distinguishable',
      ]);
  });

  it('lets channels weigh alike in points and changes, as in the score', () => {
    // One question by chat and five by mail: the chat is half of the score.
    const now = waveOf('w1', '2026-10-05', (l, q) => base(l, q) + (l === 'amber' && q === 0 ? 40 : 0));
    const amber = trend(withChat(now), withChat(before)).lenders.find((l) => l.lender === 'amber')!;
    // Chat 30, mail 34 ... 50, mean 42: (30 + 42) / 2; then (70 + 42) / 2.
    expect(amber.points.map((p) => (p.score.status === 'scored' ? p.score.value.mean : null))).toEqual([
      36, 56,
    ]);
    if (amber.change.status !== 'scored') throw new Error('no change');
    expect(amber.change.value).toMatchObject({ n: 6, difference: 20 });
    // Mail varies by 40 on 4 df a cell, chat has none: t(.975, 40) = 2.021075.
    const half = 2.0210753903062737 * Math.sqrt(40) * Math.sqrt((2 * (1 + 1 / 5)) / 4);
    expect(amber.change.value.high - 20).toBeCloseTo(half, 9);
  });

  it('of the market is over lenders: a common rise of the same size is certain, one of one lender is not', () => {
    const all = trend(
      waveOf('w1', '2026-10-05', (l, q) => base(l, q) + 7),
      before,
    ).market;
    expect(all).toMatchObject({ lenders: 5, change: { value: { difference: 7, verdict: 'better', n: 5 } } });
    const one = trend(
      waveOf('w1', '2026-10-05', (l, q) => base(l, q) + (l === 'amber' ? 35 : 0)),
      before,
    );
    // 35, 0, 0, 0, 0: mean 7, sd 15.65, t(4) = 2.7764: 7 -+ 19.43.
    expect(one.market.change).toMatchObject({ value: { verdict: 'not-distinguishable' } });
    if (one.market.change.status !== 'scored') throw new Error('no change');
    expect(one.market.change.value.high).toBeCloseTo(26.434, 2);
    expect(one.market.change.value.low).toBeCloseTo(-12.434, 2);
  });

  it('leaves out a question whose words changed, and names what else did', () => {
    const now = waveOf('w1', '2026-10-05', base, { slots: [] });
    const [first] = Object.keys(now.plan.ingredients).sort();
    now.plan.ingredients = {
      ...now.plan.ingredients,
      [first!]: digestOf('other words'),
      'scenarios/student/title': digestOf('a title never reaches a lender'),
      'wave/slots': digestOf([]),
      'rubric/languages/uk': digestOf('new'),
      'rubric/languages/ru': digestOf('new'),
      'wave/starts': digestOf('each has its own'),
    };
    const found = trend(now, before);
    const changed = first!.split('/')[1]!;
    expect(found.questions.map((q) => q.scenario)).not.toContain(changed);
    expect(found.leftOut).toEqual([`${changed} by email: not asked in every wave, or in other words`]);
    expect(found.waves[0]!.changed).toEqual(
      ['rubric', `scenarios/${changed}`, 'scenarios/student', 'wave/slots'].sort(),
    );
    // Five questions are left: enough for a change of a lender, and no more.
    expect(found.lenders.every((l) => l.change.status === 'scored' && l.change.value.n === 5)).toBe(true);
  });

  it('compares no scores under different deadlines, and counts answers up to the shorter', () => {
    const now = waveOf('w1', '2026-10-05', base);
    const short = waveOf('w0', '2026-06-01', base, { deadlineHours: 1 });
    const found = trend(now, short);
    expect(found.market.change).toMatchObject({ status: 'not-applicable' });
    expect(found.lenders[0]!.change).toMatchObject({ status: 'not-applicable' });
    expect(found.market.points.map((p) => [p.score.status, p.substantive])).toEqual([
      ['not-applicable', 0],
      ['scored', 0],
    ]);
  });

  it('says nothing without an earlier wave, or of one with other questions', () => {
    const now = waveOf('w1', '2026-10-05', base);
    expect(tried(now)).toMatchObject({ status: 'not-applicable', reason: 'the study has no earlier wave' });
    const foreign = { ...before, plan: { ...before.plan, ingredients: {} } };
    expect(tried(now, foreign)).toMatchObject({ status: 'not-applicable' });
    expect(trend(now, foreign, before).waves.map((w) => w.wave)).toEqual(['w0', 'w1']);
  });

  it('orders several waves by their days, whatever order they come in; the change is from the last', () => {
    const oldest = waveOf('w9', '2026-02-01', (l, q) => base(l, q) - 10);
    const now = waveOf('w1', '2026-10-05', base);
    const found = trend(now, before, oldest);
    expect(found.waves.map((w) => w.wave)).toEqual(['w9', 'w0', 'w1']);
    expect(found).toEqual(trend(now, oldest, before));
    expect(found.market.change).toMatchObject({ value: { from: 'w0', difference: 0 } });
  });

  it('a lender with too few probes in a wave is not in it', () => {
    const few = waveOf('w0', '2026-06-01', base);
    const birch = few.plan.probes.filter((p) => p.lender === 'birch').map((p) => p.id);
    few.assessments = few.assessments.filter((a) => !birch.slice(2).includes(a.probe));
    const found = trend(waveOf('w1', '2026-10-05', base), few);
    expect(found.lenders.map((l) => l.lender)).toEqual(ids.filter((id) => id !== 'birch'));
    expect(found.market.lenders).toBe(5);
  });

  it('under no change, few lenders are called changed', () => {
    let called = 0;
    let tests = 0;
    fc.assert(
      fc.property(fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (stream) => {
        const noise = () => 40 * (stream.next().value as number);
        const found = trend(
          waveOf('w1', '2026-10-05', () => 30 + noise()),
          waveOf('w0', '2026-06-01', () => 30 + noise()),
        );
        for (const { change } of found.lenders) {
          tests++;
          if (change.status === 'scored' && change.value.verdict !== 'not-distinguishable') called++;
        }
      }),
      { numRuns: 60, seed: 11 },
    );
    expect(tests).toBe(60 * LENDERS);
    expect(called / tests).toBeLessThan(0.05);
  });
});
