/** Counted shares with their 95% intervals as dots with whiskers: one row a thing that was counted. */
import * as Plot from '@observablehq/plot';
import type { Measured } from '../../model/measured.ts';
import { html, type Markup } from '../markup.ts';
import type { Speech } from '../speech.ts';
import { th, wideTable } from '../wide-table.ts';
import type { Frame } from './frame.ts';
import { axisTop, drawRows, type Row } from './rows.ts';

export interface RateRow {
  name: string;
  count: number;
  /** More than `count` only where moments are known within bounds. */
  possible: number;
  n: number;
  lenders: number;
  interval: Measured<{ low: number; high: number }>;
}

export function drawRates(rows: readonly RateRow[], frame: Frame, label: string, speech: Speech): Markup {
  const placed = rows.map((r): Row & { share: number; interval: RateRow['interval'] } => ({
    name: r.name,
    right: speech.share(r.count, r.n),
    share: r.count / r.n,
    interval: r.interval,
  }));
  return drawRows(
    frame,
    { top: placed, between: null, bottom: [] },
    {
      x: { domain: [-0.012, 1.012] },
      label,
      marks: (all) => [
        axisTop(
          [0, 0.25, 0.5, 0.75, 1].map((at) => ({ at, label: speech.percent(at) })),
          { frame },
        ),
        Plot.ruleY(
          all.flatMap((r) => (r.interval.status === 'scored' ? [{ ...r.interval.value, y: r.y }] : [])),
          { y: 'y', x1: 'low', x2: 'high', stroke: 'var(--accent)', strokeOpacity: 0.45, strokeWidth: 6 },
        ),
        Plot.dot(all, { x: 'share', y: 'y', r: 5, fill: 'var(--accent)', stroke: 'var(--paper)' }),
      ],
    },
  );
}

/** The same as a table; `more` adds a column. */
export function rateTable(
  caption: string,
  rows: readonly RateRow[],
  speech: Speech,
  more?: { head: string; cell: (row: RateRow, i: number) => string },
): Markup {
  const { say } = speech;
  return wideTable(
    caption,
    html`${th(say('rate.what'), true)}${th(say('rate.count'))}${th(say('rate.interval'))}${th(say('table.lendersCount'))}${more && th(more.head, true)}`,
    rows.map(
      (r, i) =>
        html`<tr><th scope="row">${r.name}</th><td>${
          r.possible > r.count
            ? say('of', { n: say('range', { low: r.count, high: r.possible }), of: r.n })
            : speech.share(r.count, r.n)
        }</td><td>${
          r.interval.status === 'scored' && r.n > 10
            ? say('range', {
                low: speech.percent(r.interval.value.low),
                high: speech.percent(r.interval.value.high),
              })
            : '–'
        }</td><td>${r.lenders}</td>${more && html`<td class="text prose">${more.cell(r, i)}</td>`}</tr>
`,
    ),
  );
}
