/** A wave by hand on a ledger of either kind: plan, desk, and the loop where a test wants it. */
import { onTestFinished } from 'vitest';
import { DEFAULT_PACE } from '../../src/fieldwork/context.ts';
import { type DeskWork, openDeskWork } from '../../src/fieldwork/desk-work.ts';
import type { Clock, Ledger } from '../../src/fieldwork/ports.ts';
import { recorderPolicy } from '../../src/fieldwork/recorder-watch.ts';
import { runWave, type WaveInput, type WaveOutcome } from '../../src/fieldwork/run-wave.ts';
import { canonical, digestOf } from '../../src/model/digest.ts';
import type { EventKind, EventOf } from '../../src/model/events.ts';
import type { Plan, PlannedProbe } from '../../src/model/plan.ts';
import { foldWave, type ProbeState } from '../../src/model/wave-state.ts';
import { openLedger } from '../../src/store/ledger.ts';
import { emptyFolder } from '../store/folders.ts';
import { BASE, type FakeWire, fakeChannel } from '../support/fake-channel.ts';
import { type FakeMessenger, fakeRecorder, handTriage } from '../support/fake-recorder.ts';
import { memoryLedger } from '../support/memory-ledger.ts';
import { aPlan, aProbe, scenario } from '../support/plan.ts';

export const START = Date.parse('2026-09-01T08:00:00.000Z');
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** `count` lenders of their own, one Telegram probe each, all in one slot of 4 h that begins an hour after START. */
export const handPlan = (
  count: number,
  over: (n: number) => Partial<PlannedProbe> = () => ({}),
  wave: Partial<Plan['wave']> = {},
): Plan =>
  aPlan(
    Array.from({ length: count }, (_, n) =>
      aProbe({
        id: `w1-l${n}-telegram-first-loan`,
        lender: `l${n}`,
        entity: `e${n}`,
        channel: 'telegram',
        address: `@l${n}_example`,
        token: 'abcdefghijklmnopqrstuvwxyz'[n]!.repeat(10),
        sendAt: new Date(START + HOUR).toISOString(),
        sendBy: new Date(START + 5 * HOUR).toISOString(),
        ...over(n),
      }),
    ),
    wave,
  );

export interface HandWorld {
  clock: Clock;
  ledger: Ledger;
  plan: Plan;
  /** Ids of its probes. */
  ids: string[];
  desk: DeskWork;
  /** A second desk on the same ledger, as after a restart. */
  openDesk(over?: Partial<Parameters<typeof openDeskWork>[0]>): DeskWork;
  wire: FakeWire;
  messenger: FakeMessenger;
  recorder: ReturnType<typeof fakeRecorder>['recorder'];
  run(over?: Partial<WaveInput>): Promise<WaveOutcome>;
  stateOf(id: string): Promise<ProbeState>;
  bodies<K extends EventKind>(kind: K): Promise<EventOf<K>[]>;
  reopen(): Promise<void>;
}

export async function handWorld(
  store: 'memory' | 'SQLite',
  clock: Clock,
  plan: Plan,
  { opened = true } = {},
): Promise<HandWorld> {
  const dir = await emptyFolder();
  const open = async () => (store === 'memory' ? memoryLedger(clock) : openLedger({ dir, clock }));
  const { recorder, messenger } = fakeRecorder(clock);
  const { channel, wire } = fakeChannel(clock);
  const planSha = digestOf(plan);
  const scenarios = new Map([[scenario.id, scenario]]);
  let ring = () => {};
  const world: HandWorld = {
    clock,
    plan,
    ids: plan.probes.map((p) => p.id),
    ledger: await open(),
    desk: undefined as never,
    wire,
    messenger,
    recorder,
    openDesk: (over = {}) =>
      openDeskWork({
        plan,
        planSha,
        scenarios,
        mode: 'sandbox',
        clock,
        ledger: world.ledger,
        accounts: [{ name: 'inbox', maxGap: 4 * HOUR, ownClock: false }, recorderPolicy(recorder)],
        triage: handTriage,
        read: async () => [],
        ring: () => ring(),
        ...over,
      }),
    run: (over = {}) =>
      runWave({
        plan,
        planSha,
        mode: 'sandbox',
        build: 'doorbell@test',
        scenarios,
        aliasBase: BASE,
        accounts: [{ name: 'inbox', maxGap: 4 * HOUR, ownClock: false }],
        pace: DEFAULT_PACE,
        clock,
        ledger: world.ledger,
        channel,
        triage: handTriage,
        onBell: (given) => {
          ring = given;
        },
        ...over,
      }),
    stateOf: async (id) =>
      foldWave(await world.ledger.events('w1')).probes.get(id) ?? { phase: 'planned', attempts: 0 },
    bodies: async <K extends EventKind>(kind: K) =>
      (await world.ledger.events('w1')).map((e) => e.body).filter((b): b is EventOf<K> => b.kind === kind),
    async reopen() {
      await world.ledger.close();
      world.ledger = await open();
      world.desk = world.openDesk();
    },
  };
  onTestFinished(() => world.ledger.close());
  if (opened) {
    await world.ledger.keep(new TextEncoder().encode(canonical(plan)));
    await world.ledger.append('w1', [{ kind: 'wave-opened', plan: planSha, mode: 'sandbox' }]);
  }
  world.desk = world.openDesk();
  await world.desk.refresh();
  return world;
}
