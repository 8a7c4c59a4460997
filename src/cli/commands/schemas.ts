/** `doorbell schemas` */
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { command } from '../command.ts';
import { writeWhole } from '../folder.ts';
import { print } from '../output.ts';
import { REPORT_SCHEMA, reportSchema } from '../study/report-schema.ts';
import { writeSchemas } from '../study/schemas.ts';

export const schemas = (): Command =>
  command(
    {
      name: 'schemas',
      does: "Writes the JSON Schemas of the study's files, for completion and help in the editor, and of report.json.",
      example: 'schemas -C my-study',
    },
    async (_args, options) => {
      const dir = resolve(options.study, 'schemas');
      const files = [...(await writeSchemas(dir)), REPORT_SCHEMA];
      await writeWhole(join(dir, REPORT_SCHEMA), reportSchema());
      print(options, { files }, () => files.join('\n'));
      return 0;
    },
  );
