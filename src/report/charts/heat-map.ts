/** Lenders by channels: how many of the messages on each were answered, counts in the cells. */
import * as Plot from '@observablehq/plot';
import type { ChannelKind } from '../../model/vocabulary.ts';
import type { LenderRow } from '../../model/wave-result.ts';
import { endsOf } from '../ends.ts';
import { html, type Markup } from '../markup.ts';
import type { PublicResult } from '../redaction.ts';
import type { Speech } from '../speech.ts';
import { th, wideTable } from '../wide-table.ts';
import { figureOf } from './figure.ts';
import { shortened } from './frame.ts';
import { drawRows, plotWidth, type Row, rowsOf } from './rows.ts';

interface Cell {
  answered: number;
  valid: number;
}

interface HeatRow extends Row {
  cells: (Cell & { column: number })[];
}

const ANSWERED = new Set(['answered', 'partly-answered']);

/** None where the wave has one channel alone. */
export function heatMap(result: PublicResult, speech: Speech): Markup | null {
  const { say } = speech;
  const channels = result.channels.filter((c) => c.valid > 0);
  const lenders = result.lenders.filter((l) => l.publishable !== 'too-few');
  if (channels.length < 2 || lenders.length === 0) return null;
  const cells = cellsOf(result);
  const cellOf = (lender: LenderRow, channel: ChannelKind) => cells.get(`${lender.id} ${channel}`);
  const { top, between, bottom } = endsOf(lenders, (l) => l.publishable === 'ranked');
  const rowOf = (lender: LenderRow): HeatRow => ({
    name: lender.name,
    right:
      lender.results.status === 'scored'
        ? say('of', { n: lender.results.value.answered, of: lender.valid })
        : '',
    cells: channels.flatMap((c, column) => {
      const cell = cellOf(lender, c.key);
      return cell ? [{ ...cell, column }] : [];
    }),
  });
  const inWords = channels
    .map((c) => {
      const answered = c.results.status === 'scored' ? c.results.value.answered : 0;
      return say('heat.channel', {
        channel: say(`channel.${c.key}`),
        count: say('of', { n: answered, of: c.valid }),
      });
    })
    .join(', ');
  return figureOf(
    {
      id: 'channels',
      title: say('heat.finding', { channels: inWords }),
      note: say('heat.note'),
      key: html`<ul class="key">${[0, 1, 2, 3, 4].map(
        (level) => html`<li><i class="h-${level}"></i>${say(`heat.level${level as 0}`)}</li>`,
      )}</ul>`,
      n: say('n.messages', { n: result.totals.valid, lenders: lenders.length }),
      draw: (frame) =>
        drawRows(frame, rowsOf({ top, between, bottom }, rowOf, speech), {
          x: { domain: [-0.5, channels.length - 0.5] },
          label: inWords,
          marks: (rows) => {
            const data = rows.flatMap((r) => r.cells.map((c) => ({ ...c, y: r.y, k: r.k })));
            const room = plotWidth(frame) / channels.length;
            return [
              Plot.text(channels, {
                x: (_, i) => i,
                frameAnchor: 'top',
                dy: -9,
                lineAnchor: 'bottom',
                text: (c) => shortened(say(`channel.${c.key as ChannelKind}`), room - 4, 12),
                fontSize: 12,
                fontWeight: 600,
              }),
              Plot.rect(data, {
                x1: (c) => c.column - 0.5,
                x2: (c) => c.column + 0.5,
                y1: (c) => c.y - 0.42 * c.k,
                y2: (c) => c.y + 0.42 * c.k,
                inset: 1,
                rx: 2,
                fill: { value: (c: Cell) => `var(--h${levelOf(c)})`, scale: null },
              }),
              Plot.text(data, {
                x: 'column',
                y: 'y',
                text: (c) =>
                  room > 60 ? say('of', { n: c.answered, of: c.valid }) : `${c.answered}/${c.valid}`,
                fill: { value: (c: Cell) => `var(--on-h${levelOf(c)})`, scale: null },
                fontSize: 12,
                fontWeight: 600,
              }),
            ];
          },
        }),
      table: wideTable(
        say('heat.title'),
        html`${th(say('table.lender'), true)}${channels.map((c) => th(say(`channel.${c.key}`)))}`,
        [...top, ...bottom].map(
          (l) =>
            html`<tr><th scope="row">${l.name}</th>${channels.map((c) => {
              const cell = cellOf(l, c.key);
              return html`<td>${cell ? say('of', { n: cell.answered, of: cell.valid }) : '–'}</td>`;
            })}</tr>
`,
        ),
      ),
    },
    result,
    speech,
  );
}

/** Five steps: none, under half, half or more, all but one or so, all. */
function levelOf({ answered, valid }: Cell): number {
  if (answered === 0) return 0;
  if (answered === valid) return 4;
  const share = answered / valid;
  return share < 0.5 ? 1 : share < 0.75 ? 2 : 3;
}

function cellsOf(result: PublicResult): Map<string, Cell> {
  const cells = new Map<string, Cell>();
  for (const p of result.probes) {
    if (p.excluded !== undefined) continue;
    const key = `${p.lender} ${p.channel}`;
    const cell = cells.get(key) ?? { answered: 0, valid: 0 };
    cell.valid += 1;
    if (ANSWERED.has(p.disposition)) cell.answered += 1;
    cells.set(key, cell);
  }
  return cells;
}
