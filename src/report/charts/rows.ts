/** Charts with one row a lender: names at the left or above, words at the right, both ends of a long list. */
import * as Plot from '@observablehq/plot';
import type { Markup } from '../markup.ts';
import type { Speech } from '../speech.ts';
import { draw } from './draw.ts';
import { type Frame, shortened } from './frame.ts';

export interface Row {
  name: string;
  /** Words at the right end, the first line in bold. */
  right: string;
  /** Further words at the right in their colour; on a phone their mark alone. */
  band?: { text: string; colour: string; mark?: string } | undefined;
}

export interface Rows<R extends Row> {
  top: readonly R[];
  /** How many are left out between top and bottom, in words. */
  between: string | null;
  bottom: readonly R[];
}

/** The rows of a chart from the ends of a list of lenders. */
export const rowsOf = <T, R extends Row>(
  ends: { top: readonly T[]; between: number; bottom: readonly T[] },
  rowOf: (item: T) => R,
  speech: Speech,
): Rows<R> => ({
  top: ends.top.map(rowOf),
  between: ends.between > 0 ? speech.say('middle', { n: ends.between }) : null,
  bottom: ends.bottom.map(rowOf),
});

/** A row's data stands at `y`; heights are parts of a row times `k`, which leaves room for the words on a phone. */
export type Placed<R> = R & { y: number; k: number };

/** Pixels between the names and the words at the right. */
export const plotWidth = (frame: Frame): number =>
  frame.narrow ? frame.width - 2 * INSIDE : frame.width - LEFT - RIGHT;

/** On a phone the marks keep this far from the edges. */
const INSIDE = 5;
const LEFT = 196;
const RIGHT = 208;

/**
 * `marks` are drawn over the rows; `x` is Plot's scale, whose axis the marks bring along. `head` is written above the
 * right column.
 */
export function drawRows<R extends Row>(
  frame: Frame,
  rows: Rows<R>,
  {
    x,
    marks,
    label,
    top = 34,
    rowHeight = 28,
  }: {
    x: Plot.ScaleOptions;
    marks: (placed: Placed<R>[], last: number) => Plot.Markish[];
    label: string;
    top?: number;
    rowHeight?: number;
  },
): Markup {
  const twoLines = !frame.narrow && rows.top.some((row) => row.band !== undefined);
  const height = frame.narrow ? rowHeight + 22 : twoLines ? rowHeight + 8 : rowHeight;
  const gap = rows.between === null ? 0 : 1.4;
  const placed = [
    ...rows.top.map((row, i) => ({ ...row, y: i })),
    ...rows.bottom.map((row, i) => ({ ...row, y: i + rows.top.length + gap })),
  ];
  const last = rows.top.length + rows.bottom.length + gap;
  const inside = frame.narrow ? INSIDE : 0;
  const k = frame.narrow ? (rowHeight - 2) / height : 1;
  const marginLeft = frame.narrow ? inside : LEFT;
  const marginRight = frame.narrow ? inside : RIGHT;
  // On a phone the upper part of a row is its line of words.
  const words = (y: number) => (frame.narrow ? y - 0.5 + 12 / height : y);
  const data = (y: number) => (frame.narrow ? y + 10 / height : y);
  const bold = { fontWeight: 600, fontSize: 13 };
  const two = (row: R) => !frame.narrow && row.band !== undefined;
  return draw(
    {
      width: frame.width,
      height: top + last * height + 10,
      marginTop: top,
      marginBottom: 10,
      marginLeft,
      marginRight,
      x: { ...x, axis: null },
      y: { type: 'linear', domain: [last - 0.5, -0.5], axis: null },
      marks: [
        Plot.ruleY(
          placed.filter((row) => row.y > 0 && row.y !== rows.top.length + gap),
          {
            y: (row) => row.y - 0.5,
            stroke: 'var(--grid)',
            insetLeft: -marginLeft,
            insetRight: -marginRight,
          },
        ),
        ...marks(
          placed.map((row) => ({ ...row, y: data(row.y), k })),
          last,
        ),
        Plot.text(placed, {
          y: (row) => words(row.y),
          frameAnchor: 'left',
          dx: -marginLeft,
          textAnchor: 'start',
          text: (row) => shortened(row.name, frame.narrow ? 200 : LEFT - 14),
          ...bold,
        }),
        Plot.text(placed, {
          y: (row) => words(row.y) - (two(row) ? 8 / height : 0),
          frameAnchor: 'right',
          dx: frame.narrow ? inside : marginRight,
          textAnchor: 'end',
          text: (row) => (frame.narrow && row.band?.mark ? `${row.right} ${row.band.mark}` : row.right),
          fontSize: 13,
          fontVariant: 'tabular-nums',
        }),
        Plot.text(placed.filter(two), {
          y: (row) => words(row.y) + 8 / height,
          frameAnchor: 'right',
          dx: marginRight,
          textAnchor: 'end',
          text: (row) => row.band?.text ?? '',
          fill: { value: (row: R) => row.band?.colour, scale: null } as never,
          fontSize: 12,
          fontWeight: 600,
        }),
        rows.between === null
          ? null
          : Plot.text([rows.between], {
              y: rows.top.length - 0.5 + gap / 2,
              frameAnchor: 'left',
              dx: -marginLeft,
              textAnchor: 'start',
              text: (words: string) => words,
              fill: 'var(--soft)',
              fontStyle: 'italic',
            }),
      ],
    },
    label,
  );
}

/** Lines through all rows with their labels at the top: an axis that stays in sight. */
export function axisTop(
  ticks: readonly { at: number; label: string }[],
  { firstAtStart = true, frame }: { firstAtStart?: boolean; frame: Frame },
): Plot.Markish[] {
  const ends = (i: number) =>
    i === 0 && firstAtStart && frame.narrow
      ? 'start'
      : i === ticks.length - 1 && frame.narrow
        ? 'end'
        : 'middle';
  return [
    Plot.ruleX(ticks, { x: 'at', stroke: 'var(--rule)' }),
    ...ticks.map((tick, i) =>
      Plot.text([tick], {
        x: 'at',
        frameAnchor: 'top',
        dy: -9,
        lineAnchor: 'bottom',
        textAnchor: ends(i),
        text: 'label',
        fill: 'var(--soft)',
        fontSize: 12,
      }),
    ),
  ];
}
