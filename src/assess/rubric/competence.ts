/**
 * Competence: is what was asked told specifically? 0: nothing concrete on any asked facet; 1: a value or a clear
 * statement; 2: with its condition, its range or its annual cost. Whether a reply contradicts itself, and whether a
 * colleague would need to add anything, is for persons (methods.md, section 4).
 */
import type { RubricQuote } from '../../model/rubric.ts';
import { type CriterionRule, coded, ofReplies, quoteOf, type RubricReply } from './case.ts';
import { type RubricList, type Said, saidIn, says } from './words.ts';

const CONDITIONS: readonly RubricList[] = [
  'newClient',
  'returningClient',
  'promotion',
  'condition',
  'annual',
];

export const competence: CriterionRule = ofReplies(({ asked, answered, replies }) => {
  if (asked.length === 0) return { status: 'unscorable', reason: 'the scenario asks nothing' };
  if (answered.length === 0)
    return replies.some((r) => r.message.refusal)
      ? { status: 'not-applicable', reason: 'the lender declined: there was nothing to be specific about' }
      : coded(0, 'competence.vague', 'Nothing concrete is said on anything asked.');
  const values: RubricQuote[] = [];
  const conditions: RubricQuote[] = [];
  for (const reply of replies) {
    const said = saidIn(reply.text);
    for (const facet of answered) {
      const span = reply.message.findings.find((f) => f.criterion === `facet:${facet}`)?.span;
      if (!span) continue;
      values.push({ ...span, evidence: reply.message.evidence });
      const condition = conditionIn(reply, said, span);
      if (condition) conditions.push(condition);
    }
    for (const v of reply.message.reading?.values ?? [])
      if (
        answered.includes(v.facet) &&
        (v.per === 'year' || (v.min !== null && v.max !== null && v.min < v.max))
      )
        conditions.push(quoteOf(reply, v));
  }
  if (conditions.length > 0)
    return coded(
      2,
      'competence.value-and-condition',
      'What was asked is told with its condition, range or annual cost.',
      [...values.slice(0, 6), ...conditions],
    );
  return coded(
    1,
    'competence.value',
    'What was asked is told without condition, range or annual cost.',
    values,
  );
});

/** The sentence of the answer, or one inside the paragraph that answers, that names a condition. */
function conditionIn(
  reply: RubricReply,
  said: readonly Said[],
  span: { start: number; end: number },
): RubricQuote | null {
  const found = said.find(
    (s) => s.unit.start < span.end && s.unit.end > span.start && CONDITIONS.some((list) => says(s, list)),
  );
  return found ? quoteOf(reply, found.unit) : null;
}
