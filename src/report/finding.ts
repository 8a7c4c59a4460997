/** The sentence that the report is called by. */
import type { LenderRow } from '../model/wave-result.ts';
import type { PublicResult } from './redaction.ts';
import type { Speech } from './speech.ts';

/**
 * Over the lenders with enough valid messages to be counted: how many answered all of theirs, and how many never
 * replied at all. Who refused, asked for data or sent the asker elsewhere did reply.
 */
export function findingOf(result: PublicResult, speech: Speech): string {
  const { say } = speech;
  const counted = result.lenders.filter((l) => l.results.status === 'scored');
  const n = counted.length;
  if (n === 0) return say('finding.empty');
  const of = say('lendersOf', { n });
  const heard = heardFrom(result);
  const all = counted.filter((l) => l.results.status === 'scored' && l.results.value.answered === l.valid);
  const silent = counted.filter((l) => isSilent(l) && !heard.has(l.id)).length;
  if (all.length === n) return say('finding.everyone', { n, of });
  if (silent === n) return say('finding.allSilent', { n, of });
  const first = all.length === 0 ? say('finding.allZero', { of }) : say('finding.all', { n: all.length, of });
  return silent === 0
    ? first
    : say('finding.both', { all: first, silent: say('finding.silent', { n: silent }) });
}

const isSilent = ({ results, valid }: LenderRow): boolean =>
  results.status === 'scored' && results.value.dispositions['no-reply'] === valid;

/** Lenders of whom anything came but a bounce, be it too late or to a message that does not count. */
const heardFrom = ({ probes }: PublicResult): Set<string> =>
  new Set(probes.filter((p) => p.messages.some((m) => m.responder !== 'bounce')).map((p) => p.lender));
