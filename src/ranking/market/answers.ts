/** Who had answered after 5 minutes, 1, 3, 24 and 72 hours. Moments known only within bounds count as sure or possible. */
import type { LatencyBounds } from '../../model/assessment.ts';
import { COUNTED_HOURS } from '../../model/curves.ts';
import type { AnswerPoint, AnswerRates, AnswerRow, Between } from '../../model/market-findings.ts';
import { type Measured, scored } from '../../model/measured.ts';
import type { ChannelKind } from '../../model/vocabulary.ts';
import type { ProbeRow } from '../../model/wave-result.ts';
import { type DeskOf, rateOf } from './rates.ts';

const HOUR = 3_600_000;

export type AnswerClock = 'anything' | 'substantive';

/** Between which moments it came, ms from the accepted send; null: not by the deadline; undefined: not known. */
export function boundsOf(row: ProbeRow, clock: AnswerClock): LatencyBounds | null | undefined {
  const found = row.clocks[clock];
  if (found.status === 'not-applicable') return null;
  if (found.status === 'unscorable') return undefined;
  return row.bounds?.[clock] ?? { from: found.value, to: found.value };
}

export interface AnswerInput {
  /** Valid probes. */
  rows: readonly ProbeRow[];
  deskOf: DeskOf;
  deadlineHours: number;
}

/** One point a moment, up to the deadline. Probes whose moment is not known at all are left out. */
export function answersBy({ rows, deskOf, deadlineHours }: AnswerInput, clock: AnswerClock): AnswerPoint[] {
  const known = rows.flatMap((row) => {
    const bounds = boundsOf(row, clock);
    return bounds === undefined ? [] : [{ lender: row.lender, bounds }];
  });
  return COUNTED_HOURS.filter((hours) => hours <= deadlineHours).map((hours) => {
    const by = (end: 'from' | 'to') =>
      rateOf(
        known.map(({ lender, bounds }) => ({
          lender,
          hit: bounds !== null && bounds[end] <= hours * HOUR,
        })),
        deskOf,
      );
    const [sure, possible] = [by('to'), by('from')];
    return {
      hours,
      sure: sure.count,
      possible: possible.count,
      n: sure.n,
      lenders: sure.lenders,
      interval: spanOf(sure.interval, possible.interval),
    };
  });
}

/** Both are of the same probes: one has an interval where the other has. */
const spanOf = (sure: Measured<Between>, possible: Measured<Between>): Measured<Between> =>
  sure.status === 'scored' && possible.status === 'scored'
    ? scored({ low: sure.value.low, high: possible.value.high })
    : sure;

export function answerRates(
  input: AnswerInput,
  channels: readonly ChannelKind[],
  least: number,
): AnswerRates {
  const row = (scope: AnswerRow['scope'], rows: readonly ProbeRow[]): AnswerRow => ({
    scope,
    anything: answersBy({ ...input, rows }, 'anything'),
    substantive: answersBy({ ...input, rows }, 'substantive'),
  });
  const used = channels.filter((kind) => input.rows.some((r) => r.channel === kind));
  const lenders = [...Map.groupBy(input.rows, (r) => r.lender).values()].filter((l) => l.length >= least);
  const answered = lenders.map((list) => ({
    n: list.length,
    yes: list.filter((r) => r.clocks.substantive.status !== 'not-applicable').length,
  }));
  return {
    rows: [
      row('any', input.rows),
      ...used.map((kind) =>
        row(
          kind,
          input.rows.filter((r) => r.channel === kind),
        ),
      ),
    ],
    lenders: {
      all: answered.filter((l) => l.yes === l.n).length,
      some: answered.filter((l) => l.yes > 0 && l.yes < l.n).length,
      none: answered.filter((l) => l.yes === 0).length,
      least,
    },
  };
}
