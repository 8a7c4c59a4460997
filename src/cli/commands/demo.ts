/** `doorbell demo` */
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { renderComparison } from '../../sandbox/comparison.ts';
import { command } from '../command.ts';
import { liveLine, print, say } from '../output.ts';
import { playDemo } from '../play-demo.ts';
import { progressLine } from '../progress-line.ts';
import { requireReportLanguage } from '../reporting.ts';

export const demo = (): Command =>
  command<{ out: string; lang: string }>(
    {
      name: 'demo',
      does: 'Plays a whole wave of several study weeks against a simulated market on this machine, and says how well the known truth was recovered.',
      example: 'demo --lang uk',
      setUp: (c) =>
        c
          .option('--out <dir>', 'where the report goes', 'out')
          .option('--lang <code>', 'language of the report: en, uk, ru or zh', 'en'),
      noStudy: true,
    },
    async (_args, options) => {
      requireReportLanguage(options.lang);
      const line = liveLine(2000);
      const started = performance.now();
      const result = await playDemo({
        out: resolve(options.out),
        language: options.lang,
        say: (text) => {
          line.end();
          say(text);
        },
        onProgress: (progress, now) => line.show(`        ${progressLine(progress, now)}`),
      });
      line.end();
      const seconds = Math.round((performance.now() - started) / 1000);
      print(
        options,
        { report: result.published.html, comparison: result.comparison, verified: result.verified, seconds },
        () =>
          [
            `report  ${result.published.html} (${seconds} s)`,
            `look    doorbell show -C ${join(options.out, 'demo')} ${result.setup.plan.probes[0]?.id}`,
            `        doorbell desk -C ${join(options.out, 'demo')}`,
            '',
            renderComparison(result.comparison),
          ].join('\n'),
      );
      const { sentTwice, silentInvented } = result.comparison;
      return result.verified.ok && sentTwice.length === 0 && silentInvented.length === 0 ? 0 : 1;
    },
  );
