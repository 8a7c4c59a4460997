/** Tables of the curves over time, and of what is drawn from them. */
import { z } from 'zod';
import { CountedBy, Curve, CurveClock, CurvePoint, type CurveSet, Ending } from '../../model/curves.ts';
import type { PublicResult } from '../redaction.ts';
import { known, rounded } from './cells.ts';
import { always, type Column, perhaps, type Table, tableOf } from './column.ts';

const SCOPE = z.string().describe('`all` channels together, or one channel.');
const CLOCK = CurveClock.describe('Which reply stops the clock; `substantive` is the headline.');
const hours = z.number().min(0);

export function curveTables(result: PublicResult, origin: Column<unknown>[]): Table[] {
  const sets: (CurveSet & { scope: string })[] = [
    { scope: 'all', ...result.curves.all },
    ...result.curves.channels.map(({ key, ...set }) => ({ scope: key, ...set })),
  ];
  const curves = sets.flatMap(({ scope, curves }) => curves.map((c) => ({ scope, ...c })));
  const scope = always<{ scope: string }>('scope', SCOPE, (r) => r.scope);
  const clock = always<{ clock: string }>('clock', CLOCK, (r) => r.clock);
  return [
    tableOf(
      { name: 'curves', what: 'A curve of when the market answers.', key: ['scope', 'clock'] },
      curves,
      [
        ...origin,
        scope,
        clock,
        always('n', Curve.shape.n, (c) => c.n),
        always('lenders', Curve.shape.lenders, (c) => c.lenders),
        always('entities', Curve.shape.entities, (c) => c.entities),
        always('answered', Curve.shape.answered, (c) => c.answered),
        always('bounded', Curve.shape.bounded, (c) => c.bounded),
        always('estimator', Curve.shape.estimator, (c) => c.estimator),
        perhaps('median_hours', hours.describe('Clock hours by which half had it.'), (c) =>
          rounded(known(c.median)?.hours),
        ),
        perhaps('median_low', hours.describe('Lower end of its 95% interval.'), (c) =>
          rounded(known(c.median)?.low),
        ),
        perhaps('median_high', hours.describe('Upper end of its 95% interval.'), (c) =>
          rounded(known(c.median)?.high),
        ),
        perhaps('capped_wait_hours', hours.describe('Mean of min(T, deadline), clock hours (RMST).'), (c) =>
          rounded(known(c.cappedWait)?.hours),
        ),
        perhaps('capped_wait_low', hours.describe('Lower end of its 95% interval.'), (c) =>
          rounded(known(c.cappedWait)?.low),
        ),
        perhaps('capped_wait_high', hours.describe('Upper end of its 95% interval.'), (c) =>
          rounded(known(c.cappedWait)?.high),
        ),
      ],
    ),
    tableOf(
      { name: 'curve-points', what: 'A step of a curve.' },
      curves.flatMap((c) => c.points.map((point) => ({ scope: c.scope, clock: c.clock, point }))),
      [...origin, scope, clock, ...pointColumns],
    ),
    tableOf(
      { name: 'answered-by', what: 'A fixed hour of a curve.', key: ['scope', 'clock', 'hours'] },
      curves.flatMap((c) => c.counts.map((count) => ({ scope: c.scope, clock: c.clock, count }))),
      [
        ...origin,
        scope,
        clock,
        always('hours', CountedBy.shape.hours, ({ count }) => rounded(count.hours)),
        always('sure', CountedBy.shape.sure, ({ count }) => count.sure),
        always('possible', CountedBy.shape.possible, ({ count }) => count.possible),
        always('n', CountedBy.shape.n, ({ count }) => count.n),
        perhaps('low', CountedBy.shape.low, ({ count }) => rounded(count.low)),
        perhaps('high', CountedBy.shape.high, ({ count }) => rounded(count.high)),
      ],
    ),
    tableOf(
      { name: 'endings', what: 'A step of the cumulative incidence of one ending (Aalen-Johansen).' },
      sets.flatMap((s) =>
        s.endings.flatMap(({ ending, points }) => points.map((point) => ({ scope: s.scope, ending, point }))),
      ),
      [
        ...origin,
        scope,
        always('ending', Ending.describe('What ended the wait.'), (e) => e.ending),
        ...pointColumns,
      ],
    ),
  ];
}

const pointColumns: Column<{ point: CurvePoint }>[] = [
  always('hours', CurvePoint.shape.hours, ({ point }) => rounded(point.hours)),
  always('share', CurvePoint.shape.answered, ({ point }) => rounded(point.answered)),
  perhaps('low', CurvePoint.shape.low, ({ point }) => rounded(point.low)),
  perhaps('high', CurvePoint.shape.high, ({ point }) => rounded(point.high)),
];
