/** Reads a study's folder. Everything that is wrong with it is told at once, with file, line, column and field. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { LendersFile } from '../../model/lenders.ts';
import { Scenario } from '../../model/scenario.ts';
import { Settings } from '../../model/settings.ts';
import type { Study } from '../../model/study.ts';
import { isAssisted } from '../../model/vocabulary.ts';
import { Wave } from '../../model/wave.ts';
import { deskNeeded } from './channel-checks.ts';
import { crossChecks, references } from './cross-checks.ts';
import { type Problem, refuse } from './problems.ts';
import { readYamlFile, type YamlFile } from './yaml-file.ts';

const MAX_SCENARIOS = 60;

/**
 * Reads `lenders.yml`, `wave.yml` and `scenarios/*.yml` under `dir`, and looks into `settings.yml` where people are to
 * send something. Throws one SetupError that lists every problem.
 */
export async function loadStudy(dir: string): Promise<Study> {
  const listed = await scenarioNames(join(dir, 'scenarios'));
  const [market, wave] = await Promise.all([
    readYamlFile(join(dir, 'lenders.yml'), LendersFile),
    readYamlFile(join(dir, 'wave.yml'), Wave),
  ]);
  const scenarios = await Promise.all(
    listed.names.map(async (name) => ({
      name,
      ...(await readYamlFile(join(dir, 'scenarios', `${name}.yml`), Scenario)),
    })),
  );
  const broken = [...listed.problems, ...scenarios.flatMap((s) => s.problems)];
  refuse([
    ...market.problems,
    ...wave.problems,
    ...(wave.data ? [] : strangers(wave, market.data, broken.length > 0 ? undefined : scenarios)),
    ...broken,
  ]);

  const read = scenarios.map((scenario) => ({ ...scenario, data: scenario.data! }));
  refuse(
    crossChecks({
      market: { ...market, data: market.data! },
      wave: { ...wave, data: wave.data! },
      scenarios: read,
    }),
  );
  if (wave.data!.channels.some(isAssisted)) {
    const settings = await readYamlFile(join(dir, 'settings.yml'), Settings);
    refuse(settings.problems);
    refuse(deskNeeded(wave.data!, { ...settings, data: settings.data! }));
  }
  return {
    market: market.data!,
    scenarios: read.map((scenario) => scenario.data).sort((a, b) => (a.id < b.id ? -1 : 1)),
    wave: wave.data!,
  };
}

/** The ids in a wave file that has other faults. */
const Named = z.object({
  exclude: z.array(z.object({ lender: z.string() })).catch([]),
  scenarios: z.array(z.string()).optional().catch(undefined),
});

/** Ids that nobody has, in a wave file with other faults: told with them. A place with a fault already gets no second one. */
function strangers(
  wave: YamlFile<Wave>,
  market: LendersFile | undefined,
  scenarios: YamlFile<Scenario>[] | undefined,
): Problem[] {
  const named = Named.safeParse(wave.raw);
  if (!named.success) return [];
  const told = new Set(wave.problems.map((p) => p.path));
  return references(
    { data: named.data, problem: wave.problem },
    {
      lenders: market?.lenders.map((l) => l.id),
      scenarios: scenarios?.map((s) => s.data!.id),
    },
  ).filter((p) => !told.has(p.path));
}

/** Reads `settings.yml` under `dir`. Throws SetupError. Names of environment variables only: no secret is read here. */
export async function loadSettings(dir: string): Promise<Settings> {
  const settings = await readYamlFile(join(dir, 'settings.yml'), Settings);
  refuse(settings.problems);
  return settings.data!;
}

async function scenarioNames(folder: string): Promise<{ names: string[]; problems: Problem[] }> {
  const problem = (text: string) => ({
    names: [],
    problems: [{ file: folder, place: null, path: '', text }],
  });
  let entries: string[];
  try {
    entries = await readdir(folder);
  } catch (error) {
    return problem(
      `can't be read (${(error as NodeJS.ErrnoException).code}): it holds one .yml file for each scenario`,
    );
  }
  const wrong = entries.find((name) => name.endsWith('.yaml'));
  if (wrong !== undefined) return problem(`${wrong} must end in .yml`);
  const names = entries.filter((name) => name.endsWith('.yml')).map((name) => name.slice(0, -4));
  if (names.length === 0) return problem('has no .yml file: at least one scenario is needed');
  if (names.length > MAX_SCENARIOS)
    return problem(`has ${names.length} scenarios; at most ${MAX_SCENARIOS} are allowed`);
  return { names: names.sort(), problems: [] };
}
