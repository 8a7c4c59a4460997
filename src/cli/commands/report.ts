/** `doorbell report` */
import type { Command } from 'commander';
import { SetupError } from '../../model/errors.ts';
import { assessedWave } from '../assessed-wave.ts';
import { command } from '../command.ts';
import { print } from '../output.ts';
import { publish, requireReportLanguage } from '../reporting.ts';

export const report = (): Command =>
  command<{ lang: string }>(
    {
      name: 'report',
      does: 'Writes the report of the wave: HTML, CSV and JSON, from the saved evidence by the rules of this version.',
      example: 'report -C my-study --lang uk',
      setUp: (c) => c.option('--lang <code>', 'language of the report: en, uk, ru or zh', 'en'),
    },
    async (_args, options) => {
      requireReportLanguage(options.lang);
      const { setup, assessed } = await assessedWave(options.study);
      const opened = assessed.events.find((e) => e.body.kind === 'wave-opened')?.body;
      if (opened?.kind !== 'wave-opened')
        throw new SetupError(`wave ${setup.plan.wave.id} has not been run yet: there is nothing to report`);
      if (opened.plan !== setup.planSha)
        throw new SetupError(
          `wave ${setup.plan.wave.id} was run under plan ${opened.plan}, but the plan on disk is ${setup.planSha}: the report is refused`,
        );
      const published = await publish(setup, assessed, { language: options.lang, out: setup.folder.out });
      print(options, { files: published.files, plan: setup.planSha }, () => published.files.join('\n'));
      return 0;
    },
  );
