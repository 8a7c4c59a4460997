/** The demo's messengers: the simulated phones, the desk on a port of its own, and operators who work at it. */
import { gateOf } from '../desk/guard/gate.ts';
import type { OpenDesk } from '../desk/serve.ts';
import { rememberTriage } from '../fieldwork/desk-work.ts';
import type { Clock, Ledger, Triager } from '../fieldwork/ports.ts';
import type { Plan } from '../model/plan.ts';
import type { Settings } from '../model/settings.ts';
import type { Study } from '../model/study.ts';
import { isAssisted } from '../model/vocabulary.ts';
import { sandboxMessengerBehaviours } from '../sandbox/messengers/behaviour.ts';
import { type Messengers, startMessengers } from '../sandbox/messengers/messengers.ts';
import type { Doings } from '../sandbox/messengers/operator/errands.ts';
import { workAtDesk } from '../sandbox/messengers/operator/operator.ts';
import type { ParsePool } from './parse-pool.ts';
import type { WaveSetup } from './setup-wave.ts';
import { deskWork, openDeskOf, type recorderIfAny as openRecorder, recorderIfAny } from './wire-desk.ts';
import { triagerOf } from './wire-fieldwork.ts';

/** The messengers of the market; undefined where the plan needs none or the study has no desk. */
export async function messengersIfNeeded(
  { study, plan, settings }: { study: Study; plan: Plan; settings: Settings },
  clock: Clock,
): Promise<Messengers | undefined> {
  if (!settings.desk || !plan.probes.some((p) => isAssisted(p.channel))) return undefined;
  return startMessengers({
    clock,
    lenders: study.market.lenders,
    behaviours: sandboxMessengerBehaviours(),
    scenarios: study.scenarios,
    operators: settings.desk.operators,
    seed: plan.wave.seed,
    deadlineHours: plan.wave.deadlineHours,
  });
}

/** The settings with the sandbox's Bot API in them, and a free port for the desk. */
export const withMessengers = (settings: Settings, messengers: Messengers | undefined): Settings => ({
  ...settings,
  ...(messengers && settings.telegram
    ? { telegram: { ...settings.telegram, apiRoot: messengers.botApi.root } }
    : {}),
  ...(settings.desk ? { desk: { ...settings.desk, host: '127.0.0.1', port: 0 } } : {}),
});

export interface DemoDesk {
  triage: Triager;
  recorder: ReturnType<typeof openRecorder>;
  onBell(ring: () => void): void;
  /** Aborts when an operator could not go on: the wave is then to be ended. */
  failed: AbortSignal;
  /** Sends the operators home. Rejects with what kept one of them from working. */
  leave(): Promise<Doings[]>;
  close(): Promise<void>;
}

/** Opens the desk, and sits every operator down at it. */
export async function openDemoDesk(
  setup: WaveSetup,
  parts: { clock: Clock; ledger: Ledger; parsers: ParsePool; messengers: Messengers },
): Promise<DemoDesk> {
  const { clock, messengers } = parts;
  const settings = setup.settings.desk!;
  let ring = () => {};
  const triage = rememberTriage(triagerOf(setup, parts.parsers));
  const work = deskWork(setup, { ...parts, mode: 'sandbox', triage, ring: () => ring() });
  const recorder = recorderIfAny(setup, work, () => messengers.botApi.token);
  const home = new AbortController();
  const failed = new AbortController();
  let fault: unknown;
  const doors = { settings, gate: gateOf(settings, () => undefined) };
  const desk: OpenDesk = await openDeskOf(setup, work, doors, { recorder });
  const people = messengers.phones.map((phone) =>
    workAtDesk({ desk: desk.url, phone, clock, seed: setup.plan.wave.seed }, home.signal).catch(
      (error: unknown) => {
        fault ??= error;
        failed.abort();
        return null;
      },
    ),
  );
  return {
    triage,
    recorder,
    onBell(bell) {
      ring = bell;
    },
    failed: failed.signal,
    async leave() {
      home.abort();
      const done = await Promise.all(people);
      if (fault !== undefined) throw fault;
      return done.filter((d) => d !== null);
    },
    async close() {
      home.abort();
      await Promise.all(people);
      await desk.close();
      await recorder?.close();
    },
  };
}

/** One line of what the operators did. */
export function deskLine(doings: readonly Doings[]): string {
  const sum = (count: (d: Doings) => number): number => doings.reduce((all, d) => all + count(d), 0);
  return [
    `desk    ${doings.length} simulated operators pressed Send ${sum((d) => d.sent)} times and found ${sum((d) => d.shut)} accounts missing`,
    `looked ${sum((d) => d.looked)} times at a chat that no recorder hears`,
    `handed in ${sum((d) => d.exports)} exported chats, ${sum((d) => d.forwarded)} forwarded and ${sum((d) => d.pasted)} copied answers`,
  ].join('; ');
}
