/** The sentence that the report is called by. */
import type { WaveResult } from '../model/wave-result.ts';
import type { Speech } from './speech.ts';

/** Over the lenders with enough valid messages to be counted: how many answered all of theirs, and how many none. */
export function findingOf(result: WaveResult, speech: Speech): string {
  const { say } = speech;
  const counted = result.lenders.flatMap((l) =>
    l.results.status === 'scored' ? [{ valid: l.valid, answered: l.results.value.answered }] : [],
  );
  const n = counted.length;
  if (n === 0) return say('finding.empty');
  const of = say('lendersOf', { n });
  const all = counted.filter((l) => l.answered === l.valid).length;
  const none = counted.filter((l) => l.answered === 0).length;
  if (all === n) return say('finding.everyone', { n, of });
  if (none === n) return say('finding.nobody', { n, of });
  return say('finding.both', {
    all: all === 0 ? say('finding.allZero', { of }) : say('finding.all', { n: all, of }),
    none: none === 0 ? say('finding.noneZero') : say('finding.none', { n: none }),
  });
}
