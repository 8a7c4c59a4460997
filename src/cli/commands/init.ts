/** `doorbell init` */
import { randomBytes } from 'node:crypto';
import type { Command } from 'commander';
import { command } from '../command.ts';
import { initStudy } from '../init/init-study.ts';
import { print } from '../output.ts';

export const init = (): Command =>
  command(
    {
      name: 'init',
      does: 'Scaffolds a study: commented files, JSON Schemas for the editor, nothing that could be sent by accident.',
      example: 'init my-study',
      setUp: (c) => c.argument('[dir]', 'the new folder', '.'),
      noStudy: true,
    },
    async (args, options) => {
      const dir = args[0] ?? '.';
      const files = await initStudy(dir, { seed: randomBytes(16).toString('hex') });
      print(options, { dir, files }, () =>
        [
          `a new study in ${dir}:`,
          ...files.map((f) => `  ${f}`),
          '',
          `next: edit ${dir}/lenders.yml, then: doorbell plan -C ${dir}`,
        ].join('\n'),
      );
      return 0;
    },
  );
