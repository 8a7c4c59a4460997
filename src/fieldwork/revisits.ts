/** Coming back to a chat: what was said after we left, and the proof that nothing was. */
import { InstrumentError } from '../model/errors.ts';
import type { EventBody } from '../model/events.ts';
import type { PlannedProbe } from '../model/plan.ts';
import { instant, millis } from '../model/scalars.ts';
import { deadlineOf, type ProbeState } from '../model/wave-state.ts';
import { beside, browserProven, hasRoom, held } from './chats.ts';
import type { AccountPolicy } from './context.ts';
import { type Fieldwork, isChat, stateOf } from './context.ts';
import { OFFLINE_FORM } from './ports.ts';

const HOUR = 3_600_000;
/** After the deadline, so that the look surely lies past it. ms. */
const PAST = 60_000;
/** Looks at one chat: after so many that failed the window is left to its grace. */
const MOST_LOOKS = 50;
/** Longest wait after a failed look, ms; it doubles with each. */
const LONGEST_WAIT = 4 * HOUR;

/** The name under which a chat's looks stand among the coverages. */
export const chatAccount = (probe: string): string => `chat:${probe}`;

/** The account that a chat's silence must be proven on; none for a message that was left in an offline form. */
export const chatAccounts = (run: Fieldwork, probe: PlannedProbe): AccountPolicy[] =>
  isChat(probe) && stateOf(run, probe.id).response !== OFFLINE_FORM
    ? [{ name: chatAccount(probe.id), maxGap: null, ownClock: false }]
    : [];

/** Begins every look that is due; returns when the next one is, UTC ms. */
export async function revisitDue(run: Fieldwork): Promise<number> {
  let next = Number.POSITIVE_INFINITY;
  if (!run.live) return next;
  for (const probe of run.plan.probes) {
    if (!isChat(probe) || run.chats.inFlight.has(probe.id)) continue;
    const state = stateOf(run, probe.id);
    if ((state.phase !== 'sent' && state.phase !== 'unknown') || chatAccounts(run, probe).length === 0)
      continue;
    const at = nextLook(run, probe, state);
    if (at === null) continue;
    if (at > run.clock.now()) next = Math.min(next, at);
    else if (!hasRoom(run)) continue;
    else if (!(await browserProven(run))) next = Math.min(next, run.chats.retryAt);
    else beside(run, probe.id, () => look(run, probe, state));
  }
  return next;
}

/** When the chat is to be looked at next, UTC ms; null when it has been seen past its deadline, or too often. */
function nextLook(run: Fieldwork, probe: PlannedProbe, state: ProbeState): number | null {
  const from = millis(state.acceptedAt ?? state.askingAt ?? state.intendedAt!);
  const deadline = deadlineOf(state, run.plan.wave.deadlineHours)!;
  const looks = run.state.coverages.filter((c) => c.account === chatAccount(probe.id));
  if (looks.length >= MOST_LOOKS) return null;
  const last = looks.at(-1);
  const seenTo = Math.max(from, ...looks.filter((c) => c.complete).map((c) => millis(c.to)));
  if (seenTo > deadline) return null;
  const wanted = [
    // Whether an unclear question stands there is to be known soon.
    ...(state.phase === 'unknown' ? [from + PAST] : []),
    ...run.live!.revisitHours.map((h) => from + h * HOUR).filter((at) => at < deadline),
    deadline + PAST,
  ];
  const due = wanted.find((at) => at > seenTo)!;
  if (!last || last.complete) return due;
  const failed = looks.length - 1 - looks.findLastIndex((c) => c.complete);
  const wait = Math.min(run.pace.retryAfter * 2 ** (failed - 1), LONGEST_WAIT);
  return Math.max(due, millis(last.to) + wait);
}

async function look(run: Fieldwork, probe: PlannedProbe, state: ProbeState): Promise<void> {
  const account = chatAccount(probe.id);
  const visit = 2 + run.state.coverages.filter((c) => c.account === account).length;
  const from = state.acceptedAt ?? state.intendedAt!;
  const append = (...events: EventBody[]) => held(run, () => run.ledger.append(run.plan.wave.id, events));
  const failed = (reason: string): EventBody => ({
    kind: 'covered',
    coverage: { account, from, to: instant(run.clock.now()), complete: false, reason, folders: [] },
  });
  try {
    const session = await held(run, () => run.live!.session(probe.id));
    if (!session) return void (await append(failed('no session of it was kept')));
    const coverage = await run.live!.revisit(session, visit, run.ledger.sink(run.plan.wave.id));
    await append({ kind: 'covered', coverage: { ...coverage, account, from } });
  } catch (error) {
    if (!(error instanceof InstrumentError)) throw error;
    await append(
      { kind: 'instrument-failed', code: error.code, reason: error.message, account },
      failed(error.message.slice(0, 300)),
    );
  }
}
