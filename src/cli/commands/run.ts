/** `doorbell run` */
import type { Command } from 'commander';
import { objectionsTo } from '../../fieldwork/sign-off.ts';
import { isAssisted } from '../../model/vocabulary.ts';
import { counted } from '../../plan/counted.ts';
import { command } from '../command.ts';
import { loadDotEnv, studyFolder } from '../folder.ts';
import { print, say, table } from '../output.ts';
import { progressLine } from '../progress-line.ts';
import { modeOf, type RunOptions, runFlags, runHere } from '../running.ts';
import { setupWave } from '../setup-wave.ts';

export const run = (): Command =>
  command<RunOptions>(
    {
      name: 'run',
      does: 'Sends what is due and collects replies until every window has closed; can be stopped and started at any point. Without --live it is a dry run that contacts nobody.',
      example: 'run -C my-study            # what would be sent, contacting nobody',
      setUp: (c) =>
        runFlags(
          c,
          'really write to lenders; needs a signed-off wave.yml',
          'write to the sandbox market on this machine (see `doorbell sandbox`)',
        ),
    },
    async (_args, options) => {
      const mode = modeOf(options);
      const folder = studyFolder(options.study);
      loadDotEnv(folder);
      const setup = await setupWave(folder, { rules: 'frozen' });
      if (mode === null) {
        const next = setup.plan.probes.filter((p) => Date.parse(p.sendBy) > Date.now()).slice(0, 10);
        print(options, { mode: 'dry', plan: setup.planSha, probes: setup.plan.probes.length, next }, () =>
          [
            `dry run of wave ${setup.plan.wave.id}, plan ${setup.planSha}: nothing is sent.`,
            `${setup.plan.probes.length} probes; the next ${next.length}:`,
            table(
              next.map((p) => [
                `  ${p.sendAt.slice(0, 16).replace('T', ' ')} UTC`,
                p.lender,
                p.address,
                p.scenario,
                `${p.language}/${p.wording}`,
                p.slot,
              ]),
            ),
            ...objectionsTo(
              'live',
              setup.study.wave,
              setup.plan,
              setup.planSha,
              setup.settings.email,
              setup.settings.telegram,
            ).map((o) => `before --live: ${o}`),
          ].join('\n'),
        );
        return 0;
      }
      const byHand = setup.plan.probes.filter(
        (p) => isAssisted(p.channel) && Date.parse(p.sendBy) > Date.now(),
      ).length;
      if (byHand > 0)
        say(
          `WARNING: ${counted(byHand, 'question')} on messengers can't be sent by \`run\`: a person takes them at the desk. Use doorbell desk --${mode} -C ${options.study} in its place, or they are lost with their slots`,
        );
      const outcome = await runHere(setup, mode, options);
      print(options, outcome, () => progressLine(outcome.progress, Date.now()));
      say(
        outcome.finished
          ? 'every window has closed: `doorbell assess`, then `doorbell report`'
          : `stopped in good order: doorbell run --${mode} -C ${options.study} goes on from here`,
      );
      return 0;
    },
  );
