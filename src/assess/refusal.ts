/** Whether a reply declines to serve or to answer (codebook.md). */
import type { Finding } from '../model/assessment.ts';
import type { Facet } from '../model/vocabulary.ts';
import { matchStatement } from './compiled.ts';
import { findingOn, type ReplyText, sentencesOf } from './reply-text.ts';

/** Explicit declining. "Not without your data" is a demand only. `reasoned`: it says why, in the same breath. */
export function refusalOf(
  reply: ReplyText,
  answered: readonly Facet[],
): { refusal: boolean; reasoned: boolean; findings: Finding[] } {
  const all = sentencesOf(reply);
  for (const [i, unit] of all.entries()) {
    if (unit.question) continue;
    for (const pack of unit.packs)
      for (const s of pack.refusal)
        if (matchStatement(unit.text, s)) {
          const around = [all[i - 1], all[i], all[i + 1]].map((n) => n?.text ?? '').join(' ');
          const reasoned = answered.length > 0 || (pack.refusalReason?.test(around) ?? false);
          return {
            refusal: true,
            reasoned,
            findings: [
              findingOn(
                reply,
                unit,
                'refusal',
                true,
                s.id,
                'Declines to serve, or to answer in this channel.',
              ),
            ],
          };
        }
  }
  return { refusal: false, reasoned: false, findings: [] };
}
