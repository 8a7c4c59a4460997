/** The earlier waves of a study, from the plans and the ledger on disk: each assessed again, all by one measure. */
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Ledger } from '../fieldwork/ports.ts';
import { sha256 } from '../model/digest.ts';
import { SetupError } from '../model/errors.ts';
import { parsePlan } from '../plan/plan-bytes.ts';
import type { EarlierWave } from '../ranking/trend.ts';
import { assessLedger } from './assessing.ts';
import type { ParsePool } from './parse-pool.ts';
import type { WaveSetup } from './setup-wave.ts';

/** Waves that a trend looks back: the last ones. */
const MOST_WAVES = 12;

/**
 * Those that began before this one and were run, oldest first. They are assessed by today's rules and texts, and scored
 * by this wave's weights and speed anchors; a scenario whose words have changed since is left out of every comparison.
 * Rejects with SetupError where a plan is not the one that its wave was run under.
 */
export async function earlierWaves(
  setup: WaveSetup,
  reader: Pick<Ledger, 'events' | 'evidence'>,
  parsers: ParsePool,
): Promise<EarlierWave[]> {
  const { wave } = setup.plan;
  const dir = dirname(setup.folder.plan(wave.id));
  if (!existsSync(dir)) return [];
  const names = (await readdir(dir)).filter((name) => name.endsWith('.json'));
  const plans = await Promise.all(
    names.map(async (name) => {
      const path = join(dir, name);
      const bytes = await readFile(path);
      return { path, planSha: sha256(bytes), plan: parsePlan(bytes) };
    }),
  );
  const before = plans
    .filter(({ plan }) => plan.wave.id !== wave.id && plan.wave.starts < wave.starts)
    .sort((a, b) => (a.plan.wave.starts < b.plan.wave.starts ? -1 : 1))
    .slice(-MOST_WAVES);
  const earlier: EarlierWave[] = [];
  for (const { path, planSha, plan } of before) {
    const opened = (await reader.events(plan.wave.id)).find((e) => e.body.kind === 'wave-opened')?.body;
    if (opened?.kind !== 'wave-opened') continue;
    if (opened.plan !== planSha)
      throw new SetupError(
        `${path} is not the plan that wave ${plan.wave.id} was run under (${opened.plan.slice(0, 12)}...): put that one back, or take the file away to report without this wave`,
      );
    const { weights, speedAnchors } = wave;
    const assessed = await assessLedger(
      { ...setup, plan: { ...plan, wave: { ...plan.wave, weights, speedAnchors } }, planSha },
      reader,
      parsers,
    );
    earlier.push({ plan, assessments: assessed.assessments, events: assessed.events });
  }
  return earlier;
}
