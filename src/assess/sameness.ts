/** Whether a lender sends the same words to different people: a sign of a template or a machine, no proof. */
import { digestOf } from '../model/digest.ts';
import type { ParsedMail } from '../model/mail.ts';
import { foldText } from './clean-text.ts';

/** Fewer letters than this are alike by chance ("Yes, of course."). */
const LEAST = 40;

/** A digest of the words without figures and without the persona's name; null for texts too short to compare. */
export function likeness(mail: ParsedMail, names: readonly string[]): string | null {
  let text = foldText(mail.visibleText.slice(0, 4_000));
  for (const name of names) if (name.length >= 2) text = text.replaceAll(name, '');
  const words = text.replace(/[^\p{L}]+/gu, '');
  return words.length < LEAST ? null : digestOf(words);
}

/** Counts, for a message, the lender's other probes that got one alike. */
export function sameWords(
  all: readonly { lender: string; probe: string; likeness: string | null }[],
): (lender: string, probe: string, likeness: string | null) => number {
  const probes = new Map<string, Set<string>>();
  for (const m of all) {
    if (m.likeness === null) continue;
    const key = `${m.lender} ${m.likeness}`;
    const set = probes.get(key) ?? new Set();
    set.add(m.probe);
    probes.set(key, set);
  }
  return (lender, probe, mine) => {
    const set = mine === null ? undefined : probes.get(`${lender} ${mine}`);
    return set ? set.size - Number(set.has(probe)) : 0;
  };
}
