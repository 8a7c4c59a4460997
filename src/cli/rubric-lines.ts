/** The rubric of one probe as text for the terminal: each criterion with its points, reason and quotes. */
import type { Assessment } from '../model/assessment.ts';
import type { CriterionResult, RubricQuote } from '../model/rubric.ts';
import { inert } from './transcript.ts';

/** Quotes that are shown of one criterion; --json has all. */
const MOST_QUOTES = 4;

export function renderRubric({ score, criteria }: Assessment): string[] {
  const total = score.status === 'scored' ? String(score.value) : `none (${score.reason})`;
  return [`score: ${total}`, ...criteria.flatMap(linesOf)];
}

function linesOf({ criterion, weight, use, verdict }: CriterionResult): string[] {
  const counts = use === 'in-score' ? `weight ${weight}` : use;
  if (verdict.status !== 'scored')
    return [`  ${criterion} (${counts}): ${verdict.status}, ${verdict.reason}`];
  const { points, rule, reason, quotes } = verdict;
  return [
    `  ${criterion} (${counts}): ${points}  ${reason} [${rule}]`,
    ...quotes.slice(0, MOST_QUOTES).map((q) => `    | ${inert(q.quote).replace(/\s+/g, ' ')}${placeOf(q)}`),
  ];
}

function placeOf({ evidence, probe, source, seenOn }: RubricQuote): string {
  if (source !== undefined) return `  (published at ${source}, read on ${seenOn})`;
  const message = evidence === undefined ? '' : `, message ${evidence.slice(0, 12)}`;
  return probe === undefined ? '' : `  (told in ${probe}${message})`;
}
