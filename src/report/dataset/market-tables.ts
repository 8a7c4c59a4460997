/** Tables of the findings about the market. */
import { z } from 'zod';
import { type AnswerPoint, Door, DoorState, Untested } from '../../model/market-findings.ts';
import { ProbeId } from '../../model/plan.ts';
import { Instant } from '../../model/scalars.ts';
import { ChannelKind } from '../../model/vocabulary.ts';
import type { PublicResult } from '../redaction.ts';
import { known, rounded } from './cells.ts';
import { always, type Column, perhaps, type Table, tableOf } from './column.ts';
import { LENDER } from './lender-tables.ts';

const count = z.int().min(0);
const share = z.number().min(0).max(1);
const TO_LENDERS = [{ column: 'lender', table: 'lenders' }];

export function marketTables({ findings }: PublicResult, origin: Column<unknown>[]): Table[] {
  return [
    tableOf(
      {
        name: 'doors',
        what: 'An advertised door of a lender with enough valid probes to be named.',
        key: ['lender', 'kind', 'nth'],
        links: TO_LENDERS,
      },
      findings.deadChannels.doors,
      [...origin, ...DOORS],
    ),
    tableOf(
      {
        name: 'answer-rates',
        what: 'The share of probes answered within so many hours.',
        key: ['scope', 'reply', 'hours'],
      },
      findings.answerRates.rows.flatMap(({ scope, anything, substantive }) => [
        ...anything.map((point) => ({ scope, reply: 'anything', point })),
        ...substantive.map((point) => ({ scope, reply: 'substantive', point })),
      ]),
      [...origin, ...ANSWER_RATES],
    ),
    tableOf(
      {
        name: 'met',
        what: 'How often askers of a lender met a thing; only lenders with enough valid probes that did it.',
        key: ['what', 'lender'],
        links: TO_LENDERS,
      },
      (
        [
          ['deflection', findings.deflection.any],
          ['personal-data', findings.personalData.any],
          ['over-promise', findings.overPromises],
          ['contradicts-published', findings.contradictions.published],
          ['contradicts-itself', findings.contradictions.own],
          ['aftermath', findings.aftermath.any],
        ] as const
      ).flatMap(([what, met]) => met.lenders.map((l) => ({ what, ...l }))),
      [
        ...origin,
        always(
          'what',
          z
            .enum([
              'deflection',
              'personal-data',
              'over-promise',
              'contradicts-published',
              'contradicts-itself',
              'aftermath',
            ])
            .describe('What was met.'),
          (m) => m.what,
        ),
        always('lender', LENDER, (m) => m.lender),
        always('count', count.describe('Valid probes that met it.'), (m) => m.count),
        always('n', count.describe('Valid probes that could.'), (m) => m.n),
      ],
    ),
    tableOf(
      {
        name: 'aftermath',
        what: 'A marketing message to the private address of a probe.',
        links: TO_LENDERS,
      },
      findings.aftermath.timeline,
      [
        ...origin,
        always('lender', LENDER, (a) => a.lender),
        always('probe', ProbeId.describe('The probe whose address it came to.'), (a) => a.probe),
        always('at', Instant.describe('When it came, UTC.'), (a) => a.at),
        perhaps('days', z.number().min(0).describe('Days since the question was taken.'), (a) =>
          rounded(known(a.days)),
        ),
      ],
    ),
  ];
}

const DOORS: Column<Door>[] = [
  always('lender', LENDER, (d) => d.lender),
  always('kind', ChannelKind.describe('The advertised way in.'), (d) => d.kind),
  always('nth', Door.shape.nth, (d) => d.nth),
  always('state', DoorState.describe(Door.shape.state.description!), (d) => d.state),
  perhaps('untested', Untested.describe('Why it was not tried.'), (d) => d.untested),
  always('valid', count.describe('Valid probes by it.'), (d) => d.valid),
  always('replied', Door.shape.replied, (d) => d.replied),
  always('substantive', Door.shape.substantive, (d) => d.substantive),
  perhaps(
    'failures',
    z.string().describe('Reasons for which it did not take a question, with counts, e.g. "hard-bounce:2".'),
    (d) =>
      Object.entries(d.failures)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([reason, n]) => `${reason}:${n}`)
        .join(' ') || undefined,
  ),
];

interface AnswerRate {
  scope: string;
  reply: string;
  point: AnswerPoint;
}

const ANSWER_RATES: Column<AnswerRate>[] = [
  always('scope', z.string().describe('`any` channel, or one channel.'), (a) => a.scope),
  always(
    'reply',
    z.enum(['anything', 'substantive']).describe('Any message but a bounce, or one of substance.'),
    (a) => a.reply,
  ),
  always('hours', z.number().min(0).describe('Clock hours after the accepted send.'), ({ point }) =>
    rounded(point.hours),
  ),
  always('sure', count.describe('Probes that had it by then for certain.'), ({ point }) => point.sure),
  always('possible', count.describe('Probes that may have had it by then.'), ({ point }) => point.possible),
  always('n', count.describe('Valid probes.'), ({ point }) => point.n),
  always('lenders', count.describe('Lenders under it.'), ({ point }) => point.lenders),
  perhaps('low', share.describe('Lower end of the 95% interval of the share.'), ({ point }) =>
    rounded(known(point.interval)?.low),
  ),
  perhaps('high', share.describe('Upper end of the 95% interval of the share.'), ({ point }) =>
    rounded(known(point.interval)?.high),
  ),
];
