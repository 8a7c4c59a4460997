/** `doorbell try email ADDRESS` */
import type { Command } from 'commander';
import { SetupError } from '../../model/errors.ts';
import { command } from '../command.ts';
import { loadDotEnv, studyFolder } from '../folder.ts';
import { liveLine, print } from '../output.ts';
import { progressLine } from '../progress-line.ts';
import { renderTimeline } from '../transcript.ts';
import { tryEmail } from '../try-email.ts';

export const tryChannel = (): Command =>
  command<{ live?: boolean; scenario?: string; lang?: string; minutes: string }>(
    {
      name: 'try',
      does: 'Tries one channel by hand, outside a wave, and prints the transcript with its moments. Sandbox addresses at once; anything else only with --live, for an address in lenders.yml, under the caps.',
      example: 'try email help@larkmoor-loans.example --minutes 5',
      setUp: (c) =>
        c
          .argument('<channel>', 'email')
          .argument('<address>', 'where to write')
          .option('--live', 'really write to a lender of lenders.yml')
          .option('--scenario <id>', 'which question; the first of the study when left out')
          .option('--lang <code>', "which language; the lender's first when left out")
          .option('--minutes <n>', 'how long to wait for replies', '10'),
    },
    async ([channel, address], options) => {
      if (channel !== 'email')
        throw new SetupError(`channel "${channel}" can't be tried by this version; use: email`);
      const minutes = Number(options.minutes);
      if (!(minutes > 0 && minutes <= 7 * 24 * 60))
        throw new SetupError(`--minutes ${options.minutes}: must be a number from 1 to 10080`);
      const folder = studyFolder(options.study);
      loadDotEnv(folder);
      const line = liveLine(15_000);
      const ending = new AbortController();
      const end = () => ending.abort();
      process.once('SIGINT', end).once('SIGTERM', end);
      try {
        const tried = await tryEmail({
          folder,
          address: address!,
          live: options.live === true,
          minutes,
          ...(options.scenario === undefined ? {} : { scenario: options.scenario }),
          ...(options.lang === undefined ? {} : { language: options.lang }),
          secrets: (name) => process.env[name],
          signal: ending.signal,
          onProgress: (progress) => line.show(progressLine(progress, Date.now())),
        });
        line.end();
        print(options, tried, () =>
          [
            renderTimeline(tried.timeline),
            '',
            `disposition: ${tried.assessment?.disposition ?? 'none'} (${tried.assessment?.reason ?? 'ended early'})`,
          ].join('\n'),
        );
        return tried.timeline.some((m) => m.what.startsWith('sent ')) ? 0 : 1;
      } finally {
        line.end();
        process.off('SIGINT', end).off('SIGTERM', end);
      }
    },
  );
