/** Whether a new lenders.yml would be a sound one: held against the schema and the whole study before it takes the old one's place. */
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SetupError } from '../../model/errors.ts';
import { LendersFile } from '../../model/lenders.ts';
import { Scenario } from '../../model/scenario.ts';
import type { Study } from '../../model/study.ts';
import { Wave } from '../../model/wave.ts';
import { crossChecks } from '../study/cross-checks.ts';
import { type Problem, refuse } from '../study/problems.ts';
import { readYamlFile } from '../study/yaml-file.ts';

/** Rejects with SetupError that lists what would be wrong. `study` is the sound one that lies in `root` now. */
export async function refuseUnsound(root: string, text: string, study: Study): Promise<void> {
  const draft = join(root, `.lenders.yml.census-${process.pid}`);
  await writeFile(draft, text);
  try {
    const market = await readYamlFile(draft, LendersFile);
    refuseNamed(market.problems);
    const wave = await readYamlFile(join(root, 'wave.yml'), Wave);
    const scenarios = await Promise.all(
      study.scenarios.map(async ({ id }) => ({
        name: id,
        ...(await readYamlFile(join(root, 'scenarios', `${id}.yml`), Scenario)),
      })),
    );
    refuseNamed(
      crossChecks({
        market: { ...market, data: market.data! },
        wave: { ...wave, data: wave.data! },
        scenarios: scenarios.map((s) => ({ ...s, data: s.data! })),
      }),
    );
  } finally {
    await rm(draft, { force: true });
  }

  function refuseNamed(problems: readonly Problem[]): void {
    try {
      refuse(problems.map((p) => (p.file === draft ? { ...p, file: 'lenders.yml' } : p)));
    } catch (error) {
      if (!(error instanceof SetupError)) throw error;
      throw new SetupError(
        `lenders.yml is left as it was: with the census's proposals it would not fit the study:\n${error.message}`,
      );
    }
  }
}
