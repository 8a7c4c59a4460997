/** What `show` and `report` begin with: the study, its frozen plan, and the wave assessed from its ledger. */
import type { EarlierWave } from '../ranking/trend.ts';
import { openLedgerReadOnly } from '../store/ledger.ts';
import { type Assessed, assessLedger } from './assessing.ts';
import { earlierWaves } from './earlier-waves.ts';
import { studyFolder } from './folder.ts';
import { liveLine, say } from './output.ts';
import { openParsePool } from './parse-pool.ts';
import { setupWave, type WaveSetup } from './setup-wave.ts';

/**
 * Reads without the writer's lock: also while a run is on. With `earlier` the study's earlier waves too, for a trend.
 * Rejects with SetupError as `setupWave` does.
 */
export async function assessedWave(
  study: string,
  options: { earlier?: boolean } = {},
): Promise<{ setup: WaveSetup; assessed: Assessed; earlier: EarlierWave[] }> {
  const setup = await setupWave(studyFolder(study), { rules: 'any', say });
  const ledger = await openLedgerReadOnly({ dir: setup.folder.ledger });
  const parsers = openParsePool();
  const line = liveLine();
  try {
    const assessed = await assessLedger(setup, ledger, parsers, (done, all) =>
      line.show(`reading message ${done} of ${all}`),
    );
    const earlier = options.earlier ? await earlierWaves(setup, ledger, parsers) : [];
    return { setup, assessed, earlier };
  } finally {
    line.end();
    await parsers.close();
    await ledger.close();
  }
}
