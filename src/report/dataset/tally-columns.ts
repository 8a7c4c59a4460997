/** The columns of whatever has a tally: a lender, an entity, a group. */
import { z } from 'zod';
import { DISPOSITIONS, type Disposition } from '../../model/vocabulary.ts';
import { Results, Tally } from '../../model/wave-result.ts';
import { known, rounded } from './cells.ts';
import { always, type Column, perhaps } from './column.ts';

const count = z.int().min(0);
const span = z.number().min(0);

/** Outcomes that a valid probe can have. */
export const OUTCOMES: readonly Disposition[] = DISPOSITIONS.filter((d) => d !== 'invalid');

const resultsOf = (t: Tally): Results | undefined => known(t.results);
const waitOf = (t: Tally) => {
  const r = resultsOf(t);
  return r && known(r.cappedWait);
};

export const tallyColumns = (deadlineHours: number): Column<Tally>[] => [
  always('fielded', Tally.shape.fielded, (t) => t.fielded),
  always('valid', Tally.shape.valid, (t) => t.valid),
  always('excluded', count.describe('Probes that do not count.'), (t) => t.fielded - t.valid),
  perhaps(
    'excluded_reasons',
    z.string().describe('Reason codes with their counts, e.g. "no-coverage:2".'),
    (t) =>
      Object.entries(t.excluded)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([code, n]) => `${code}:${n}`)
        .join(' ') || undefined,
  ),
  perhaps('answered', Results.shape.answered, (t) => resultsOf(t)?.answered),
  perhaps('answered_in_full', Results.shape.answeredInFull, (t) => resultsOf(t)?.answeredInFull),
  perhaps('within_24h', Results.shape.within24h, (t) => resultsOf(t)?.within24h),
  always('deadline_hours', span.describe('Clock hours until which a reply counts.'), () => deadlineHours),
  perhaps(
    'capped_wait_hours',
    span.describe('Mean of min(T, deadline) over valid probes, clock hours; T: the first substantive reply.'),
    (t) => rounded(waitOf(t)?.hours),
  ),
  perhaps('capped_wait_n', count.describe('Probes under the capped wait.'), (t) => waitOf(t)?.n),
  perhaps(
    'median_hours',
    span.describe(
      'Median clock hours to the first substantive reply (printed Kaplan-Meier rule); empty when fewer than half have one.',
    ),
    (t) => {
      const r = resultsOf(t);
      return rounded(r && known(r.medianHours));
    },
  ),
  ...OUTCOMES.map((d) =>
    perhaps<Tally>(
      `outcome_${d.replaceAll('-', '_')}`,
      count.describe(`Valid probes with the outcome "${d}".`),
      (t) => {
        const r = resultsOf(t);
        return r && (r.dispositions[d] ?? 0);
      },
    ),
  ),
];
