/** Two clocks: the middle wait as the asker lives it, and as the lender's own working hours count it. */
import * as Plot from '@observablehq/plot';
import type { LenderRow, ProbeRow } from '../../model/wave-result.ts';
import { endsOf } from '../ends.ts';
import { html, type Markup } from '../markup.ts';
import type { PublicResult } from '../redaction.ts';
import type { Speech } from '../speech.ts';
import { th, wideTable } from '../wide-table.ts';
import { figureOf } from './figure.ts';
import { axisTop, drawRows, plotWidth, type Row, rowsOf } from './rows.ts';
import { logHours, timeTicks } from './time-axis.ts';

interface HoursRow extends Row {
  clock: number;
  business: number;
}

const HOUR = 3_600_000;

/** Only lenders of whose valid messages more than half were answered: the others have no middle wait. */
export function hoursChart(result: PublicResult, speech: Speech): Markup | null {
  const { say } = speech;
  const byLender = Map.groupBy(result.probes, (p) => p.lender);
  const counted = result.lenders.filter((l) => l.publishable !== 'too-few');
  const found = counted
    .flatMap((lender) => {
      const waits = waitsOf(lender, byLender.get(lender.id) ?? []);
      return waits ? [{ lender, ...waits }] : [];
    })
    .sort((a, b) => a.clock - b.clock || (a.lender.id < b.lender.id ? -1 : 1));
  if (found.length < 2) return null;
  const { top, between, bottom } = endsOf(found);
  const sayWait = (hours: number) => speech.wait(hours);
  const rowOf = (row: (typeof found)[number]): HoursRow => ({
    name: row.lender.name,
    right: `${sayWait(row.clock)} · ${sayWait(row.business)}`,
    clock: row.clock,
    business: row.business,
  });
  const least = Math.min(...found.map((r) => Math.max(1 / 60, Math.min(r.clock, r.business))));
  const start = logHours(least) - 0.12;
  const end = logHours(result.wave.deadlineHours) + 0.04;
  return figureOf(
    {
      id: 'hours',
      title: say('hours.finding', {
        fast: sayWait(found[0]!.clock),
        slow: sayWait(found.at(-1)!.clock),
      }),
      note: say('hours.note', { n: counted.length - found.length }),
      key: html`<ul class="key"><li><i class="dot-clock"></i>${say('hours.clock')}</li><li><i class="dot-business"></i>${say('hours.business')}</li></ul>`,
      n: say('n.lenders', { n: found.length, of: counted.length }),
      draw: (frame) =>
        drawRows(frame, rowsOf({ top, between, bottom }, rowOf, speech), {
          x: { domain: [start, end] },
          label: say('hours.aria', { n: found.length }),
          marks: (rows) => [
            axisTop(timeTicks(least, result.wave.deadlineHours, plotWidth(frame) / (end - start), speech), {
              frame,
              firstAtStart: false,
            }),
            Plot.link(rows, {
              x1: (r) => Math.max(start, logHours(r.business)),
              x2: (r) => logHours(r.clock),
              y1: 'y',
              y2: 'y',
              stroke: 'var(--soft)',
              strokeWidth: 2,
            }),
            Plot.dot(rows, {
              x: (r) => Math.max(start, logHours(r.business)),
              y: 'y',
              r: 5,
              fill: 'var(--paper)',
              stroke: 'var(--accent)',
              strokeWidth: 2,
            }),
            Plot.dot(rows, { x: (r) => logHours(r.clock), y: 'y', r: 5, fill: 'var(--accent)' }),
          ],
        }),
      table: wideTable(
        say('hours.title'),
        html`${th(say('table.lender'), true)}${th(say('hours.clock'))}${th(say('hours.business'))}${th(say('table.answered'))}`,
        [...top, ...bottom].map(
          (r) =>
            html`<tr><th scope="row">${r.lender.name}</th><td>${sayWait(r.clock)}</td><td>${sayWait(r.business)}</td><td>${say('of', { n: r.answered, of: r.lender.valid })}</td></tr>
`,
        ),
      ),
    },
    result,
    speech,
  );
}

/** Medians in hours over all valid probes, one without a substantive reply as endless; null where that one is the middle. */
function waitsOf(
  lender: LenderRow,
  probes: readonly ProbeRow[],
): { clock: number; business: number; answered: number } | null {
  const valid = probes.filter((p) => p.excluded === undefined);
  const hoursOf = (clock: 'substantive' | 'substantiveBusiness') =>
    valid.map((p) => {
      const latency = p.clocks[clock];
      return latency.status === 'scored' ? latency.value / HOUR : Number.POSITIVE_INFINITY;
    });
  const [clock, business] = [medianOf(hoursOf('substantive')), medianOf(hoursOf('substantiveBusiness'))];
  if (lender.results.status !== 'scored' || !Number.isFinite(clock) || !Number.isFinite(business))
    return null;
  return { clock, business, answered: lender.results.value.answered };
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
  return low === undefined || high === undefined ? Number.POSITIVE_INFINITY : (low + high) / 2;
}
