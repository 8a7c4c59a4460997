/** What an assessment was made from, as one digest. */
import { digestOf } from '../model/digest.ts';
import type { LedgerEvent } from '../model/events.ts';

/** Rules and models have an @ in their names. */
export const isPerson = (coder: string): boolean => !coder.includes('@');

/** The last event that is not itself an assessment by rules; people's codes bear on the score. */
export function inputsDigest(events: readonly LedgerEvent[]): string {
  const last = events.findLast((e) => e.body.kind !== 'assessed' || isPerson(e.body.coder));
  return digestOf(last?.hash ?? 'nothing');
}
