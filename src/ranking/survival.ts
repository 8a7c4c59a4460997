/**
 * Kaplan-Meier and what is read off it (methods.md, 1.2): bands, median, quantiles, restricted mean. Held to R's survival
 * package by tests/golden/survival.json. Times are of any unit; one that is censored at t was still waiting at t.
 */
import { normalQuantile } from './distributions.ts';

/** One wait: it ended at `time`, or was still on when we stopped looking then. */
export interface Wait {
  time: number;
  event: boolean;
}

/** One distinct time of a curve. */
export interface Step {
  time: number;
  atRisk: number;
  events: number;
  censored: number;
  /** Share still waiting just after it. */
  survival: number;
  /** Greenwood's sum of d/(n(n-d)); null from the moment at which nobody waits. */
  greenwood: number | null;
}

/** Ends of an interval; null where it is not defined or not reached. */
export interface Ends {
  low: number | null;
  high: number | null;
}

export type BandKind = 'log-log' | 'log' | 'plain';

/** R's tolerance for "equal to one half". */
const TIE = Math.sqrt(Number.EPSILON);
const Z = normalQuantile(0.975);

/** Steps by rising time. Order of the waits does not matter. */
export function kaplanMeier(waits: readonly Wait[]): Step[] {
  const sorted = waits.toSorted((a, b) => a.time - b.time);
  const steps: Step[] = [];
  let survival = 1;
  let greenwood: number | null = 0;
  for (let i = 0; i < sorted.length; ) {
    const { time } = sorted[i]!;
    const atRisk = sorted.length - i;
    let events = 0;
    let same = 0;
    for (; i < sorted.length && sorted[i]!.time === time; i++, same++) if (sorted[i]!.event) events++;
    survival *= 1 - events / atRisk;
    if (events === atRisk) greenwood = null;
    else if (greenwood !== null) greenwood += events / (atRisk * (atRisk - events));
    steps.push({ time, atRisk, events, censored: same - events, survival, greenwood });
  }
  return steps;
}

/**
 * 95% interval of a survival with the standard error of its logarithm (Greenwood's root, or a robust error divided by the
 * survival). `z` is the normal quantile, or a wider one for few clusters. Log-log is not defined at 1, and none is at 0.
 */
export function bandAt(survival: number, logError: number | null, kind: BandKind, z = Z): Ends {
  if (logError === null || survival <= 0) return { low: null, high: null };
  switch (kind) {
    case 'plain':
      return {
        low: Math.max(0, survival * (1 - z * logError)),
        high: Math.min(1, survival * (1 + z * logError)),
      };
    case 'log':
      return {
        low: survival * Math.exp(-z * logError),
        high: Math.min(1, survival * Math.exp(z * logError)),
      };
    case 'log-log': {
      if (survival >= 1) return { low: null, high: null };
      const width = (z * logError) / Math.log(survival);
      return { low: survival ** Math.exp(-width), high: survival ** Math.exp(width) };
    }
  }
}

export const greenwoodBand = (steps: readonly Step[], kind: BandKind): Ends[] =>
  steps.map((s) => bandAt(s.survival, s.greenwood === null ? null : Math.sqrt(s.greenwood), kind));

/**
 * The median as R prints it: the first time below one half; where the curve equals one half for a stretch and falls
 * later, the middle of that stretch. `values` are survivals or an end of their band, null where undefined. Null: not
 * reached.
 */
export function medianPrinted(times: readonly number[], values: readonly (number | null)[]): number | null {
  const first = values.findIndex((v) => v !== null && v < 0.5 + TIE);
  if (first < 0) return null;
  const reached = values[first]!;
  if (Math.abs(reached - 0.5) < TIE) {
    const below = values.findIndex((v, i) => i > first && v !== null && v < reached);
    if (below >= 0) return (times[first]! + times[below]!) / 2;
  }
  return times[first]!;
}

/**
 * The time by which a share `p` has ended, as R's quantile(survfit) gives it. It differs from the printed median where
 * the values are not monotone, and where they stay at 1 - p to the end.
 */
export function quantileOf(
  times: readonly number[],
  values: readonly (number | null)[],
  p: number,
): number | null {
  const points: { ended: number; time: number }[] = [{ ended: 0, time: 0 }];
  values.forEach((v, i) => {
    if (v !== null && 1 - v - points.at(-1)!.ended !== 0) points.push({ ended: 1 - v, time: times[i]! });
  });
  const last = points.reduce((most, q) => Math.max(most, q.ended), 0);
  points.sort((a, b) => a.ended - b.ended);
  const from = points.find((q) => q.ended >= p - TIE);
  const to = points.find((q) => q.ended > p + TIE);
  if (!from) return null;
  if (to) return (from.time + to.time) / 2;
  return Math.abs(last - p) < TIE ? (from.time + times.at(-1)!) / 2 : null;
}

/** Restricted mean: the area under the curve up to `tau`, with its standard error. */
export function restrictedMean(steps: readonly Step[], tau: number): { mean: number; error: number } {
  const within = steps.filter((s) => s.time <= tau);
  let mean = 0;
  let variance = 0;
  let right = tau;
  // From the right, so that the area beyond each step is at hand.
  for (let i = within.length - 1; i >= 0; i--) {
    const { time, atRisk, events, survival } = within[i]!;
    mean += survival * (right - time);
    right = time;
    if (events > 0 && events < atRisk) variance += (mean ** 2 * events) / (atRisk * (atRisk - events));
  }
  return { mean: mean + right, error: Math.sqrt(variance) };
}
