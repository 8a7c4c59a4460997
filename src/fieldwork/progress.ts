/** Where the wave stands, in numbers: what the live line shows. */
import { heardIn } from './by-hand.ts';
import { lastCanary } from './canary.ts';
import { type Fieldwork, isByHand, isFinal, stateOf } from './context.ts';
import { recorderWarning } from './recorder-watch.ts';
import { tasksOf } from './tasks.ts';

export interface Progress {
  /** Probes in the plan. */
  planned: number;
  /** Not sent yet. */
  due: number;
  sent: number;
  /** Probes to which anything but a bounce has come back. */
  replied: number;
  /** Sent, window still open. */
  waiting: number;
  invalid: number;
  closed: number;
  /** Tasks that wait for a person at the desk now; only where the wave has probes by hand. */
  atDesk?: number;
  /** The recorder of the messenger has been out of touch for 12 hours or more. */
  warning?: string;
  /** What happens next, and when (UTC ms). */
  next: { at: number; what: string } | null;
  stopped: string | null;
  /** Why nothing is sent though something is due: our own message has not come back. */
  blocked: string | null;
}

export function progressOf(run: Fieldwork, next: Progress['next'], needsCanary = false): Progress {
  const progress: Progress = {
    planned: run.plan.probes.length,
    due: 0,
    sent: 0,
    replied: new Set([...run.triaged.values()].filter((t) => t.kind === 'reply').map((t) => t.probe)).size,
    waiting: 0,
    invalid: 0,
    closed: 0,
    next,
    stopped: run.state.stopped,
    blocked: needsCanary ? whyBlocked(run) : null,
  };
  const now = run.clock.now();
  if (run.plan.probes.some(isByHand)) {
    const view = { ...run, heard: heardIn(run.triaged) };
    progress.atDesk = tasksOf(view, now).filter((task) => task.dueAt <= now).length;
  }
  const warning = run.recorder && recorderWarning(run.state, run.recorder.account, run.startedAt, now);
  if (warning) progress.warning = warning;
  for (const probe of run.plan.probes) {
    const state = stateOf(run, probe.id);
    if (state.phase === 'planned' || state.phase === 'not-sent') progress.due++;
    if (state.acceptedAt) progress.sent++;
    if (state.phase === 'invalid') progress.invalid++;
    else if (isFinal(state)) progress.closed++;
    else if (state.phase === 'sent' || state.phase === 'unknown' || state.phase === 'intended')
      progress.waiting++;
  }
  return progress;
}

function whyBlocked(run: Fieldwork): string {
  const last = lastCanary(run);
  if (last?.lost) return last.lost;
  return last && !last.seen ? 'our own message is under way' : 'our own message is to be sent first';
}
