/**
 * What a person at the desk can do. Every action is an append-only event with who and when, decided on what the ledger
 * says in the very transaction that writes it: a double click, a stale page and a second operator change nothing and
 * are told so. An exception is only ever a fault of ours (InstrumentError) or a bug.
 */
import type { ExportReading } from '../model/evidence.ts';
import type { DeskWork } from './desk-work.ts';
import type { Recorder } from './ports.ts';

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
  /** It has not been sent, so there is nothing to look at. */
  'not-sent',
  /** The probe has come to its end. */
  'over',
  /** A follow-up outside the 24 hours after the lender's last message. */
  'no-open-window',
  'already-followed-up',
  /** The recorder tried, and the messenger refused. */
  'refused',
  /** What was handed in is empty or too long. */
  'bad-input',
  /** It stood so already: the pause, the entry of the list. */
  'no-change',
] as const;
export type DeskCode = (typeof DESK_CODES)[number];

export type Done = { ok: true } | { ok: false; code: DeskCode; reason: string; until?: number };

export type { DeskWork } from './desk-work.ts';

type Act<More extends unknown[] = []> = (
  work: DeskWork,
  by: string,
  probe: string,
  ...more: More
) => Promise<Done>;

const later = async (): Promise<never> => {
  throw new Error('not built yet');
};

/** Takes a "send" task in hand: claims the send under the guard, before the operator sees the link. */
export const takeTask: Act = later;
/** "I pressed Send." */
export const confirmSent: Act = later;
/** "I did not send it": somebody may take it again inside the slot, at most MAX_ATTEMPTS times. */
export const releaseTask: Act<[reason: string]> = later;
/** The lender's door is shut: no such account, a gate before it, or it blocks us. */
export const reportShut: Act<[disposition: 'channel-unavailable' | 'gated' | 'blocked', reason: string]> =
  later;
/** "I looked, and there is no answer." */
export const checkedNothing: Act = later;

export interface SeenReply {
  text: string;
  shownTime?: string;
  screenshot?: { bytes: Uint8Array };
}
/** "I looked, and there is an answer": a check, a sighting and the picture, if any. */
export const reportReply: Act<[seen: SeenReply]> = later;
/** An exported chat, which its reader has accepted before. */
export const handInExport: Act<[handed: { bytes: Uint8Array; reading: ExportReading }]> = later;
/** "Our question stands in the chat": for a send that is unclear. */
export const reportOwn: Act<[seen: { screenshot?: { bytes: Uint8Array } }]> = later;
/** The one further message of a probe, through the recorder, inside 24 hours after the lender's last message. */
export const sendFollowUp: Act<[recorder: Recorder, text: string]> = later;

export const forbidContact: (
  work: DeskWork,
  by: string,
  entry: { scope: 'address' | 'domain' | 'entity'; value: string; reason: string },
) => Promise<Done> = later;
export const pauseSending: (work: DeskWork, by: string, reason: string) => Promise<Done> = later;
export const resumeSending: (work: DeskWork, by: string) => Promise<Done> = later;
