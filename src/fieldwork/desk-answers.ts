/** What the desk answers to an action, and how an action is decided: on the ledger, in the transaction that writes. */
import type { EventBody } from '../model/events.ts';
import type { PlannedProbe } from '../model/plan.ts';
import { isAssisted } from '../model/vocabulary.ts';
import type { ProbeState } from '../model/wave-state.ts';
import { probeIn } from './by-hand.ts';
import type { DeskWork } from './desk-work.ts';
import type { ContactHistory } from './ports.ts';

/** Why an action was refused; the desk has a sentence for each in every language, `reason` is the English one. */
export const DESK_CODES = [
  /** No such probe, or not one that is worked by hand. */
  'no-such-task',
  /** The desk runs without a wave. */
  'read-only',
  /** Another operator has it in hand. */
  'taken',
  /** This operator has it in hand already. */
  'already-yours',
  /** This operator has another task in hand: it must be confirmed or released first. */
  'busy',
  'too-early',
  'missed-slot',
  /** A cap or gap allows it later in the slot; `until` says when. */
  'wait',
  /** A cap forbids it for good; the probe is invalid. */
  'capped',
  'do-not-contact',
  /** Sending is paused or was stopped. */
  'stopped',
  /** The operator does not have it in hand, so there is nothing to confirm or release. */
  'not-taken',
  'already-sent',
  /** Too late for a word: only that the question stands in the chat clears it up, or nobody knows what went. */
  'unclear',
  /** It has not been sent, so there is nothing to look at. */
  'not-sent',
  /** The probe has come to its end. */
  'over',
  /** A follow-up outside the 24 hours after the lender's last message. */
  'no-open-window',
  'already-followed-up',
  /** The recorder tried, and the messenger refused. */
  'refused',
  /** The deadline passed while the page was open: a look that proves silence is confirmed as such. */
  'look-again',
  /** Whoever gives a task back must know that the question does not stand in the chat. */
  'look-first',
  /** What was handed in is empty or too long. */
  'bad-input',
  /** It stood so already: the pause, the entry of the list. */
  'no-change',
] as const;
export type DeskCode = (typeof DESK_CODES)[number];

export type Done = { ok: true } | { ok: false; code: DeskCode; reason: string; until?: number };

export type Refused = Extract<Done, { ok: false }>;

/** What can be done to one probe. Rejects only for a fault of ours. */
export type Act<More extends unknown[] = []> = (
  work: DeskWork,
  by: string,
  probe: string,
  ...more: More
) => Promise<Done>;

export const OK: Done = { ok: true };

export const no = (code: DeskCode, reason: string, until?: number): Refused => ({
  ok: false,
  code,
  reason,
  ...(until === undefined ? {} : { until }),
});

/** Runs an action on a fresh state, and tells the loop afterwards. A jumping clock waits for it. */
export async function acting(work: DeskWork, act: () => Promise<Done>): Promise<Done> {
  const release = work.clock.hold();
  try {
    await work.refresh();
    return await act();
  } finally {
    await work.refresh();
    work.ring();
    release();
  }
}

/** The probe, where it is one that people send. */
export const probeAt = (work: DeskWork, id: string): PlannedProbe | undefined =>
  work.plan.probes.find((p) => p.id === id && isAssisted(p.channel));

export const noSuchTask = (probe: string): Refused =>
  no('no-such-task', `${probe} is no probe that is sent by hand`);

/** Writes what `judge` gives, or nothing where it refuses; it is shown where the probe stands at that very moment. */
export async function decide(
  work: DeskWork,
  { id: probe, entity }: PlannedProbe,
  judge: (state: ProbeState, history: ContactHistory) => EventBody[] | Refused,
): Promise<Done> {
  let answer: Done = OK;
  await work.ledger.appendWhen(work.plan.wave.id, { probe, entity }, (history) => {
    const judged = judge(probeIn(history, probe), history);
    answer = Array.isArray(judged) ? OK : judged;
    return Array.isArray(judged) ? judged : [];
  });
  return answer;
}

/** What a person wrote, in one line and bounded. */
export const oneLine = (text: string): string => text.replace(/\s+/gu, ' ').trim().slice(0, 500);
