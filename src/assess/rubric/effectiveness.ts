/** Effectiveness: the share of the asked facets that were answered by the deadline, over all replies. */
import { type CriterionRule, pointsOf } from './case.ts';

export const effectiveness: CriterionRule = ({ asked, answered, replies }) => {
  if (asked.length === 0) return { status: 'unscorable', reason: 'the scenario asks nothing' };
  const quotes = answered.flatMap((facet) => {
    const found = replies.flatMap(({ message }) =>
      message.findings
        .filter((f) => f.criterion === `facet:${facet}` && f.span !== undefined)
        .map((f) => ({ ...f.span!, evidence: message.evidence })),
    );
    return found.slice(0, 1);
  });
  const open = asked.filter((f) => !answered.includes(f));
  const rest = open.length > 0 ? ` Not answered: ${open.join(', ')}.` : '';
  return pointsOf(
    (100 * answered.length) / asked.length,
    'effectiveness.share',
    `${answered.length} of ${asked.length} asked facets were answered.${rest}`,
    quotes,
  );
};
