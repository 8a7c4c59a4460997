/** Joins plan, ledger, channel and parser into what the loop of fieldwork is given. */
import { join } from 'node:path';
import { filesInMail } from '../assess/messengers/mailed.ts';
import { triage } from '../assess/triage.ts';
import { triage as triageChat } from '../assess/triage-chat.ts';
import { triageMailed, triage as triageMessenger } from '../assess/triage-messenger.ts';
import { createEmailChannel, type EmailChannel } from '../channels/email/index.ts';
import { createWebChat } from '../channels/webchat/index.ts';
import { openSessions, sessionKey } from '../channels/webchat/sessions.ts';
import { type AccountPolicy, DEFAULT_PACE } from '../fieldwork/context.ts';
import type { RunMode } from '../fieldwork/guardrails.ts';
import type { Clock, DeferredChannel, Ledger, LiveChannel, Recorder, Triager } from '../fieldwork/ports.ts';
import type { WaveInput } from '../fieldwork/run-wave.ts';
import { type AliasBase, readAlias } from '../model/alias.ts';
import { SetupError } from '../model/errors.ts';
import type { Capture } from '../model/evidence.ts';
import type { Plan, PlannedProbe } from '../model/plan.ts';
import type { EmailSettings } from '../model/settings.ts';
import { isAssisted } from '../model/vocabulary.ts';
import type { ParsePool } from './parse-pool.ts';
import type { WaveSetup } from './setup-wave.ts';
import { BUILD } from './version.ts';

/** Reads a secret by the name of its environment variable. */
export type Secrets = (name: string) => string | undefined;

/** Throws SetupError when a secret that the settings name is not in the environment: before anything is opened. */
export function requireSecrets(email: EmailSettings, secrets: Secrets): void {
  const auths = [
    email.smtp.auth,
    ...email.inbound.map((source) => (source.kind === 'imap' ? source.auth : undefined)),
  ];
  const names = auths.flatMap((auth) => {
    if (auth?.kind === 'password') return [auth.passwordEnv];
    return auth ? [auth.refreshTokenEnv, ...(auth.clientSecretEnv ? [auth.clientSecretEnv] : [])] : [];
  });
  const missing = [...new Set(names)].filter((name) => !secrets(name));
  if (missing.length > 0)
    throw new SetupError(
      `not set in the environment or in .env: ${missing.join(', ')} (named in settings.yml)`,
    );
}

export const aliasBase = (email: EmailSettings): AliasBase => ({
  domain: email.domain,
  mailbox: email.mailbox,
});

export const channelOf = (
  email: EmailSettings,
  baseDir: string,
  clock: Clock,
  secrets: Secrets,
): EmailChannel => createEmailChannel({ settings: email, secrets, baseDir, clock });

export const emailChannel = (setup: WaveSetup, clock: Clock, secrets: Secrets): EmailChannel =>
  channelOf(setup.settings.email, setup.folder.root, clock, secrets);

/** The browser's channel. SetupError where the settings or the key are missing: before anything is opened. */
export function webChat(setup: WaveSetup, clock: Clock, secrets: Secrets, sandbox: boolean): LiveChannel {
  const { web } = setup.settings;
  if (!web)
    throw new SetupError(
      'settings.yml: web is missing: a wave with web chats needs it, e.g. "web: {contact: https://your-institute/study}"',
    );
  const key = sessionKey(secrets(web.sessionKeyEnv), web.sessionKeyEnv);
  return createWebChat({
    settings: web,
    sessions: openSessions(join(setup.folder.root, 'data', 'sessions'), key),
    clock,
    aliasBase: aliasBase(setup.settings.email),
    sandbox,
  });
}

/** The live channel where the plan has chats, else none. */
export const webChatIfNeeded = (
  setup: WaveSetup,
  clock: Clock,
  secrets: Secrets,
  sandbox: boolean,
): LiveChannel | undefined =>
  setup.plan.probes.some((p) => p.channel === 'webchat')
    ? webChat(setup, clock, secrets, sandbox)
    : undefined;

export const accountsOf = (email: EmailSettings): AccountPolicy[] =>
  email.inbound.map((source) =>
    source.kind === 'mx'
      ? { name: source.name, maxGap: source.maxGapMinutes * 60_000, ownClock: false }
      : { name: source.name, maxGap: null, ownClock: true },
  );

export function waveInput(
  setup: WaveSetup,
  parts: {
    mode: RunMode;
    clock: Clock;
    ledger: Ledger;
    channel: DeferredChannel;
    live?: LiveChannel | undefined;
    recorder?: Recorder | undefined;
    parsers: ParsePool;
  },
): WaveInput {
  const base = aliasBase(setup.settings.email);
  return {
    plan: setup.plan,
    planSha: setup.planSha,
    mode: parts.mode,
    build: BUILD,
    scenarios: new Map(setup.study.scenarios.map((s) => [s.id, s])),
    aliasBase: base,
    accounts: accountsOf(setup.settings.email),
    pace: DEFAULT_PACE,
    clock: parts.clock,
    ledger: parts.ledger,
    channel: parts.channel,
    live: parts.live,
    recorder: parts.recorder,
    triage: triagerOf(setup, parts.parsers),
  };
}

/** Looks at what came in, each kind of evidence by its own reader. */
export function triagerOf(setup: WaveSetup, parsers: ParsePool): Triager {
  const base = aliasBase(setup.settings.email);
  const { scenarios } = setup.study;
  const operators = setup.settings.desk?.operators ?? [];
  return async (capture, raw, plan) => {
    if (capture.media === 'chat') return triageChat(capture, raw);
    if (capture.media !== undefined && capture.media !== 'mail')
      return triageMessenger(capture, raw, plan, scenarios);
    const probe = assistedProbe(capture, plan, base);
    const chat = probe && triageMailed(capture, await filesInMail(raw), probe, scenarios, operators);
    return chat ?? triage(capture, await parsers.parse(raw), plan, base);
  };
}

/** The probe on a messenger to whose private alias a mail is addressed: operators alone know it. */
export function assistedProbe(capture: Capture, plan: Plan, base: AliasBase): PlannedProbe | undefined {
  const tokens = new Set(capture.correlation.recipients.map((r) => readAlias(base, r)?.token));
  return plan.probes.find((p) => isAssisted(p.channel) && tokens.has(p.token));
}
