/** The lines of the answered-by curves: which, how they look, their steps, and where their names stand. */
import type { Curve, Curves } from '../../model/curves.ts';
import type { Speech } from '../speech.ts';
import { logHours } from './time-axis.ts';

export interface Line {
  name: string;
  curve: Curve;
  colour: string;
  dash?: string;
}

/** Okabe and Ito, and dashes: told apart without colours too. */
const LOOKS = [
  { colour: 'var(--line-1)' },
  { colour: 'var(--line-2)', dash: '7 3' },
  { colour: 'var(--line-3)', dash: '2 3' },
  { colour: 'var(--line-4)', dash: '9 3 2 3' },
  { colour: 'var(--line-5)', dash: '4 4' },
  { colour: 'var(--line-6)', dash: '12 4' },
];
const MOST_LINES = LOOKS.length;
/** The axis begins where the first replies may be, a minute after the send; hours. */
export const FIRST = 1 / 60;

/** The substantive clock of each channel where there are several, else all clocks of the one. */
export function linesOf(curves: Curves, speech: Speech): Line[] {
  const { say } = speech;
  const found =
    curves.channels.length > 1
      ? curves.channels.flatMap(({ key, curves: own }) => {
          const curve = own.find((c) => c.clock === 'substantive');
          return curve && curve.n > 0 ? [{ name: say(`channel.${key}`), curve }] : [];
        })
      : curves.all.curves.map((curve) => ({ name: say(`clock.${curve.clock}`), curve }));
  // The channels with most messages have a line; the table below the heat map has all.
  return found
    .toSorted((a, b) => b.curve.n - a.curve.n)
    .slice(0, MOST_LINES)
    .map((line, i) => ({ ...line, ...LOOKS[i]! }));
}

/** The curve from the left edge on; what happened before it is its height there. */
export function stepsOf({ name, colour, curve }: Line, end: number) {
  const start = logHours(FIRST);
  const points = curve.points.map((p) => ({ ...p, x: Math.max(start, logHours(p.hours)) }));
  const zero = { x: start, answered: 0, low: undefined, high: undefined };
  const last = points.at(-1);
  return [zero, ...points, ...(last && last.x < end ? [{ ...last, x: end }] : [])].map((p) => ({
    name,
    colour,
    x: p.x,
    answered: p.answered,
    low: p.low,
    high: p.high,
  }));
}

/** Labels pushed apart to at least `gap`, in their order, within the picture. */
export function apart(labels: { line: Line; at: number }[], gap: number): { line: Line; at: number }[] {
  const sorted = labels.toSorted((a, b) => a.at - b.at);
  const placed: { line: Line; at: number }[] = [];
  for (const label of sorted)
    placed.push({ ...label, at: Math.max(label.at, (placed.at(-1)?.at ?? Number.NEGATIVE_INFINITY) + gap) });
  const over = Math.max(0, (placed.at(-1)?.at ?? 0) - 1);
  for (let i = placed.length - 1, ceiling = 1; over > 0 && i >= 0; i -= 1) {
    const label = placed[i]!;
    label.at = Math.min(label.at, ceiling);
    ceiling = label.at - gap;
  }
  return placed;
}
