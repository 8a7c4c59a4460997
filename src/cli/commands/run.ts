/** `doorbell run` */
import type { Command } from 'commander';
import { runWave } from '../../fieldwork/run-wave.ts';
import { objectionsTo } from '../../fieldwork/sign-off.ts';
import { SetupError } from '../../model/errors.ts';
import { openLedger } from '../../store/ledger.ts';
import { command } from '../command.ts';
import { loadDotEnv, studyFolder } from '../folder.ts';
import { liveLine, print, say, table } from '../output.ts';
import { openParsePool } from '../parse-pool.ts';
import { progressLine } from '../progress-line.ts';
import { setupWave } from '../setup-wave.ts';
import { systemClock } from '../system-clock.ts';
import { emailChannel, requireSecrets, waveInput, webChatIfNeeded } from '../wire-fieldwork.ts';

export const run = (): Command =>
  command<{ live?: boolean; sandbox?: boolean; resumeSending?: string }>(
    {
      name: 'run',
      does: 'Sends what is due and collects replies until every window has closed; can be stopped and started at any point. Without --live it is a dry run that contacts nobody.',
      example: 'run -C my-study            # what would be sent, contacting nobody',
      setUp: (c) =>
        c
          .option('--live', 'really write to lenders; needs a signed-off wave.yml')
          .option('--sandbox', 'write to the sandbox market on this machine (see `doorbell sandbox`)')
          .option(
            '--resume-sending <who>',
            'go on after an automatic stop; name who looked into it, and what they found',
          ),
    },
    async (_args, options) => {
      if (options.live && options.sandbox) throw new SetupError('--live and --sandbox exclude each other');
      const folder = studyFolder(options.study);
      loadDotEnv(folder);
      const setup = await setupWave(folder, { rules: 'frozen' });
      if (!options.live && !options.sandbox) {
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
            ...objectionsTo('live', setup.study.wave, setup.plan, setup.planSha, setup.settings.email).map(
              (o) => `before --live: ${o}`,
            ),
          ].join('\n'),
        );
        return 0;
      }
      const mode = options.live ? 'live' : 'sandbox';
      const objections = objectionsTo(
        mode,
        setup.study.wave,
        setup.plan,
        setup.planSha,
        setup.settings.email,
      );
      if (objections.length > 0)
        throw new SetupError(`a ${mode} run is refused:\n${objections.map((o) => `  ${o}`).join('\n')}`);

      requireSecrets(setup.settings.email, (name) => process.env[name]);
      const ledger = await openLedger({ dir: folder.ledger, clock: systemClock });
      const live = webChatIfNeeded(setup, systemClock, (name) => process.env[name], mode === 'sandbox');
      const parsers = openParsePool();
      const line = liveLine(60_000);
      const ending = new AbortController();
      const end = () => ending.abort();
      process.once('SIGINT', end).once('SIGTERM', end);
      try {
        if (options.resumeSending)
          await ledger.append(setup.plan.wave.id, [{ kind: 'sending-resumed', by: options.resumeSending }]);
        const outcome = await runWave({
          ...waveInput(setup, {
            mode,
            clock: systemClock,
            ledger,
            channel: emailChannel(setup, systemClock, (name) => process.env[name]),
            live,
            parsers,
          }),
          signal: ending.signal,
          onProgress: (progress) => line.show(progressLine(progress, Date.now())),
        });
        line.end();
        print(options, outcome, () => progressLine(outcome.progress, Date.now()));
        say(
          outcome.finished
            ? 'every window has closed: `doorbell assess`, then `doorbell report`'
            : `stopped in good order: doorbell run --${mode} -C ${options.study} goes on from here`,
        );
        return 0;
      } finally {
        line.end();
        process.off('SIGINT', end).off('SIGTERM', end);
        await live?.close();
        await parsers.close();
        await ledger.close();
      }
    },
  );
