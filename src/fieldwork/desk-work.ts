/** What the desk holds in its hands. Its state is only ever what the ledger says; the loop beside it has one of its own. */

import type { Capture } from '../model/evidence.ts';
import type { TranscriptMessage } from '../model/transcript.ts';
import type { AccountPolicy } from './context.ts';
import type { RunMode } from './guardrails.ts';
import type { Clock, Ledger, Triage, Triager } from './ports.ts';
import type { TaskView } from './tasks.ts';

/** Reads the words out of one piece of evidence, for the eyes of an operator: at most so many as it holds. Never rejects. */
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
  /** Brings state, triage and `heard` up to the ledger. Every action does so first; call it before drawing a page. */
  refresh(): Promise<void>;
}

/** Opens the desk's side of a wave; call `refresh` before the first look. */
export function openDeskWork(_input: DeskInput): DeskWork {
  throw new Error('not built yet');
}
