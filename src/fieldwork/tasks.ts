/** The work of the people at the desk, as it follows from plan and ledger: what to send, confirm and look at. Pure. */
import type { Plan, PlannedProbe } from '../model/plan.ts';
import type { Scenario } from '../model/scenario.ts';
import type { WaveState } from '../model/wave-state.ts';

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

/** Tasks that are due or coming, the most urgent first. `now` is UTC ms. */
export function tasksOf(_view: TaskView, _now: number): Task[] {
  throw new Error('not built yet');
}
