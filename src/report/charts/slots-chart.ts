/** Night, evening and weekend against working hours, and against the hours that lenders claim. */
import type { AnswerPoint, MarketFindings } from '../../model/market-findings.ts';
import type { Markup } from '../markup.ts';
import type { PublicResult } from '../redaction.ts';
import type { Speech } from '../speech.ts';
import { figureOf } from './figure.ts';
import { drawRates, type RateRow, rateTable } from './rate-rows.ts';

/** Answers within this many clock hours are compared, or by the deadline where it is shorter. */
const WITHIN = 24;

export function slotsChart(
  result: PublicResult,
  { hours, basis }: MarketFindings,
  speech: Speech,
): Markup | null {
  const { say } = speech;
  const rowOf = (name: string, points: readonly AnswerPoint[]): RateRow[] => {
    const point = points.findLast((p) => p.hours <= WITHIN);
    return point && point.n > 0 ? [{ ...point, name, count: point.sure }] : [];
  };
  const rows = [
    ...hours.slots.flatMap((s) => rowOf(say(`slot.${s.slot}`), s.substantive)),
    ...hours.claimed.flatMap((c) => rowOf(say(`asked.${c.asked}`), c.substantive)),
    ...rowOf(say('asked.always'), hours.always.off),
  ];
  if (rows.length < 2) return null;
  const within = hours.slots[0]?.substantive.findLast((p) => p.hours <= WITHIN)?.hours ?? WITHIN;
  return figureOf(
    {
      id: 'slots',
      title: say('slots.finding', {
        rates: hours.slots
          .flatMap((s) => rowOf(say(`slot.${s.slot}`), s.substantive))
          .map((r) => say('heat.channel', { channel: r.name, count: say('of', { n: r.count, of: r.n }) }))
          .join(', '),
      }),
      note: say('slots.note', { time: speech.hours(within) }),
      n: say('n.messages', { n: basis.valid, lenders: basis.lenders }),
      draw: (frame) =>
        drawRates(
          rows,
          frame,
          rows.map((r) => `${r.name}: ${say('of', { n: r.count, of: r.n })}`).join(', '),
          speech,
        ),
      table: rateTable(say('slots.title'), rows, speech),
    },
    result,
    speech,
  );
}
