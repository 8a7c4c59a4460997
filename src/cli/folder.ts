/** Where a study keeps what it makes. Everything under `data/` and `out/` is made by commands, never edited. */
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { SetupError } from '../model/errors.ts';

export interface StudyFolder {
  root: string;
  ledger: string;
  plan: (wave: string) => string;
  out: string;
}

export function studyFolder(root: string, data = 'data', out = 'out'): StudyFolder {
  const at = resolve(root);
  return {
    root: at,
    ledger: join(at, data, 'ledger'),
    plan: (wave) => join(at, data, 'plans', `${wave}.json`),
    out: join(at, out),
  };
}

/** Secrets may stand in the study's `.env`; what the environment already has wins. */
export function loadDotEnv(folder: StudyFolder): void {
  const path = join(folder.root, '.env');
  if (existsSync(path)) process.loadEnvFile(path);
}

/** Writes a file whole or not at all. */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(`${path}.tmp`, content);
  await rename(`${path}.tmp`, path);
}

/** The frozen plan's bytes. Rejects with SetupError when the wave has none. */
export async function readPlan(folder: StudyFolder, wave: string): Promise<Uint8Array> {
  const path = folder.plan(wave);
  if (!existsSync(path))
    throw new SetupError(
      `wave ${wave} has no frozen plan (${path} does not exist): run \`doorbell plan\` first`,
    );
  return readFile(path);
}
