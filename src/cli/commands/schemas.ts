/** `doorbell schemas` */
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { command } from '../command.ts';
import { print } from '../output.ts';
import { writeSchemas } from '../study/schemas.ts';

export const schemas = (): Command =>
  command(
    {
      name: 'schemas',
      does: "Writes the JSON Schemas of the study's files, for completion and help in the editor.",
      example: 'schemas -C my-study',
    },
    async (_args, options) => {
      const files = await writeSchemas(resolve(options.study, 'schemas'));
      print(options, { files }, () => files.join('\n'));
      return 0;
    },
  );
