/** Tables with a row for each lender, legal entity or group. */
import { z } from 'zod';
import { Correspondence } from '../../model/correspondence.ts';
import { Slug } from '../../model/scalars.ts';
import { Disposition } from '../../model/vocabulary.ts';
import {
  Band,
  type EntityRow,
  type LenderRow,
  Publishable,
  Standing,
  type Tally,
} from '../../model/wave-result.ts';
import type { PublicResult } from '../redaction.ts';
import { known, rounded } from './cells.ts';
import { always, type Column, perhaps, type Table, tableOf } from './column.ts';
import { OUTCOMES, tallyColumns } from './tally-columns.ts';

export const LENDER = Slug.describe('Id of the lender.');
const NAME = z.string().describe('The brand, as printed in the report.');
const ENTITY = Slug.describe('Id of the legal entity behind the brand.');
const ENTITY_NAME = z.string().describe('Registered name of the legal entity.');

export function lenderTables(result: PublicResult, origin: Column<unknown>[]): Table[] {
  const { deadlineHours } = result.wave;
  return [
    tableOf({ name: 'lenders', what: 'A lender.', key: ['lender'] }, result.lenders, [
      ...origin,
      always('lender', LENDER, (l) => l.id),
      always('name', NAME, (l) => l.name),
      always('entity', ENTITY, (l) => l.entity.id),
      always('entity_name', ENTITY_NAME, (l) => l.entity.name),
      always(
        'publishable',
        Publishable.describe('What may be said: everything; counts alone; only that there were too few.'),
        (l) => l.publishable,
      ),
      ...tallyColumns(deadlineHours),
      ...STANDING,
    ]),
    tableOf(
      { name: 'entities', what: 'A legal entity with all its brands.', key: ['entity'] },
      result.entities,
      [
        ...origin,
        always<EntityRow>('entity', ENTITY, (e) => e.id),
        always<EntityRow>('entity_name', ENTITY_NAME, (e) => e.name),
        always<EntityRow>('lenders', z.string().describe('Ids of its brands, parted by spaces.'), (e) =>
          e.lenders.join(' '),
        ),
        ...tallyColumns(deadlineHours),
      ],
    ),
    tableOf(
      { name: 'groups', what: 'All probes of one channel, language or slot.', key: ['by', 'group'] },
      [
        ...result.channels.map((g) => ({ by: 'channel', ...g })),
        ...result.languages.map((g) => ({ by: 'language', ...g })),
        ...result.slots.map((g) => ({ by: 'slot', ...g })),
      ],
      [
        ...origin,
        always<Tally & { by: string; key: string }>(
          'by',
          z.enum(['channel', 'language', 'slot']).describe('What the probes have in common.'),
          (g) => g.by,
        ),
        always('group', z.string().describe('Which channel, language or slot.'), (g) => g.key),
        ...tallyColumns(deadlineHours),
      ],
    ),
    tableOf(
      {
        name: 'outcomes',
        what: 'One outcome of one lender; lenders with too few valid probes are left out.',
        key: ['lender', 'outcome'],
        links: [{ column: 'lender', table: 'lenders' }],
      },
      result.lenders.flatMap((l) => {
        const found = known(l.results);
        return found ? OUTCOMES.map((outcome) => ({ l, outcome, n: found.dispositions[outcome] ?? 0 })) : [];
      }),
      [
        ...origin,
        always('lender', LENDER, ({ l }) => l.id),
        always('outcome', Disposition.describe('What came of a probe by the deadline.'), (o) => o.outcome),
        always('n', z.int().min(0).describe('Valid probes with this outcome.'), ({ n }) => n),
        always('valid', z.int().min(0).describe('Valid probes of the lender.'), ({ l }) => l.valid),
      ],
    ),
    tableOf(
      {
        name: 'correspondence',
        what: 'A reply of a lender to its results.',
        links: [{ column: 'lender', table: 'lenders' }],
      },
      result.lenders.flatMap((l) => l.correspondence.replies.map((reply) => ({ lender: l.id, ...reply }))),
      [
        ...origin,
        always('lender', LENDER, (r) => r.lender),
        always('on', REPLY.on, (r) => r.on),
        always('text', REPLY.text, (r) => r.text),
        perhaps('correction', REPLY.correction, (r) => r.correction),
      ],
    ),
  ];
}

const REPLY = Correspondence.shape.replies.element.shape;

const STANDING: Column<LenderRow>[] = [
  perhaps('scored_probes', Standing.shape.n, (l) => known(l.standing)?.n),
  perhaps('score', Standing.shape.score, (l) => rounded(known(l.standing)?.score)),
  perhaps('score_low', Standing.shape.low, (l) => rounded(known(l.standing)?.low)),
  perhaps('score_high', Standing.shape.high, (l) => rounded(known(l.standing)?.high)),
  perhaps('rank_low', Standing.shape.rankLow, (l) => known(l.standing)?.rankLow),
  perhaps('rank_high', Standing.shape.rankHigh, (l) => known(l.standing)?.rankHigh),
  perhaps('tie', Standing.shape.tie, (l) => known(l.standing)?.tie),
  perhaps(
    'band',
    Band.describe('Against the mean of all ranked lenders, each counted once.'),
    (l) => known(l.standing)?.band,
  ),
  perhaps('withheld', Standing.shape.withheld, (l) => known(l.standing)?.withheld),
  perhaps('results_sent', Correspondence.shape.resultsSent, (l) => l.correspondence.resultsSent),
  perhaps('disclosed', Correspondence.shape.disclosed, (l) => l.correspondence.disclosed),
];
