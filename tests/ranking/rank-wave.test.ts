import { describe, expect, it } from 'vitest';
import { SetupError } from '../../src/model/errors.ts';
import type { EventBody } from '../../src/model/events.ts';
import { type Tally, WaveResult } from '../../src/model/wave-result.ts';
import { rankWave } from '../../src/ranking/rank-wave.ts';
import { ledger, makeWave, type WaveInputs } from '../report/fixtures.ts';

const wave = makeWave({ lenders: 26, probes: 6 });
const result = rankWave(wave);

/** The wave with its ledger rewritten. */
const withEvents = (inputs: WaveInputs, change: (body: EventBody) => EventBody[]): WaveInputs => ({
  ...inputs,
  events: ledger(
    inputs.plan.wave.id,
    inputs.events.flatMap((e) => change(e.body).map((body): [number, EventBody] => [Date.parse(e.at), body])),
  ),
});
const rowOf = (r: WaveResult, probe: string) => r.probes.find((p) => p.id === probe)!;
const closed = (inputs: WaveInputs) =>
  inputs.events.flatMap((e) => (e.body.kind === 'window-closed' ? [e.body.probe] : []));

describe('a wave result', () => {
  it('has its shape, and every n adds up', () => {
    expect(WaveResult.parse(result)).toEqual(result);
    const whole = (t: Tally) => {
      expect(t.fielded).toBe(t.valid + Object.values(t.excluded).reduce((a, b) => a + b, 0));
      if (t.results.status === 'scored') {
        const { dispositions, answered, answeredInFull, within24h } = t.results.value;
        expect(Object.values(dispositions).reduce((a, b) => a + b, 0)).toBe(t.valid);
        expect(answeredInFull).toBeLessThanOrEqual(answered);
        expect(within24h).toBeLessThanOrEqual(answered);
      }
    };
    whole(result.totals);
    expect(result.totals.fielded).toBe(wave.plan.probes.length);
    for (const rows of [result.lenders, result.entities, result.channels, result.languages, result.slots]) {
      rows.forEach(whole);
      expect(rows.reduce((n, r) => n + r.fielded, 0)).toBe(result.totals.fielded);
      expect(rows.reduce((n, r) => n + r.valid, 0)).toBe(result.totals.valid);
    }
  });

  it('orders by score, keeps silent lenders at 0, and lists those with few valid probes apart', () => {
    const places = result.lenders.map((l) => ['ranked', 'counts-only', 'too-few'].indexOf(l.publishable));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(new Set(places).size).toBe(3);
    const scores = result.lenders.flatMap((l) =>
      l.standing.status === 'scored' ? [l.standing.value.score] : [],
    );
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    expect(scores.length).toBe(result.market.lenders);
    const silent = result.lenders.filter(
      (l) => l.results.status === 'scored' && l.results.value.dispositions['no-reply'] === l.valid,
    );
    expect(silent.length).toBeGreaterThan(0);
    for (const l of silent) expect(l.standing).toMatchObject({ status: 'scored', value: { score: 0 } });
    for (const l of result.lenders) {
      expect(l.publishable === 'ranked').toBe(l.valid >= 5);
      expect(l.results.status === 'scored').toBe(l.valid >= 3);
    }
  });

  it('names who may be first and who may be last', () => {
    const where = (holds: (s: { rankLow: number; rankHigh: number }) => boolean) =>
      result.lenders
        .flatMap((l) => (l.standing.status === 'scored' && holds(l.standing.value) ? [l.id] : []))
        .sort();
    expect(result.market.leading).toEqual(where((s) => s.rankLow === 1));
    expect(result.market.trailing).toEqual(where((s) => s.rankHigh === result.market.lenders));
    expect(result.market.leading.length).toBeGreaterThan(0);
    expect(result.market.leading.filter((id) => result.market.trailing.includes(id))).toEqual([]);
  });

  it('is the same whatever the order of its inputs', () => {
    const shuffled = {
      ...wave,
      assessments: wave.assessments.toReversed(),
      market: { entities: wave.market.entities.toReversed(), lenders: wave.market.lenders.toReversed() },
    };
    expect(rankWave(shuffled)).toEqual(result);
  });

  it('groups legal entities over their brands', () => {
    const several = result.entities.filter((e) => e.lenders.length > 1);
    expect(several.length).toBeGreaterThan(0);
    for (const e of several) expect(e.fielded).toBe(6 * e.lenders.length);
    for (const e of result.entities) expect(e.publishable === 'ranked').toBe(e.valid >= 5);
    const ranked = result.entities.filter((e) => e.publishable === 'ranked').map((e) => e.id);
    expect(result.secondOpinion.entities.rows.map((r) => r.id).sort()).toEqual(ranked.sort());
    expect(ranked.length).toBeLessThan(result.market.lenders);
  });

  it('names each rule that is not the frozen one, and says that its results are exploratory', () => {
    const { deviations } = rankWave({ ...wave, laterRules: ['languages/ru', 'languages/uk'] });
    expect(deviations.filter((d) => d.kind === 'rules-changed').map((d) => [d.code, d.n])).toEqual([
      ['languages/ru', 1],
      ['languages/uk', 1],
    ]);
    expect(deviations.find((d) => d.code === 'languages/uk')!.detail).toContain('exploratory');
  });

  it('prints every departure from the plan', () => {
    const kinds = new Set(result.deviations.map((d) => d.kind));
    expect([...kinds].sort()).toEqual(
      [
        'clock-jumped',
        'instrument-failed',
        'invalid',
        'late-send',
        'lender-excluded',
        'reconciled',
        'skipped',
      ].sort(),
    );
    const lost = result.deviations
      .filter((d) => ['skipped', 'invalid', 'unfinished'].includes(d.kind))
      .flatMap((d) => d.probes);
    expect(lost.sort()).toEqual(result.probes.filter((p) => p.excluded !== undefined).map((p) => p.id));
  });
});

describe('silence must be proven', () => {
  const silent = wave.assessments.find((a) => a.disposition === 'no-reply')!.probe;
  const answered = wave.assessments.find((a) => a.disposition === 'answered')!.probe;

  it.each([
    { what: 'silence', probe: silent },
    { what: 'an answer', probe: answered },
  ])('$what in a window that was not closed does not count', ({ probe }) => {
    expect(closed(wave)).toContain(probe);
    const open = withEvents(wave, (b) => (b.kind === 'window-closed' && b.probe === probe ? [] : [b]));
    const r = rankWave(open);
    expect(rowOf(r, probe)).toMatchObject({ disposition: 'invalid', excluded: 'window-open' });
    expect(rowOf(r, probe).score.status).toBe('unscorable');
    expect(r.totals.valid).toBe(result.totals.valid - 1);
    expect(r.deviations).toContainEqual(expect.objectContaining({ kind: 'unfinished', probes: [probe] }));
  });

  it('an invalidated probe is excluded although it was assessed', () => {
    const broken = withEvents(wave, (b) =>
      b.kind === 'window-closed' && b.probe === silent
        ? [{ kind: 'invalidated', probe: silent, code: 'disk-full', reason: 'no space was left' }]
        : [b],
    );
    expect(rowOf(rankWave(broken), silent)).toMatchObject({
      disposition: 'invalid',
      excluded: 'disk-full',
      reason: 'no space was left',
    });
  });

  it('a closed probe without an assessment is excluded, never silent', () => {
    const r = rankWave({ ...wave, assessments: wave.assessments.filter((a) => a.probe !== silent) });
    expect(rowOf(r, silent).excluded).toBe('not-assessed');
  });

  it('an address that was refused for good counts without a window', () => {
    const rejected = withEvents(wave, (b) => {
      if (!('probe' in b) || b.probe !== silent) return [b];
      if (b.kind === 'send-intended')
        return [b, { kind: 'send-rejected', probe: silent, code: 550, response: '550 no such user' }];
      return [];
    });
    const assessments = wave.assessments.map((a) =>
      a.probe === silent ? { ...a, disposition: 'undeliverable' as const } : a,
    );
    const row = rowOf(rankWave({ ...rejected, assessments }), silent);
    expect(row).toMatchObject({ disposition: 'undeliverable', score: { status: 'scored', value: 0 } });
    expect(row.excluded).toBeUndefined();
  });

  it('events of another wave are left aside', () => {
    const foreign = wave.events.map((e) => ({ ...e, wave: 'w2' }));
    expect(rankWave({ ...wave, events: [...wave.events, ...foreign] })).toEqual(result);
  });
});

describe('what is refused', () => {
  it('a plan that is not the one the wave was run under', () => {
    const changed = { ...wave, plan: { ...wave.plan, wave: { ...wave.plan.wave, deadlineHours: 24 } } };
    expect(() => rankWave(changed)).toThrow(SetupError);
    expect(() => rankWave(changed)).toThrow(/restore the frozen plan/);
  });
  it('a market that lacks a lender of the plan', () => {
    const market = { ...wave.market, lenders: wave.market.lenders.slice(1) };
    expect(() => rankWave({ ...wave, market })).toThrow('lenders.yml has no lender "amber"');
  });
});
