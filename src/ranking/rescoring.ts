/** Lenders' scores under another rubric, from the criteria of their probes. Typed arrays: it is done a thousand times. */
import { CRITERIA, type Criterion, type Weights } from '../model/rubric.ts';
import type { ProbeRow } from '../model/wave-result.ts';
import type { Variant } from './variants.ts';

const HOUR = 3_600_000;
/** Least points in a geometric mean: one criterion at 0 must not make nothing of all the others. */
const FLOOR = 1;
/** Differences that are only rounding. */
const STEP = 1e6;

export interface Bench {
  /** By id. */
  lenders: string[];
  /** Those that the plan weighs and that count, in the order of the rubric. */
  criteria: Criterion[];
  weights: number[];
  /** Lender j has the cells first[j] up to first[j + 1], one a channel; cell c the probes cell[c] up to cell[c + 1]. */
  first: Int32Array;
  cell: Int32Array;
  /** Score as it stands, for probes with nothing to weigh; those without a substantive reply have 0. */
  score: Float64Array;
  answered: Uint8Array;
  /** Probe by criterion; `lost` where it could not be scored. */
  points: Scale;
  /** Points for speed, straight down to the deadline, and within 24 hours; `lost` where not known. */
  linear: Scale;
  day: Scale;
}

/** The same points as they are, and as a geometric mean takes them. */
interface Scale {
  plain: Float64Array;
  logs: Float64Array;
}

/** No points: neither a score nor a logarithm of one can be as low. */
const lost = -1;

const scaleOf = (points: number[]): Scale => ({
  plain: Float64Array.from(points),
  logs: Float64Array.from(points, (p) => (p === lost ? lost : Math.log(Math.max(FLOOR, p)))),
});

/** `rows`: all of the wave, in any order. `ranked`: lenders to score. */
export function benchOf(
  rows: readonly ProbeRow[],
  ranked: ReadonlySet<string>,
  plan: { weights: Weights; deadlineHours: number },
): Bench {
  const counted = rows
    .filter((r) => ranked.has(r.lender) && r.excluded === undefined && r.score.status === 'scored')
    .sort((a, b) => byText(a.lender, b.lender) || byText(a.channel, b.channel) || byText(a.id, b.id));
  const used = new Set(
    counted.flatMap((r) => r.criteria.filter((c) => c.use === 'in-score').map((c) => c.criterion)),
  );
  const criteria = CRITERIA.filter((c) => used.has(c) && (plan.weights[c] ?? 0) > 0);
  const lenders = [...new Set(counted.map((r) => r.lender))];
  const first = new Int32Array(lenders.length + 1);
  const cell = [0];
  let j = -1;
  counted.forEach((row, i) => {
    const before = counted[i - 1];
    if (row.lender !== before?.lender || row.channel !== before.channel) {
      if (i > 0) cell.push(i);
      if (row.lender !== before?.lender) first[++j] = cell.length - 1;
    }
  });
  first[lenders.length] = cell.length;
  cell.push(counted.length);
  const waits = counted.map((r) =>
    r.clocks.substantive.status === 'scored' ? r.clocks.substantive.value / HOUR : null,
  );
  return {
    lenders,
    criteria,
    weights: criteria.map((c) => plan.weights[c]!),
    first,
    cell: Int32Array.from(cell),
    score: Float64Array.from(counted, (r) => (r.score.status === 'scored' ? r.score.value : 0)),
    answered: Uint8Array.from(counted, (r) => Number(r.clocks.substantive.status !== 'not-applicable')),
    points: scaleOf(counted.flatMap((r) => criteria.map((c) => pointsOf(r, c)))),
    linear: scaleOf(waits.map((h) => (h === null ? lost : Math.max(0, 100 * (1 - h / plan.deadlineHours))))),
    day: scaleOf(waits.map((h) => (h === null ? lost : h <= 24 ? 100 : 0))),
  };
}

const byText = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

function pointsOf(row: ProbeRow, criterion: Criterion): number {
  const found = row.criteria.find((c) => c.criterion === criterion);
  return found?.use === 'in-score' && found.points.status === 'scored' ? found.points.value : lost;
}

/**
 * One score a lender, in the order of `bench.lenders`. Where unanswered probes are left out and a lender answered none,
 * it keeps its 0: who never answered has nothing else to be judged by.
 */
export function meansUnder(bench: Bench, variant: Variant): Float64Array {
  const { first, cell, answered, criteria } = bench;
  const { weights, geometric, leaveOut } = variant;
  const form = geometric ? 'logs' : 'plain';
  const points = bench.points[form];
  const coded = { anchors: null, linear: bench.linear, 'within-24h': bench.day }[variant.speed];
  const speed = coded ? coded[form] : points;
  const speedAt = coded ? criteria.indexOf('speed') : -1;
  const width = criteria.length;
  const means = new Float64Array(bench.lenders.length);
  for (let j = 0; j < means.length; j++) {
    let [all, channels] = [0, 0];
    for (let k = first[j]!; k < first[j + 1]!; k++) {
      let [sum, n] = [0, 0];
      for (let i = cell[k]!; i < cell[k + 1]!; i++) {
        if (answered[i] === 0) {
          if (!leaveOut) n++;
          continue;
        }
        let [part, whole] = [0, 0];
        for (let c = 0; c < width; c++) {
          const weight = weights[c]!;
          const stands = points[i * width + c]!;
          if (stands === lost || weight === 0) continue;
          part += weight * (c === speedAt ? speed[i]! : stands);
          whole += weight;
        }
        sum += whole === 0 ? bench.score[i]! : geometric ? Math.exp(part / whole) : part / whole;
        n++;
      }
      if (n === 0) continue;
      all += sum / n;
      channels++;
    }
    means[j] = channels === 0 ? 0 : Math.round((all / channels) * STEP) / STEP;
  }
  return means;
}
