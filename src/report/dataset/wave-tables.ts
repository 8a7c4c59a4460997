/** Tables about the wave itself: what it was, how it was judged, and what did not go by plan. */
import { z } from 'zod';
import { Criterion } from '../../model/rubric.ts';
import { Instant } from '../../model/scalars.ts';
import { AgreementRow, Deviation, DeviationKind, RubricRow, WaveResult } from '../../model/wave-result.ts';
import type { PublicResult } from '../redaction.ts';
import { known, rounded } from './cells.ts';
import { always, type Column, perhaps, type Table, tableOf } from './column.ts';

const SHAPE = WaveResult.shape;
const MARKET = SHAPE.market.shape;
const CRITERION = Criterion.describe('Criterion of the rubric.');
const count = z.int().min(0);
const text = z.string();

export function waveTables(result: PublicResult, origin: Column<unknown>[]): Table[] {
  return [
    tableOf({ name: 'wave', what: 'The wave.' }, [result], [...origin, ...WAVE_COLUMNS]),
    tableOf({ name: 'rubric', what: 'A criterion over all probes.', key: ['criterion'] }, result.rubric, [
      ...origin,
      always('criterion', CRITERION, (r) => r.criterion),
      always('weight', z.number().min(0).describe('Its weight in the score, as frozen.'), (r) => r.weight),
      always('n', RubricRow.shape.n, (r) => r.n),
      always('scored', RubricRow.shape.scored, (r) => r.scored),
      perhaps('mean', z.number().min(0).max(100).describe('Mean points of these.'), (r) =>
        rounded(known(r.mean)),
      ),
    ]),
    tableOf({ name: 'agreement', what: 'How far coders agree on a criterion.' }, result.agreement.rows, [
      ...origin,
      always('criterion', CRITERION, (a) => a.criterion),
      always('language', AgreementRow.shape.language, (a) => a.language),
      always('by', AgreementRow.shape.by, (a) => a.by),
      always('units', count.describe('Replies that were coded more than once.'), (a) => a.units),
      perhaps('alpha', z.number().describe("Krippendorff's alpha."), (a) => rounded(known(a.alpha))),
      perhaps('alpha_low', z.number().describe('Lower end of its 95% interval.'), (a) =>
        rounded(known(a.interval)?.low),
      ),
      perhaps('alpha_high', z.number().describe('Upper end of its 95% interval.'), (a) =>
        rounded(known(a.interval)?.high),
      ),
      always(
        'verdict',
        AgreementRow.shape.verdict.describe('What the agreement lets the criterion do.'),
        (a) => a.verdict,
      ),
    ]),
    tableOf(
      { name: 'deviations', what: 'Departures from the frozen plan of one kind and code.' },
      result.deviations,
      [
        ...origin,
        always('kind', DeviationKind.describe('What did not go as the plan says.'), (d) => d.kind),
        always('code', text.describe('Reason code, lender or coder.'), (d) => d.code),
        always('n', z.int().min(1).describe('How often.'), (d) => d.n),
        perhaps('first', Instant.describe('The first time, UTC.'), (d) => d.first),
        perhaps('last', Instant.describe('The last time, UTC.'), (d) => d.last),
        always('detail', Deviation.shape.detail, (d) => d.detail),
        perhaps(
          'probes',
          text.describe('Probes that it touched, parted by spaces.'),
          (d) => d.probes.join(' ') || undefined,
        ),
      ],
    ),
  ];
}

const WAVE_COLUMNS: Column<PublicResult>[] = [
  always('title', text.describe('Name of the study.'), (r) => r.wave.title),
  always('mode', SHAPE.mode, (r) => r.mode),
  always(
    'starts',
    z.iso.date().describe('First day on which a message might be sent.'),
    (r) => r.wave.starts,
  ),
  always('ends', z.iso.date().describe('Last day on which a message might be sent.'), (r) => r.wave.ends),
  perhaps('first_sent_at', Instant.describe('First accepted send, UTC.'), (r) => r.firstSentAt),
  perhaps('last_sent_at', Instant.describe('Last accepted send, UTC.'), (r) => r.lastSentAt),
  always(
    'deadline_hours',
    z.number().min(0).describe('Clock hours until which a reply counts.'),
    (r) => r.wave.deadlineHours,
  ),
  always('fielded', count.describe('Probes of the frozen plan.'), (r) => r.totals.fielded),
  always('valid', count.describe('Probes that count.'), (r) => r.totals.valid),
  always('lenders', count.describe('Lenders that were asked.'), (r) => r.lenders.length),
  always('ranked', MARKET.lenders, (r) => r.market.lenders),
  perhaps('market_mean', z.number().describe('Mean of their scores, each lender counted once.'), (r) =>
    rounded(known(r.market.mean)),
  ),
  perhaps('spread', z.number().min(0).describe('Pooled standard deviation of probes within a lender.'), (r) =>
    rounded(known(r.market.spread)),
  ),
  perhaps(
    'distinguishable_low',
    z.number().min(0).describe('Least difference of scores that can be told from chance (D), at its lowest.'),
    (r) => rounded(known(r.market.distinguishable)?.low),
  ),
  perhaps('distinguishable_high', z.number().min(0).describe('The same at its highest.'), (r) =>
    rounded(known(r.market.distinguishable)?.high),
  ),
  always('false_discovery', MARKET.falseDiscovery, (r) => r.market.falseDiscovery),
  always('canaries_sent', count.describe('Our own messages through the same path.'), (r) => r.canaries.sent),
  always('canaries_seen', count.describe('Those of them that came.'), (r) => r.canaries.seen),
  always('code', SHAPE.code, (r) => r.code),
  always('coder', SHAPE.coder, (r) => r.coder),
  perhaps(
    'controller',
    text.describe('Who is responsible for the data.'),
    (r) => r.wave.controller || undefined,
  ),
  perhaps('purpose', text.describe('Why the study is made.'), (r) => r.wave.purpose || undefined),
  perhaps(
    'country',
    text.describe('Country whose rules apply, ISO 3166.'),
    (r) => r.wave.country || undefined,
  ),
  perhaps('funder', SHAPE.funder, (r) => r.funder),
];
