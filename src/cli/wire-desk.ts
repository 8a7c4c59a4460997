/** Joins the running wave, the recorder and the desk: what the desk needs of other rooms goes into it as functions. */
import { readExport } from '../assess/messengers/exports/index.ts';
import { linkOf } from '../channels/assisted/links.ts';
import {
  createTelegram,
  TELEGRAM_ACCOUNT,
  type TelegramRecorder,
  type WatchedChat,
} from '../channels/telegram/index.ts';
import { codingPages } from '../desk/coding/index.ts';
import { type Gate, gateOf } from '../desk/guard/gate.ts';
import type { DeskOptions } from '../desk/options.ts';
import { type OpenDesk, openDesk } from '../desk/serve.ts';
import { wordsOf } from '../fieldwork/context.ts';
import { type DeskWork, openDeskWork } from '../fieldwork/desk-work.ts';
import type { RunMode } from '../fieldwork/guardrails.ts';
import type { Clock, Ledger, Triager } from '../fieldwork/ports.ts';
import { recorderPolicy } from '../fieldwork/recorder-watch.ts';
import { questionFor } from '../fieldwork/tasks.ts';
import { replyAlias } from '../model/alias.ts';
import { SetupError } from '../model/errors.ts';
import { instant, millis } from '../model/scalars.ts';
import type { DeskSettings } from '../model/settings.ts';
import { openBench } from './coding-bench.ts';
import { evidenceWords } from './evidence-words.ts';
import { say } from './output.ts';
import type { ParsePool } from './parse-pool.ts';
import type { WaveSetup } from './setup-wave.ts';
import { accountsOf, aliasBase, type Secrets } from './wire-fieldwork.ts';

export interface DeskDoors {
  settings: DeskSettings;
  gate: Gate;
}

/** How the desk may be reached. SetupError where there is none, or where others could reach it without login or TLS. */
export function deskDoors(setup: WaveSetup, secrets: Secrets): DeskDoors {
  const { desk } = setup.settings;
  if (!desk)
    throw new SetupError(
      'settings.yml: desk is missing: it names who works at it, e.g. "desk: {operators: [{name: Olena, timeZone: Europe/Kyiv}]}"',
    );
  return { settings: desk, gate: gateOf(desk, secrets) };
}

/** The wave's side that people work on. `mode` null: nothing is sent. */
export function deskWork(
  setup: WaveSetup,
  parts: {
    mode: RunMode | null;
    clock: Clock;
    ledger: Ledger;
    parsers: ParsePool;
    triage: Triager;
    ring: () => void;
  },
): DeskWork {
  const { parsers, ...given } = parts;
  return openDeskWork({
    ...given,
    plan: setup.plan,
    planSha: setup.planSha,
    scenarios: new Map(setup.study.scenarios.map((s) => [s.id, s])),
    accounts: [
      ...accountsOf(setup.settings.email),
      ...(hasRecorder(setup) ? [recorderPolicy({ account: TELEGRAM_ACCOUNT.name })] : []),
    ],
    read: evidenceWords(parsers),
  });
}

/** Whether the study records Telegram and the wave has probes there. */
const hasRecorder = (setup: WaveSetup): boolean =>
  setup.settings.telegram !== undefined && setup.plan.probes.some((p) => p.channel === 'telegram');

/** Telegram's recorder, where the study has one and the wave needs it. SetupError where its token is missing. */
export function recorderIfAny(
  setup: WaveSetup,
  work: DeskWork,
  secrets: Secrets,
): TelegramRecorder | undefined {
  const { telegram, desk } = setup.settings;
  if (!telegram || !hasRecorder(setup)) return undefined;
  const token = secrets(telegram.tokenEnv);
  if (!token)
    throw new SetupError(
      `not set in the environment or in .env: ${telegram.tokenEnv} (named in settings.yml: telegram.tokenEnv)`,
    );
  const webhookSecret = telegram.webhook && secrets(telegram.webhook.secretEnv);
  return createTelegram({
    settings: telegram,
    token,
    ...(webhookSecret ? { webhookSecret } : {}),
    clock: work.clock,
    chats: () => watchedChats(setup, work),
    operators: desk?.operators ?? [],
  });
}

/**
 * The chats that are to be recorded now: those whose question an operator has in hand, or whose window is open; and those
 * whose task was given back, until their slot ends: the operator may have erred, and the question may stand there.
 */
export function watchedChats(setup: WaveSetup, work: DeskWork): WatchedChat[] {
  const names = lenderNames(setup);
  return setup.plan.probes.flatMap((probe) => {
    const state = work.state.probes.get(probe.id);
    if (probe.channel !== 'telegram' || !state?.intendedAt || !WATCHED.has(state.phase)) return [];
    return {
      probe: probe.id,
      handle: probe.address,
      text: questionFor(work, probe),
      since: millis(state.intendedAt),
      lender: names.get(probe.lender) ?? probe.lender,
      ...(state.intent?.by === undefined ? {} : { operator: state.intent.by }),
    };
  });
}

const WATCHED: ReadonlySet<string> = new Set(['intended', 'not-sent', 'sent', 'unknown']);

const lenderNames = (setup: WaveSetup): Map<string, string> =>
  new Map(setup.study.market.lenders.map((lender) => [lender.id, lender.name]));

/** The coding bench of the wave. It is opened at the first look: that reads every message of the wave again. */
export const codingOf = (
  setup: WaveSetup,
  ledger: Ledger,
  parsers: ParsePool,
): NonNullable<DeskOptions['coding']> => codingPages(() => openBench(setup, ledger, parsers));

/** Opens the desk on its port. */
export function openDeskOf(
  setup: WaveSetup,
  work: DeskWork,
  doors: DeskDoors,
  more: Pick<DeskOptions, 'recorder' | 'coding'> = {},
): Promise<OpenDesk> {
  return openDesk(
    {
      ...doors,
      work,
      lenders: lenderNames(setup),
      link: linkOf,
      mailTo: (probe) =>
        replyAlias(aliasBase(setup.settings.email), wordsOf(work, probe).persona.mailbox, probe.token),
      problemOfExport(bytes, reading) {
        const read = readExport(bytes, reading, instant(work.clock.now()));
        return 'problem' in read ? read.problem : null;
      },
      ...more,
    },
    (error) => say(`desk: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`),
  );
}
