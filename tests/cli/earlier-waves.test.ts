/** Earlier waves come from the plans and the ledger on disk, and are assessed by one measure. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assessLedger } from '../../src/cli/assessing.ts';
import { earlierWaves } from '../../src/cli/earlier-waves.ts';
import { studyFolder } from '../../src/cli/folder.ts';
import { openParsePool, type ParsePool } from '../../src/cli/parse-pool.ts';
import type { WaveSetup } from '../../src/cli/setup-wave.ts';
import { sha256 } from '../../src/model/digest.ts';
import { SetupError } from '../../src/model/errors.ts';
import type { LedgerEvent } from '../../src/model/events.ts';
import type { Plan } from '../../src/model/plan.ts';
import { planBytes } from '../../src/plan/plan-bytes.ts';
import { rankWave } from '../../src/ranking/rank-wave.ts';
import { loadSavedWave } from '../golden/wave.ts';
import { temporaryFolder } from './temporary.ts';

const saved = loadSavedWave();
const played = saved.plan.wave.id;

/** The same wave under another name and day, as if it had been played again with the same answers. */
function again(id: string, starts: string, change: Partial<Plan['wave']> = {}) {
  const plan: Plan = { ...saved.plan, wave: { ...saved.plan.wave, ...change, id, starts } };
  const sha = sha256(planBytes(plan));
  const events = saved.events.map(
    (e): LedgerEvent => ({
      ...e,
      wave: id,
      body: e.body.kind === 'wave-opened' ? { ...e.body, plan: sha } : e.body,
    }),
  );
  return { plan, sha, events };
}

const reader = (events: LedgerEvent[]) => ({
  events: async (wave?: string) => events.filter((e) => e.wave === wave),
  evidence: async (name: string) => saved.evidence.get(name)!,
});

/** A study on disk with these plans; the setup is that of `plan`. */
function studyOf(plan: Plan, others: Plan[]): WaveSetup {
  const folder = studyFolder(temporaryFolder());
  mkdirSync(dirname(folder.plan('x')), { recursive: true });
  for (const p of [plan, ...others]) writeFileSync(folder.plan(p.wave.id), planBytes(p));
  writeFileSync(join(dirname(folder.plan('x')), 'notes.txt'), 'no plan');
  return {
    folder,
    plan,
    planSha: sha256(planBytes(plan)),
    study: { market: saved.study.market, scenarios: saved.study.scenarios, wave: {} },
    settings: { email: { domain: saved.study.domain, inbound: [] } },
  } as unknown as WaveSetup;
}

describe('earlier waves', () => {
  let parsers: ParsePool;
  beforeAll(() => {
    parsers = openParsePool();
  });
  afterAll(() => parsers.close());

  it('are those that began before and were run, by the weights of the newest', async () => {
    const now = again('later', '2026-12-01', { weights: { effectiveness: 1 } });
    const unplayed = again('never', '2026-08-01');
    const future = again('next', '2027-03-01');
    const setup = studyOf(now.plan, [saved.plan, unplayed.plan, future.plan]);
    const ledger = reader([...now.events, ...saved.events, ...future.events]);
    const earlier = await earlierWaves(setup, ledger, parsers);
    expect(earlier.map((e) => e.plan.wave.id)).toEqual([played]);
    expect(earlier[0]!.plan).toEqual(saved.plan);
    for (const a of earlier[0]!.assessments)
      for (const c of a.criteria) expect(c.use === 'in-score').toBe(c.criterion === 'effectiveness');

    const { assessments, events, review } = await assessLedger(setup, ledger, parsers);
    const { market } = saved.study;
    const { trend } = rankWave({
      plan: now.plan,
      market,
      assessments,
      events,
      review: review.length,
      earlier,
    });
    if (trend.status !== 'scored') throw new Error(trend.reason);
    expect(trend.value.waves.map((w) => w.wave)).toEqual([played, 'later']);
    expect(trend.value.market.lenders).toBeGreaterThan(10);
    expect(trend.value.market.change).toMatchObject({
      status: 'scored',
      value: { difference: 0, verdict: 'not-distinguishable' },
    });
  }, 120_000);

  it('are refused under another plan than they were run under', async () => {
    const now = again('later', '2026-12-01');
    const edited: Plan = { ...saved.plan, wave: { ...saved.plan.wave, title: 'Another title' } };
    const setup = studyOf(now.plan, [edited]);
    const found = earlierWaves(setup, reader([...now.events, ...saved.events]), parsers);
    await expect(found).rejects.toThrow(SetupError);
    await expect(found).rejects.toThrow(new RegExp(`${played}\\.json is not the plan that wave ${played}`));
  });

  it('are none in a study with one wave', async () => {
    expect(await earlierWaves(studyOf(saved.plan, []), reader(saved.events), parsers)).toEqual([]);
  });
});
