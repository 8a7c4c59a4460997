/** A message of a chat together with the evidence that shows it, and how strong that is (channels.md 3.3). */
import type { Capture } from '../../model/evidence.ts';
import { millis } from '../../model/scalars.ts';
import type { Transcript, TranscriptMessage } from '../../model/transcript.ts';

export interface Seen {
  message: TranscriptMessage;
  source: Transcript['source'];
  capture: Capture;
}

/** Strongest first. */
const STRENGTH: Transcript['source'][] = ['business', 'forward', 'export', 'sighting'];

export const byStrength = (a: Seen, b: Seen): number =>
  STRENGTH.indexOf(a.source) - STRENGTH.indexOf(b.source);

export const fromOf = ({ message }: Seen): number => millis(message.at.from);
export const toOf = ({ message }: Seen): number => millis(message.at.to);

/** In the order of their moments; what stands at one moment keeps the order in which it was listed. */
export const inTime = (seen: readonly Seen[]): Seen[] => [...seen].sort((a, b) => fromOf(a) - fromOf(b));

/** Whether it could have been sent within these UTC ms. */
export const isWithin = (seen: Seen, from: number, to: number): boolean =>
  toOf(seen) >= from && fromOf(seen) <= to;
