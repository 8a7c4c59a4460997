/** What the desk shows: the wave at a glance, and everything that is known about one lender's probes. */
import type { EventKind } from '../model/events.ts';
import type { Interval, Precision } from '../model/evidence.ts';
import type { PlannedProbe } from '../model/plan.ts';
import type { DeskWork } from './desk-work.ts';

/** Where a probe stands, in the words of the desk. */
export type Standing =
  | 'coming'
  | 'due'
  /** Begun, and its end not known yet; by hand: taken. */
  | 'in-hand'
  /** Not known whether it went. */
  | 'unclear'
  /** Sent, no answer yet, window open. */
  | 'waiting'
  /** Something has been answered. Its window may still be open. */
  | 'answered'
  /** Its window closed without an answer. */
  | 'silent'
  /** The lender's side refused it: a bounce, a shut door. */
  | 'refused'
  | 'invalid';

export interface ProbeGlance {
  probe: PlannedProbe;
  standing: Standing;
  /** Worked by hand at this desk. */
  assisted: boolean;
  /** UTC ms; present where it happened. */
  sentAt?: number;
  answeredAt?: number;
  takenBy?: string;
  /** Why it is invalid or refused. */
  reason?: string;
}

export interface DeskView {
  now: number;
  /** Over all channels of the wave. `sent` and `answered` count what ever was; the others where it stands now. */
  counts: {
    planned: number;
    due: number;
    sent: number;
    answered: number;
    waiting: number;
    invalid: number;
    closed: number;
  };
  probes: ProbeGlance[];
  /** Why sending is stopped, or null. */
  stopped: string | null;
  canary: { at: number; fate: 'under-way' | 'seen' | 'lost'; reason?: string } | null;
  /** The last complete look at each account, UTC ms; null before the first. */
  accounts: { name: string; recorder: boolean; lastContact: number | null }[];
  warnings: {
    code: 'recorder-silent' | 'recorder-gap' | 'stopped' | 'canary-lost' | 'failing';
    text: string;
  }[];
  /** What this wave put on the do-not-contact list, newest first. */
  doNotContact: { at: number; scope: string; value: string; reason: string; by?: string }[];
}

export interface Moment {
  /** UTC ms at which it was recorded. */
  at: number;
  probe: string;
  /** What was recorded; `message` is one message out of a piece of evidence. */
  kind: EventKind | 'message';
  by?: string;
  /** A sentence in English about an event; empty for a message. */
  detail: string;
  /** sha256 of the evidence it comes from. */
  evidence?: string;
  media?: string;
  message?: { side: 'own' | 'other' | 'system'; text: string; sent: Interval; precision: Precision };
}

export async function deskView(_work: DeskWork): Promise<DeskView> {
  throw new Error('not built yet');
}

/** The lender's probes and everything recorded about them, oldest first; the words of replies are hostile plain text. */
export async function lenderTimeline(_work: DeskWork, _lender: string): Promise<Moment[]> {
  throw new Error('not built yet');
}
