/** Runs the wave here: what `run` and `desk` share. Everything that is opened is closed again, whatever happens. */
import type { Command } from 'commander';
import type { OpenDesk } from '../desk/serve.ts';
import { rememberTriage } from '../fieldwork/desk-work.ts';
import type { RunMode } from '../fieldwork/guardrails.ts';
import { runWave, type WaveOutcome } from '../fieldwork/run-wave.ts';
import { objectionsTo } from '../fieldwork/sign-off.ts';
import { SetupError } from '../model/errors.ts';
import { openLedger } from '../store/ledger.ts';
import { liveLine } from './output.ts';
import { openParsePool } from './parse-pool.ts';
import { progressLine } from './progress-line.ts';
import type { WaveSetup } from './setup-wave.ts';
import { systemClock } from './system-clock.ts';
import { codingOf, type DeskDoors, deskWork, openDeskOf, recorderIfAny } from './wire-desk.ts';
import { emailChannel, requireSecrets, triagerOf, waveInput, webChatIfNeeded } from './wire-fieldwork.ts';

export interface RunOptions {
  live?: boolean;
  sandbox?: boolean;
  resumeSending?: string;
}

/** The options by which a wave is run. */
export const runFlags = (c: Command, live: string, sandbox: string): Command =>
  c
    .option('--live', live)
    .option('--sandbox', sandbox)
    .option(
      '--resume-sending <who>',
      'go on after an automatic stop; name who looked into it, and what they found',
    );

/** The mode that the options ask for; null: nothing is to be sent. SetupError where they ask for both. */
export function modeOf(options: RunOptions): RunMode | null {
  if (options.live && options.sandbox) throw new SetupError('--live and --sandbox exclude each other');
  return options.live ? 'live' : options.sandbox ? 'sandbox' : null;
}

const env = (name: string): string | undefined => process.env[name];

/** Rejects with SetupError where the wave may not be run, before anything is opened. `beside`: the desk that is opened with it. */
export async function runHere(
  setup: WaveSetup,
  mode: RunMode,
  options: RunOptions,
  beside?: { doors: DeskDoors; opened: (desk: OpenDesk) => void },
): Promise<WaveOutcome> {
  const { email, telegram } = setup.settings;
  const objections = objectionsTo(mode, setup.study.wave, setup.plan, setup.planSha, email, telegram);
  if (objections.length > 0)
    throw new SetupError(`a ${mode} run is refused:\n${objections.map((o) => `  ${o}`).join('\n')}`);
  requireSecrets(setup.settings.email, env);

  const ledger = await openLedger({ dir: setup.folder.ledger, clock: systemClock });
  const live = webChatIfNeeded(setup, systemClock, env, mode === 'sandbox');
  const parsers = openParsePool();
  const line = liveLine(60_000);
  const ending = new AbortController();
  const end = () => ending.abort();
  process.once('SIGINT', end).once('SIGTERM', end);
  let ring = () => {};
  const triage = rememberTriage(triagerOf(setup, parsers));
  const work = deskWork(setup, { mode, clock: systemClock, ledger, parsers, triage, ring: () => ring() });
  let recorder: ReturnType<typeof recorderIfAny>;
  let desk: OpenDesk | undefined;
  try {
    await work.refresh();
    recorder = recorderIfAny(setup, work, env);
    if (beside) {
      desk = await openDeskOf(setup, work, beside.doors, {
        recorder,
        coding: codingOf(setup, ledger, parsers),
      });
      beside.opened(desk);
    }
    if (options.resumeSending)
      await ledger.append(setup.plan.wave.id, [{ kind: 'sending-resumed', by: options.resumeSending }]);
    return await runWave({
      ...waveInput(setup, {
        mode,
        clock: systemClock,
        ledger,
        channel: emailChannel(setup, systemClock, env),
        live,
        recorder,
        parsers,
      }),
      triage,
      signal: ending.signal,
      onBell: (bell) => {
        ring = bell;
      },
      onProgress(progress) {
        line.show(progressLine(progress, Date.now()));
        // A ledger that can't be read ends the loop itself.
        work.refresh().then(desk?.changed, () => {});
      },
    });
  } finally {
    line.end();
    process.off('SIGINT', end).off('SIGTERM', end);
    await desk?.close();
    await recorder?.close();
    await live?.close();
    await parsers.close();
    await ledger.close();
  }
}
