/** `doorbell desk` */
import type { Command } from 'commander';
import type { OpenDesk } from '../../desk/serve.ts';
import { openLedger } from '../../store/ledger.ts';
import { type CommonOptions, command } from '../command.ts';
import { loadDotEnv, studyFolder } from '../folder.ts';
import { print, say } from '../output.ts';
import { openParsePool } from '../parse-pool.ts';
import { progressLine } from '../progress-line.ts';
import { modeOf, type RunOptions, runFlags, runHere } from '../running.ts';
import { setupWave, type WaveSetup } from '../setup-wave.ts';
import { systemClock } from '../system-clock.ts';
import { codingOf, type DeskDoors, deskDoors, deskWork, openDeskOf } from '../wire-desk.ts';
import { triagerOf } from '../wire-fieldwork.ts';

export const desk = (): Command =>
  command<RunOptions>(
    {
      name: 'desk',
      does: "Opens the operators' desk in the browser: the wave at a glance, and the next question to send by hand on a messenger. With --live or --sandbox it runs the wave as `run` does; without, nothing can be sent.",
      example: 'desk -C my-study           # look at the wave; nothing can be sent',
      setUp: (c) =>
        runFlags(
          c,
          'run the wave and hand out its tasks; needs a signed-off wave.yml',
          'the same against the sandbox market on this machine',
        ),
    },
    async (_args, options) => {
      const mode = modeOf(options);
      const folder = studyFolder(options.study);
      loadDotEnv(folder);
      const setup = await setupWave(folder, mode === null ? { rules: 'any', say } : { rules: 'frozen' });
      const doors = deskDoors(setup, secrets);
      const opened = ({ url }: OpenDesk) =>
        print(options, { url, mode: mode ?? 'closed', wave: setup.plan.wave.id, plan: setup.planSha }, () =>
          [
            `the desk of wave ${setup.plan.wave.id} is open: ${url}`,
            mode === null
              ? 'nothing can be sent from it; run it with --live or --sandbox to hand out tasks'
              : `the wave runs as a ${mode} wave beside it`,
            'Ctrl+C closes it',
          ].join('\n'),
        );
      if (mode === null) return lookOnly(setup, doors, opened);
      const outcome = await runHere(setup, mode, options, { doors, opened });
      say(progressLine(outcome.progress, Date.now()));
      say(ending(outcome.finished, mode, options));
      return 0;
    },
  );

const secrets = (name: string): string | undefined => process.env[name];

const ending = (finished: boolean, mode: string, { study }: CommonOptions): string =>
  finished
    ? 'every window has closed: `doorbell assess`, then `doorbell report`'
    : `closed in good order: doorbell desk --${mode} -C ${study} goes on from here`;

/** The desk alone, until it is asked to end: what was seen can be handed in, and nothing is sent. */
async function lookOnly(
  setup: WaveSetup,
  doors: DeskDoors,
  opened: (desk: OpenDesk) => void,
): Promise<number> {
  const ledger = await openLedger({ dir: setup.folder.ledger, clock: systemClock });
  const parsers = openParsePool();
  try {
    const triage = triagerOf(setup, parsers);
    const work = deskWork(setup, { mode: null, clock: systemClock, ledger, parsers, triage, ring: () => {} });
    await work.refresh();
    const open = await openDeskOf(setup, work, doors, { coding: codingOf(setup, ledger, parsers) });
    opened(open);
    await new Promise<void>((resolve) => {
      process.once('SIGINT', resolve).once('SIGTERM', resolve);
    });
    await open.close();
    return 0;
  } finally {
    await parsers.close();
    await ledger.close();
  }
}
