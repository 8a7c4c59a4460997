/** What the desk holds in its hands. Its state is only ever what the ledger says; the loop beside it has one of its own. */
import type { Capture } from '../model/evidence.ts';
import type { TranscriptMessage } from '../model/transcript.ts';
import { applyEvent, emptyWave } from '../model/wave-state.ts';
import { heardIn } from './by-hand.ts';
import type { AccountPolicy } from './context.ts';
import type { RunMode } from './guardrails.ts';
import type { Clock, Ledger, Triage, Triager } from './ports.ts';
import type { TaskView } from './tasks.ts';
import { triageOne } from './triage-inbox.ts';

/** Reads the words out of one piece of evidence, for the eyes of an operator. Never rejects: what it can't read is empty. */
export type Reader = (capture: Capture, raw: Uint8Array) => Promise<TranscriptMessage[]>;

export interface DeskInput extends Omit<TaskView, 'state' | 'heard'> {
  planSha: string;
  /** Null for a desk without a run: nothing can be taken or sent there. */
  mode: RunMode | null;
  clock: Clock;
  ledger: Ledger;
  /** The accounts of the run, the recorder's among them. */
  accounts: AccountPolicy[];
  triage: Triager;
  read: Reader;
  /** Wakes the loop. */
  ring(): void;
}

export interface DeskWork extends DeskInput, TaskView {
  /** By the place of a capture among the state's captures. */
  triaged: Map<number, Triage>;
  /** When this desk was opened, UTC ms. */
  openedAt: number;
  /** Brings state, triage and `heard` up to the ledger. Every action does so first; call it before drawing a page. */
  refresh(): Promise<void>;
}

/** Opens the desk's side of a wave; call `refresh` before the first look. */
export function openDeskWork(input: DeskInput): DeskWork {
  const heard = new Set<string>();
  let turn: Promise<unknown> = Promise.resolve();
  const work: DeskWork = {
    ...input,
    state: emptyWave(),
    heard,
    triaged: new Map(),
    openedAt: input.clock.now(),
    // One after the other: two at once would fold the same events in twice.
    refresh() {
      const mine = turn.then(() => catchUp(work, heard));
      turn = mine.catch(() => {});
      return mine;
    },
  };
  return work;
}

async function catchUp(work: DeskWork, heard: Set<string>): Promise<void> {
  const { state, ledger, plan, triaged } = work;
  for (const event of await ledger.events(plan.wave.id, state.seq)) applyEvent(state, event);
  for (let i = triaged.size; i < state.captures.length; i++)
    triaged.set(i, await triageOne(work, state.captures[i]!));
  for (const probe of heardIn(triaged)) heard.add(probe);
}

/** At most so many captures are remembered; the oldest is then told anew when asked for. */
const REMEMBERED = 20_000;

/** Triages each capture once, for the loop and the desk in one process. */
export function rememberTriage(triage: Triager): Triager {
  const known = new Map<string, Promise<Triage>>();
  return (capture, raw, plan) => {
    const name = `${plan.wave.id} ${capture.account} ${capture.key} ${capture.evidence}`;
    const hit = known.get(name);
    if (hit) return hit;
    const found = triage(capture, raw, plan);
    known.set(name, found);
    // What failed may go well the next time.
    found.catch(() => known.delete(name));
    if (known.size > REMEMBERED) known.delete(known.keys().next().value!);
    return found;
  };
}
