/**
 * How far coders agree: Krippendorff's alpha with codes missing, and how far chance in the choice of units may move it
 * (methods.md 3.4; Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability").
 */
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import { digestOf } from '../model/digest.ts';
import { type Measured, scored, unscorable } from '../model/measured.ts';

/** How two different codes are compared: as names, by rank, by distance, by ratio. */
export type Level = 'nominal' | 'ordinal' | 'interval' | 'ratio';
export type Code = string | number | boolean;
/** What each coder said of one unit, in the same order of coders in every unit; null: not coded. */
export type Unit = readonly (Code | null)[];

/** Different codes that one criterion may have. */
const MOST_VALUES = 1_000;
/** Share of the resamples in which alpha must exist, for an interval to be given. */
const ENOUGH = 0.95;

/**
 * 1 for full agreement, 0 for what chance would give, below 0 for less than that. Units with fewer than two codes say
 * nothing and are left out. `unscorable` without two coded units, and where every code is the same: then nothing shows
 * that coders could tell units apart. Levels other than nominal take numbers only: TypeError.
 */
export function alphaOf(units: readonly Unit[], level: Level): Measured<number> {
  const table = tabulate(units, level);
  if (table.draws.length < 2) return unscorable('fewer than two units were coded by two coders');
  const alpha = alphaFrom(table, level, countsOf(table, table.draws));
  return alpha === null ? unscorable('every unit got the same code from everybody') : scored(alpha);
}

/**
 * Percentile bootstrap over units, 95%: one seed gives one interval. `unscorable` where alpha is, or where it does not
 * exist in more than 1 of 20 resamples.
 */
export function alphaInterval(
  units: readonly Unit[],
  level: Level,
  options: { seed: string | number; resamples?: number },
): Measured<{ low: number; high: number }> {
  const whole = alphaOf(units, level);
  if (whole.status !== 'scored') return whole;
  const table = tabulate(units, level);
  const chance = xoroshiro128plusFromState(
    [0, 8, 16, 24].map((at) => Number.parseInt(digestOf(options.seed).slice(at, at + 8), 16) | 0),
  );
  const resamples = options.resamples ?? 2_000;
  const n = table.draws.length;
  const found: number[] = [];
  const drawn = new Array<number>(n);
  for (let r = 0; r < resamples; r++) {
    for (let i = 0; i < n; i++) drawn[i] = table.draws[uniformInt(chance, 0, n - 1)]!;
    const alpha = alphaFrom(table, level, countsOf(table, drawn));
    if (alpha !== null) found.push(alpha);
  }
  if (found.length < ENOUGH * resamples)
    return unscorable('codes vary too little: many resamples have one code only');
  found.sort((a, b) => a - b);
  const at = (share: number): number => found[Math.round(share * (found.length - 1))]!;
  return scored({ low: at(0.025), high: at(0.975) });
}

/** Units that count: coded by two or more. */
export const pairedUnits = (units: readonly Unit[]): number =>
  units.filter((u) => u.filter((c) => c !== null).length >= 2).length;

/** What agreement lets a criterion do: Krippendorff's usual limits. `undecided` where alpha does not exist. */
export type Verdict = 'in-score' | 'tentative' | 'dropped' | 'undecided';

export function verdictOn(alpha: Measured<number>): Verdict {
  if (alpha.status !== 'scored') return 'undecided';
  if (alpha.value >= 0.8) return 'in-score';
  return alpha.value >= 0.667 ? 'tentative' : 'dropped';
}

/** Units that got the same codes are one pattern: a resample then only counts patterns. */
interface Table {
  /** Sorted for numbers. */
  values: Code[];
  /** Ordered pairs of values in one unit with their weight in the coincidence matrix, by pattern. */
  patterns: { a: number; b: number; weight: number }[][];
  /** The pattern of each unit. */
  draws: number[];
}

function tabulate(units: readonly Unit[], level: Level): Table {
  const seen = new Set<Code>();
  const coded = units.map((u) => u.filter((c): c is Code => c !== null)).filter((u) => u.length >= 2);
  for (const unit of coded) for (const code of unit) seen.add(code);
  if (seen.size > MOST_VALUES) throw new RangeError(`more than ${MOST_VALUES} different codes`);
  const values = [...seen];
  if (level !== 'nominal') {
    if (!values.every((v) => typeof v === 'number' && Number.isFinite(v)))
      throw new TypeError(`codes of level ${level} are numbers`);
    values.sort((a, b) => Number(a) - Number(b));
  }
  const index = new Map(values.map((v, i) => [v, i]));
  const known = new Map<string, number>();
  const patterns: Table['patterns'] = [];
  const draws = coded.map((unit) => {
    const codes = unit.map((c) => index.get(c)!).sort((a, b) => a - b);
    const key = codes.join();
    const old = known.get(key);
    if (old !== undefined) return old;
    const weight = 1 / (codes.length - 1);
    patterns.push(codes.flatMap((a, i) => codes.flatMap((b, j) => (i === j ? [] : [{ a, b, weight }]))));
    known.set(key, patterns.length - 1);
    return patterns.length - 1;
  });
  return { values, patterns, draws };
}

function countsOf(table: Table, draws: readonly number[]): number[] {
  const counts = new Array<number>(table.patterns.length).fill(0);
  for (const d of draws) counts[d]!++;
  return counts;
}

/** Null where nothing varies. */
function alphaFrom(table: Table, level: Level, counts: readonly number[]): number | null {
  const size = table.values.length;
  const coincidences = new Float64Array(size * size);
  for (const [p, pairs] of table.patterns.entries())
    if (counts[p]! > 0)
      for (const { a, b, weight } of pairs)
        coincidences[a * size + b] = coincidences[a * size + b]! + weight * counts[p]!;
  const totals = new Float64Array(size);
  let n = 0;
  for (let a = 0; a < size; a++)
    for (let b = 0; b < size; b++) {
      totals[a] = totals[a]! + coincidences[a * size + b]!;
      n += coincidences[a * size + b]!;
    }
  const below = new Float64Array(size + 1);
  for (let a = 0; a < size; a++) below[a + 1] = below[a]! + totals[a]!;
  let observed = 0;
  let expected = 0;
  for (let a = 0; a < size; a++)
    for (let b = a + 1; b < size; b++) {
      const distance = distanceOf(table.values, level, a, b, totals, below);
      observed += coincidences[a * size + b]! * distance;
      expected += totals[a]! * totals[b]! * distance;
    }
  return expected === 0 ? null : 1 - ((n - 1) * observed) / expected;
}

/** The squared difference of two values, a before b. */
function distanceOf(
  values: readonly Code[],
  level: Level,
  a: number,
  b: number,
  totals: Float64Array,
  below: Float64Array,
): number {
  if (level === 'nominal') return 1;
  if (level === 'ordinal') return (below[b + 1]! - below[a]! - (totals[a]! + totals[b]!) / 2) ** 2;
  const [x, y] = [Number(values[a]), Number(values[b])];
  if (level === 'interval') return (x - y) ** 2;
  return x + y === 0 ? 0 : ((x - y) / (x + y)) ** 2;
}

/** What a criterion's coded units say: alpha, its interval, and what it may do. */
export interface Measurement {
  /** Units that two coders or more coded. */
  units: number;
  alpha: Measured<number>;
  /** 95%, bootstrap over the units. */
  interval: Measured<{ low: number; high: number }>;
  verdict: Verdict;
}

/** Replies that two coders must share before agreement on them decides anything: fewer say next to nothing. */
export const LEAST_REPLIES = 10;

/** Draws of one interval: so many units together at most. */
const MOST_DRAWS = 4_000_000;

/**
 * Null where no unit was coded twice. One seed gives one interval. `replies`: how many replies the units belong to, where
 * one reply is several of them; under LEAST_REPLIES alpha is told, and nothing hangs on it.
 */
export function measureAgreement(
  units: readonly Unit[],
  level: Level,
  seed: string,
  replies?: number,
): Measurement | null {
  const paired = pairedUnits(units);
  if (paired === 0) return null;
  const alpha = alphaOf(units, level);
  const resamples = Math.max(200, Math.min(2_000, Math.floor(MOST_DRAWS / paired)));
  const interval = alphaInterval(units, level, { seed, resamples });
  const enough = (replies ?? paired) >= LEAST_REPLIES;
  return { units: paired, alpha, interval, verdict: enough ? verdictOn(alpha) : 'undecided' };
}
