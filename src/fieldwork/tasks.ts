/** The work of the people at the desk, as it follows from plan and ledger: what to send, confirm and look at. Pure. */
import type { Plan, PlannedProbe } from '../model/plan.ts';
import { millis } from '../model/scalars.ts';
import type { Scenario } from '../model/scenario.ts';
import { isAssisted } from '../model/vocabulary.ts';
import { deadlineOf, type ProbeState, type WaveState } from '../model/wave-state.ts';
import { CONFIRM_WITHIN, LOOK_WITHIN } from './by-hand.ts';
import { wordsOf } from './context.ts';
import { forbids, MAX_ATTEMPTS } from './guardrails.ts';

/**
 * `send`: press Send in the messenger; `confirm`: taken by somebody who never said how it ended; `check`: look whether
 * the lender has answered.
 */
export type TaskKind = 'send' | 'confirm' | 'check';

/** Which look at the chat: so long after the send, or the one just after the deadline that proves silence. */
export type Look = '1h' | '24h' | '72h' | 'deadline';

export interface Task {
  kind: TaskKind;
  probe: PlannedProbe;
  /** UTC ms from which it can be done; in the future for one that is coming. */
  dueAt: number;
  /** UTC ms after which it is too late: the end of the slot, of the next look, of the grace. */
  until: number;
  /** The question with the name filled in, exactly as it is to be sent. */
  text: string;
  /** Of a send that somebody has in hand: who, and since when (UTC ms). */
  takenBy?: string;
  takenAt?: number;
  /** Of a check. */
  look?: Look;
  /** End of the probe's window, UTC ms; of a check. */
  deadlineAt?: number;
  /** 1 for the first try. */
  attempt: number;
  /** Of a confirmation: it is too late for a word; only that the question stands in the chat settles it (reportOwn). */
  unclear?: true;
  /** Why it must not be sent any more though it was taken: put on the do-not-contact list, or sending was stopped. */
  forbidden?: string;
}

export interface TaskView {
  plan: Plan;
  state: WaveState;
  /** By id. */
  scenarios: Map<string, Scenario>;
  /** Probes whose own question the recorder has heard in its chat: it hears the answer too, nobody need look. */
  heard: ReadonlySet<string>;
}

const HOUR = 3_600_000;
/** How far ahead tasks are shown, ms. */
const COMING = 24 * HOUR;
/** How long after its deadline a window that the recorder heard may stay open before somebody is asked to look. ms. */
const RECORDER_TIME = HOUR / 2;
const LOOKS = [
  ['1h', 1],
  ['24h', 24],
  ['72h', 72],
] as const;

/**
 * Tasks that are due, and those that come within a day, the most urgent first: what is in hand, then by the moment
 * after which it is too late. `now` is UTC ms.
 */
export function tasksOf(view: TaskView, now: number): Task[] {
  return view.plan.probes
    .filter((probe) => isAssisted(probe.channel))
    .flatMap((probe) => taskOf(view, probe, now) ?? [])
    .sort(
      (a, b) =>
        rank(a, now) - rank(b, now) || (a.dueAt > now ? a.dueAt - b.dueAt : a.until - b.until) || byId(a, b),
    );
}

const rank = (task: Task, now: number): number => (task.dueAt > now ? 2 : task.kind === 'confirm' ? 0 : 1);
const byId = (a: Task, b: Task): number => (a.probe.id < b.probe.id ? -1 : 1);

function taskOf(view: TaskView, probe: PlannedProbe, now: number): Task | null {
  const state = view.state.probes.get(probe.id) ?? { phase: 'planned', attempts: 0 };
  switch (state.phase) {
    case 'planned':
    case 'not-sent':
      return sendTask(view, probe, state, now);
    case 'intended':
    case 'unknown':
      return confirmTask(view, probe, state);
    case 'sent':
      return checkTask(view, probe, state, now);
    default:
      return null;
  }
}

function sendTask(view: TaskView, probe: PlannedProbe, state: ProbeState, now: number): Task | null {
  const dueAt = millis(probe.sendAt);
  const until = millis(probe.sendBy);
  if (dueAt > now + COMING || until < now || whyListed(view, probe) || state.attempts >= MAX_ATTEMPTS)
    return null;
  return { kind: 'send', probe, dueAt, until, text: questionFor(view, probe), attempt: state.attempts + 1 };
}

function confirmTask(view: TaskView, probe: PlannedProbe, state: ProbeState): Task {
  const takenAt = millis(state.intendedAt!);
  const unclear = state.phase === 'unknown';
  const forbidden = unclear ? undefined : (whyListed(view, probe) ?? view.state.stopped ?? undefined);
  return {
    kind: 'confirm',
    probe,
    dueAt: takenAt,
    until: unclear
      ? deadlineOf(state, view.plan.wave.deadlineHours)! + LOOK_WITHIN
      : millis(probe.sendBy) + CONFIRM_WITHIN,
    text: questionFor(view, probe),
    attempt: state.attempts,
    takenAt,
    ...(state.intent?.by === undefined ? {} : { takenBy: state.intent.by }),
    ...(unclear ? { unclear } : {}),
    ...(forbidden === undefined ? {} : { forbidden }),
  };
}

function checkTask(view: TaskView, probe: PlannedProbe, state: ProbeState, now: number): Task | null {
  const deadlineAt = deadlineOf(state, view.plan.wave.deadlineHours)!;
  const sentAt = millis(state.acceptedAt!);
  const end = { look: 'deadline' as Look, at: deadlineAt + 1 };
  const looks = view.heard.has(probe.id)
    ? [{ ...end, at: end.at + RECORDER_TIME }]
    : [
        ...LOOKS.map(([look, hours]) => ({ look: look as Look, at: sentAt + hours * HOUR })).filter(
          ({ at }) => at < deadlineAt,
        ),
        end,
      ];
  const lastLook = millis(state.checks?.at(-1)?.at ?? state.acceptedAt!);
  // Of several that are overdue one look settles all: the latest is asked for.
  const open = looks.filter(({ at }) => at > lastLook);
  const due = open.findLast(({ at }) => at <= now) ?? open[0];
  if (!due || due.at > now + COMING) return null;
  return {
    kind: 'check',
    probe,
    dueAt: due.at,
    until: looks.find(({ at }) => at > due.at)?.at ?? deadlineAt + LOOK_WITHIN,
    text: questionFor(view, probe),
    look: due.look,
    deadlineAt,
    attempt: state.attempts,
  };
}

/** Why nobody may write to this probe's lender any more, as far as this wave's own entries say. */
function whyListed({ state }: TaskView, probe: PlannedProbe): string | null {
  for (const entry of state.listed) {
    const [scope, ...value] = entry.split(' ') as ['address' | 'domain' | 'entity', ...string[]];
    if (forbids({ scope, value: value.join(' '), reason: '' }, probe))
      return `${entry} is on the do-not-contact list`;
  }
  return null;
}

/** The question of a probe as a person sends it, the name filled in. Paragraphs stay. */
export function questionFor({ scenarios }: Pick<TaskView, 'scenarios'>, probe: PlannedProbe): string {
  const { text, persona } = wordsOf({ scenarios }, probe);
  const name = persona.names[probe.language];
  if (!name) throw new Error(`plan and study disagree about ${probe.id}`);
  return text.body.replaceAll('{name}', name.full).trim();
}
