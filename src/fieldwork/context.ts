/** What one run of a wave holds in its hands. The state is only ever what the ledger says. */
import type { AliasBase } from '../model/alias.ts';
import type { EventBody } from '../model/events.ts';
import type { Plan, PlannedProbe } from '../model/plan.ts';
import type { Persona, QuestionText, Scenario } from '../model/scenario.ts';
import { isAssisted } from '../model/vocabulary.ts';
import { applyEvent, type Phase, type ProbeState, type WaveState } from '../model/wave-state.ts';
import type { RunMode } from './guardrails.ts';
import type { Clock, DeferredChannel, Ledger, LiveChannel, Recorder, Triage, Triager } from './ports.ts';

/** How far one inbound account can be trusted, from the settings. */
export interface AccountPolicy {
  name: string;
  /** How long it may have been unwatched inside a window; null when it keeps mail for us (a mailbox). ms. */
  maxGap: number | null;
  /** Whether its `received` clock is the mail server's own, and so a witness against ours. */
  ownClock: boolean;
  /** A messenger's recorder, not a way in for mail. */
  recorder?: true | undefined;
}

/** Spans of time that the loop lives by, in ms. Named so that a test can run a wave in seconds on real servers. */
export interface Pace {
  /** A canary must have come back within this time before anything is sent to a lender. */
  canaryFresh: number;
  /** Least time between two canaries. */
  canaryEvery: number;
  /** How long a canary may take before it counts as lost. */
  canaryPatience: number;
  /** While windows are open, coverage is recorded at least this often. */
  heartbeat: number;
  /** How long after its deadline a window may stay open for want of proof before the probe is invalid. */
  closeGrace: number;
  /** Waiting time before another try after a send that certainly did not go; doubled each time. */
  retryAfter: number;
  /** A leap of our clock against the monotonic one, or against the mail server's, that counts as a fault. */
  clockTolerance: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

export const DEFAULT_PACE: Pace = {
  canaryFresh: 24 * HOUR,
  canaryEvery: HOUR,
  canaryPatience: 30 * MINUTE,
  heartbeat: 2 * HOUR,
  closeGrace: 24 * HOUR,
  retryAfter: 5 * MINUTE,
  clockTolerance: 2 * MINUTE,
};

/** Conversations and revisits that go on beside the loop. They write to the ledger alone; the loop reads it. */
export interface Chats {
  /** By probe id: at most as many as the channel holds at once. */
  inFlight: Map<string, Promise<void>>;
  /** When the browser last drove our own page, UTC ms; null when it has not, or failed since. */
  provenAt: number | null;
  /** When the next try of it may be, after it failed. UTC ms. */
  retryAt: number;
  /** A fault that is a bug or the ledger's: the loop ends on it. */
  broken: unknown;
  /** Tells the loop that something has changed. */
  ring: () => void;
  /** Aborted when the run is to end: conversations take their leave. */
  leave: AbortSignal;
}

export interface Fieldwork {
  plan: Plan;
  planSha: string;
  mode: RunMode;
  build: string;
  scenarios: Map<string, Scenario>;
  aliasBase: AliasBase;
  accounts: AccountPolicy[];
  pace: Pace;
  clock: Clock;
  ledger: Ledger;
  channel: DeferredChannel;
  /** For the probes by web chat; a wave without them needs none. */
  live?: LiveChannel | undefined;
  chats: Chats;
  /** Hears the messenger chats in which a person presses Send; without it they are proven by operators' checks alone. */
  recorder?: Recorder | undefined;
  triage: Triager;
  state: WaveState;
  /** When this run began, UTC ms. */
  startedAt: number;
  /** What each captured message is, by its place among the captures. Derived anew in every run. */
  triaged: Map<number, Triage>;
}

/** Brings the state up to the ledger. */
export async function refresh(run: Fieldwork): Promise<void> {
  for (const event of await run.ledger.events(run.plan.wave.id, run.state.seq)) applyEvent(run.state, event);
}

/** Probes by chat are asked and heard in a browser session of their own. */
export const isChat = (probe: PlannedProbe): boolean => probe.channel === 'webchat';

/** Probes on a messenger are sent by a person at the desk. */
export const isByHand = (probe: PlannedProbe): boolean => isAssisted(probe.channel);

/** Appends, then brings the state up to the ledger. */
export async function record(run: Fieldwork, ...bodies: EventBody[]): Promise<void> {
  await run.ledger.append(run.plan.wave.id, bodies);
  await refresh(run);
}

const PLANNED: ProbeState = { phase: 'planned', attempts: 0 };

export const stateOf = (run: Fieldwork, probe: string): ProbeState => run.state.probes.get(probe) ?? PLANNED;

/** When a window that could not be proven is given up: a run that begins after the deadline has its time for proof too. */
export const graceEnd = (run: Pick<Fieldwork, 'startedAt' | 'pace'>, deadline: number): number =>
  Math.max(deadline, run.startedAt) + run.pace.closeGrace;

const FINAL: readonly Phase[] = ['closed', 'invalid', 'rejected', 'barred'];

export const isFinal = (state: ProbeState): boolean => FINAL.includes(state.phase);

/** The text and the persona that the plan chose for a probe. */
export function wordsOf(
  run: Pick<Fieldwork, 'scenarios'>,
  probe: PlannedProbe,
): { text: QuestionText; persona: Persona } {
  const text = run.scenarios.get(probe.scenario)?.texts[probe.language]?.[probe.wording];
  const persona = [...run.scenarios.values()].find((s) => s.persona.id === probe.persona)?.persona;
  if (!text || !persona) throw new Error(`plan and study disagree about ${probe.id}`);
  return { text, persona };
}
