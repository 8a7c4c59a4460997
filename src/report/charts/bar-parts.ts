/** A bar cut into parts: where each part stands, and how it is drawn with its count inside. */
import * as Plot from '@observablehq/plot';
import type { Frame } from './frame.ts';
import { plotWidth } from './rows.ts';

/** A part of a bar from 0 to 1, with its own count. */
export interface Part<K extends string> {
  key: K;
  n: number;
  from: number;
  to: number;
}

/** Parts in the order of the counts; those of nothing are left out. `total` is the sum of all counts. */
export function partsOf<K extends string>(
  counts: readonly (readonly [K, number])[],
  total: number,
): Part<K>[] {
  let sum = 0;
  return counts.flatMap(([key, n]) => {
    if (n === 0) return [];
    const from = sum / total;
    sum += n;
    return [{ key, n, from, to: sum / total }];
  });
}

/** Bars of rows; a count is written where there is room for it. */
export function barMarks<K extends string>(
  rows: readonly { y: number; k: number; parts: readonly Part<K>[] }[],
  frame: Frame,
  say: {
    number: (n: number) => string;
    title: (key: K) => string;
    fill: (key: K) => string;
    ink: (key: K) => string;
  },
): Plot.Markish[] {
  const parts = rows.flatMap((r) => r.parts.map((p) => ({ ...p, y: r.y, k: r.k })));
  type Placed = (typeof parts)[number];
  return [
    Plot.rect(parts, {
      x1: 'from',
      x2: 'to',
      y1: (p: Placed) => p.y - 0.36 * p.k,
      y2: (p: Placed) => p.y + 0.36 * p.k,
      insetLeft: 0.5,
      insetRight: 0.5,
      fill: { value: (p: Placed) => say.fill(p.key), scale: null },
      title: (p: Placed) => `${say.title(p.key)}: ${say.number(p.n)}`,
    }),
    Plot.text(
      parts.filter((p) => (p.to - p.from) * plotWidth(frame) > 8 * String(p.n).length + 6),
      {
        x: (p: Placed) => (p.from + p.to) / 2,
        y: 'y',
        text: (p: Placed) => say.number(p.n),
        fill: { value: (p: Placed) => say.ink(p.key), scale: null },
        fontSize: 12,
        fontWeight: 600,
      },
    ),
  ];
}
