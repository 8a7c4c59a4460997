/** The order of outcomes in every chart and key, from the best one to the worst. */
import type { Disposition } from '../model/vocabulary.ts';

export const OUTCOMES: readonly Disposition[] = [
  'answered',
  'partly-answered',
  'deflected',
  'gated',
  'refused',
  'acknowledged-only',
  'no-reply',
  'undeliverable',
  'channel-unavailable',
  'blocked',
];
