/** One question to one address by hand: a wave of a single probe, through the same guardrails, ledger and proof. */
import { join } from 'node:path';
import { DEFAULT_PACE, type Pace } from '../fieldwork/context.ts';
import type { LiveChannel } from '../fieldwork/ports.ts';
import { runWave, type WaveInput } from '../fieldwork/run-wave.ts';
import { liveObjections, sandboxObjections } from '../fieldwork/sign-off.ts';
import { tokenFrom } from '../model/alias.ts';
import type { Assessment } from '../model/assessment.ts';
import { digestOf } from '../model/digest.ts';
import { SetupError } from '../model/errors.ts';
import { hostOf, isReservedHost } from '../model/hosts.ts';
import type { Lender } from '../model/lenders.ts';
import type { Plan } from '../model/plan.ts';
import { instant, MailAddress, WebAddress } from '../model/scalars.ts';
import { frozenSettings } from '../plan/freeze.ts';
import { openLedger } from '../store/ledger.ts';
import { assessLedger } from './assessing.ts';
import type { StudyFolder } from './folder.ts';
import { openParsePool } from './parse-pool.ts';
import { assessmentRules } from './rules.ts';
import { setupWave } from './setup-wave.ts';
import { loadSettings, loadStudy } from './study/load.ts';
import { systemClock } from './system-clock.ts';
import { type Moment, timeline } from './transcript.ts';
import { BUILD } from './version.ts';
import { emailChannel, requireSecrets, type Secrets, waveInput, webChat } from './wire-fieldwork.ts';

const HOUR = 3_600_000;

/** A single question with a person waiting at the terminal: proof in seconds, not in hours. */
const PACE: Pace = {
  ...DEFAULT_PACE,
  canaryEvery: 5000,
  canaryPatience: 120_000,
  heartbeat: 60_000,
  closeGrace: 300_000,
  retryAfter: 10_000,
};

export interface TryOrder {
  folder: StudyFolder;
  channel: 'email' | 'webchat';
  address: string;
  live: boolean;
  minutes: number;
  scenario?: string;
  language?: string;
  secrets: Secrets;
  signal: AbortSignal;
  onProgress: NonNullable<WaveInput['onProgress']>;
}

/** Rejects with SetupError for an address that may not be tried. */
export async function tryDoor(
  order: TryOrder,
): Promise<{ timeline: Moment[]; assessment: Assessment | undefined }> {
  const study = await loadStudy(order.folder.root);
  const settings = await loadSettings(order.folder.root);
  const shape = order.channel === 'email' ? MailAddress : WebAddress;
  const address = shape.safeParse(order.address);
  if (!address.success) throw new SetupError(`${order.address}: ${address.error.issues[0]?.message}`);
  const reserved = isReservedHost(hostOf(order.address));
  const lender = study.market.lenders.find((l) =>
    l.channels.some(
      (c) => c.kind === order.channel && c.address.toLowerCase() === order.address.toLowerCase(),
    ),
  );
  if (!reserved && !order.live)
    throw new SetupError(
      `${order.address} is a real address: only a sandbox address (e.g. help@NAME.example) is tried without --live`,
    );
  if (!reserved && !lender)
    throw new SetupError(
      `${order.address} is not in lenders.yml: only channels that a lender advertises are ever written to`,
    );

  const plan = planFor(order, study.wave.deadlineHours, lender, study);
  const planSha = digestOf(plan);
  const objections = reserved
    ? sandboxObjections(plan, settings.email)
    : await liveObjectionsTo(order.folder, plan);
  if (objections.length > 0) throw new SetupError(`refused:\n${objections.map((o) => `  ${o}`).join('\n')}`);

  // A live try is a contact like any other: it stands in the study's own ledger, where the caps see it.
  requireSecrets(settings.email, order.secrets);
  const dir = reserved ? join(order.folder.root, 'data', 'tries', plan.wave.id) : order.folder.ledger;
  const ledger = await openLedger({ dir, clock: systemClock });
  const parsers = openParsePool();
  let live: LiveChannel | undefined;
  try {
    const setup = { folder: order.folder, study, settings, plan, planSha };
    const channel = emailChannel(setup, systemClock, order.secrets);
    live = order.channel === 'webchat' ? webChat(setup, systemClock, order.secrets, reserved) : undefined;
    await runWave({
      ...waveInput(setup, {
        mode: reserved ? 'sandbox' : 'live',
        clock: systemClock,
        ledger,
        channel,
        live,
        parsers,
      }),
      pace: PACE,
      signal: order.signal,
      onProgress: order.onProgress,
    });
    const assessed = await assessLedger(setup, ledger, parsers);
    const assessment = assessed.assessments[0];
    return {
      assessment,
      timeline: timeline(plan.probes[0]!.id, assessed),
    };
  } finally {
    await live?.close();
    await parsers.close();
    await ledger.close();
  }
}

/** A live try needs what a live wave needs: the frozen plan, unchanged, and signed off. Its texts are those approved. */
async function liveObjectionsTo(folder: StudyFolder, plan: Plan): Promise<string[]> {
  const frozen = await setupWave(folder, { rules: 'frozen' });
  return liveObjections(frozen.study.wave, plan, frozen.planSha, frozen.settings.email);
}

function planFor(
  order: TryOrder,
  deadlineHours: number,
  lender: Lender | undefined,
  study: Awaited<ReturnType<typeof loadStudy>>,
): Plan {
  const now = systemClock.now();
  const scenario =
    order.scenario === undefined ? study.scenarios[0] : study.scenarios.find((s) => s.id === order.scenario);
  if (!scenario)
    throw new SetupError(
      `no scenario "${order.scenario}"; there are: ${study.scenarios.map((s) => s.id).join(', ')}`,
    );
  const language = order.language ?? lender?.languages[0] ?? Object.keys(scenario.texts)[0]!;
  if (!scenario.texts[language])
    throw new SetupError(
      `scenario ${scenario.id} has no text in "${language}"; it has: ${Object.keys(scenario.texts).join(', ')}`,
    );
  const id = `try-${now.toString(36)}`;
  const probe = `${id}-${order.channel}-${scenario.id}`;
  return {
    format: 'doorbell-plan/1',
    code: BUILD,
    rubric: assessmentRules().coder,
    ingredients: {},
    excluded: [],
    wave: {
      ...frozenSettings(study.wave),
      id,
      title: `One question to ${order.address}`,
      starts: instant(now).slice(0, 10),
      ends: instant(now).slice(0, 10),
      deadlineHours: Math.min(deadlineHours, order.minutes / 60),
      seed: id,
    },
    probes: [
      {
        id: probe,
        lender: lender?.id ?? 'unlisted',
        entity: lender?.entity ?? 'unlisted',
        channel: order.channel,
        address: order.address,
        scenario: scenario.id,
        asks: scenario.asks,
        language,
        wording: 'a',
        persona: scenario.persona.id,
        slot: 'working-hours',
        sendAt: instant(now),
        sendBy: instant(now + HOUR),
        token: tokenFrom(digestOf([id, probe])),
      },
    ],
  };
}
