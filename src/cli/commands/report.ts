/** `doorbell report` */
import type { Command } from 'commander';
import { SetupError } from '../../model/errors.ts';
import { Day } from '../../model/scalars.ts';
import { foldWave } from '../../model/wave-state.ts';
import { assessedWave } from '../assessed-wave.ts';
import { command } from '../command.ts';
import { print } from '../output.ts';
import { publish, requireReportLanguage } from '../reporting.ts';
import { systemClock } from '../system-clock.ts';
import { requireOwnPlan } from '../told-lenders.ts';

/** Days that a lender has for its answer, where no day is given. */
const REPLY_DAYS = 14;

export const report = (): Command =>
  command<{ lang: string; png?: boolean; packets?: boolean; replyBy?: string }>(
    {
      name: 'report',
      does: 'Writes the report of the wave: HTML, JSON, CSV with a data package, a workbook and a table for each chart, from the saved evidence by the rules of this version.',
      example: 'report -C my-study --lang uk --packets',
      setUp: (c) =>
        c
          .option('--lang <code>', 'language of the report: en, uk, ru or zh', 'en')
          .option('--png', 'also a picture of each chart for the press, drawn by Chrome or Chromium')
          .option(
            '--packets',
            'also a folder for each lender: its own results with evidence, a letter in its language that asks for its answer, and the notice for after the study',
          )
          .option('--reply-by <day>', 'until when lenders may answer; in 14 days when left out'),
    },
    async (_args, options) => {
      requireReportLanguage(options.lang);
      const replyBy = replyDay(options);
      const { setup, assessed, earlier } = await assessedWave(options.study, { earlier: true });
      requireOwnPlan(setup, foldWave(assessed.events));
      const published = await publish(setup, assessed, {
        language: options.lang,
        out: setup.folder.out,
        earlier,
        ...(options.png && { pictures: { browser: setup.settings.web?.browser } }),
        ...(options.packets && { packets: { replyBy } }),
      });
      print(options, { files: published.files, plan: setup.planSha }, () => published.files.join('\n'));
      return 0;
    },
  );

/** Throws SetupError for what is no day. */
function replyDay({ packets, replyBy }: { packets?: boolean; replyBy?: string }): string {
  if (replyBy === undefined)
    return new Date(systemClock.now() + REPLY_DAYS * 86_400_000).toISOString().slice(0, 10);
  if (!packets) throw new SetupError('--reply-by stands in the letters to lenders: add --packets');
  if (!Day.safeParse(replyBy).success)
    throw new SetupError(`--reply-by must be a day, e.g. 2026-12-05, not "${replyBy}"`);
  return replyBy;
}
