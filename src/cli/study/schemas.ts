/** JSON Schemas of the study's files, so that an editor completes and checks them. Made from the zod schemas. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { LendersFile } from '../../model/lenders.ts';
import { Scenario } from '../../model/scenario.ts';
import { Settings } from '../../model/settings.ts';
import { Wave } from '../../model/wave.ts';

const FILES: Record<string, { schema: z.ZodType; title: string; description: string }> = {
  'lenders.schema.json': {
    schema: LendersFile,
    title: 'lenders.yml',
    description: 'The market under study, and the doors that each lender advertises.',
  },
  'scenario.schema.json': {
    schema: Scenario,
    title: 'scenarios/*.yml',
    description: 'One first-contact question, as a real would-be borrower asks it.',
  },
  'settings.schema.json': {
    schema: Settings,
    title: 'settings.yml',
    description: 'How this machine reaches mail. Secrets are never in it.',
  },
  'wave.schema.json': {
    schema: Wave,
    title: 'wave.yml',
    description: 'The design of one round of fieldwork, and who answers for it.',
  },
};

/** Schema (draft 2020-12) of what may be written in each file: defaults may be left out. By file name. */
export function jsonSchemas(): Record<string, object> {
  return Object.fromEntries(
    Object.entries(FILES).map(([name, { schema, title, description }]) => [
      name,
      { ...z.toJSONSchema(schema, { io: 'input' }), title, description },
    ]),
  );
}

/** The exact text of each schema file, by file name. */
export const schemaFiles = (): [name: string, text: string][] =>
  Object.entries(jsonSchemas()).map(([name, schema]) => [name, `${JSON.stringify(schema, null, 2)}\n`]);

/** Writes them into `dir`, which is made when it is not there. Resolves to the names written. */
export async function writeSchemas(dir: string): Promise<string[]> {
  await mkdir(dir, { recursive: true });
  const files = schemaFiles();
  for (const [name, text] of files) await writeFile(join(dir, name), text);
  return files.map(([name]) => name);
}
