/** Scaffolds a study: commented example files that load as they are, and that could not be sent anywhere. */
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DateTime } from 'luxon';
import { SetupError } from '../../model/errors.ts';
import { schemaFiles } from '../study/schemas.ts';
import { lendersTemplate } from './lenders-template.ts';
import { SCENARIO_TEMPLATES } from './scenario-templates.ts';
import { GITIGNORE_TEMPLATE, SETTINGS_TEMPLATE } from './settings-template.ts';
import { waveTemplate } from './wave-template.ts';

export interface InitOrder {
  /** 128 random bits in hex. */
  seed: string;
  /** Decides the dates of the example wave. */
  today?: Date;
}

/**
 * Writes the files into `dir`, which is made when it is not there, and resolves to their names in it.
 * Throws SetupError, with nothing written, when one of them is there already.
 */
export async function initStudy(dir: string, { seed, today = new Date() }: InitOrder): Promise<string[]> {
  const day = DateTime.fromJSDate(today, { zone: 'utc' });
  // The Monday after next: time to fill the files in. Four weeks hold the two example scenarios with ease.
  const starts = day.plus({ weeks: 2 }).startOf('week');
  const files: Record<string, string> = {
    'lenders.yml': lendersTemplate(day.toISODate()!),
    ...Object.fromEntries(
      Object.entries(SCENARIO_TEMPLATES).map(([name, text]) => [`scenarios/${name}`, text]),
    ),
    'wave.yml': waveTemplate({
      seed,
      starts: starts.toISODate()!,
      ends: starts.plus({ weeks: 4 }).minus({ days: 1 }).toISODate()!,
    }),
    'settings.yml': SETTINGS_TEMPLATE,
    '.gitignore': GITIGNORE_TEMPLATE,
    ...Object.fromEntries(schemaFiles().map(([name, text]) => [`schemas/${name}`, text])),
  };
  const there = await existing(dir, Object.keys(files));
  if (there.length > 0)
    throw new SetupError(
      `${dir} already has ${there.slice(0, 3).join(', ')}${there.length > 3 ? ` and ${there.length - 3} more` : ''}: nothing was written. Choose an empty folder, e.g. \`doorbell init my-study\`.`,
    );
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(dir, dirname(name)), { recursive: true });
    // wx: what appeared in the meantime is not overwritten either.
    await writeFile(join(dir, name), text, { flag: 'wx' });
  }
  return Object.keys(files);
}

/** The names among `names` that are taken; a folder counts only for the files in it. */
async function existing(dir: string, names: string[]): Promise<string[]> {
  const taken: string[] = [];
  for (const folder of new Set(names.map((name) => dirname(name)))) {
    let entries: string[];
    try {
      entries = await readdir(join(dir, folder));
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code === 'ENOENT') continue;
      throw new SetupError(`${join(dir, folder)} can't be used as a folder (${code}): choose another name.`);
    }
    taken.push(
      ...names.filter(
        (name) => dirname(name) === folder && entries.includes(name.slice(name.lastIndexOf('/') + 1)),
      ),
    );
  }
  return taken;
}
