/** Other rubrics that could have been written: what the sensitivity analysis scores the market by (methods.md, 2.4). */
import type { Sha256 } from '../model/digest.ts';
import type { VariationSource } from '../model/sensitivity.ts';
import { chanceOf } from './chance.ts';

/** What the wait is worth: the plan's anchors; straight down to the deadline; all or nothing at 24 hours. */
export type SpeedCoding = 'anchors' | 'linear' | 'within-24h';
const SPEEDS: readonly SpeedCoding[] = ['anchors', 'linear', 'within-24h'];

export interface Variant {
  /** One a criterion, in the order of the plan's; 0 leaves it out. */
  weights: Float64Array;
  geometric: boolean;
  speed: SpeedCoding;
  /** Unanswered probes are left out instead of scoring 0. */
  leaveOut: boolean;
}

/** `seed`: the plan's hash. `noise`: a weight is multiplied by 1 + U(-noise, noise). */
export interface Drawing {
  seed: Sha256;
  weights: readonly number[];
  noise: number;
}

/**
 * `count` variants in which everything varies at once: each choice is drawn evenly, leaving out no criterion is one.
 * Without `drop` none is left out, and all else is drawn as with it.
 */
export function drawVariants(
  { seed, weights, noise }: Drawing,
  count: number,
  { drop } = { drop: true },
): Variant[] {
  const chance = chanceOf(seed, 'sensitivity').unit;
  const below = (n: number): number => Math.floor(chance() * n);
  return Array.from({ length: count }, (): Variant => {
    const drawn = noisy(weights, noise, chance);
    const geometric = below(2) === 1;
    const speed = SPEEDS[below(SPEEDS.length)]!;
    const leaveOut = below(2) === 1;
    const dropped = below(weights.length + 1);
    return {
      weights: drop && dropped < weights.length ? without(drawn, dropped) : drawn,
      geometric,
      speed,
      leaveOut,
    };
  });
}

/** The variants of each source when the others stay as the plan has them. `count` draws of weights. */
export function variantsBySource(
  { seed, weights, noise }: Drawing,
  count: number,
): Record<VariationSource, Variant[]> {
  const chance = chanceOf(seed, 'sensitivity of weights').unit;
  const plain = planned(weights);
  return {
    weights: Array.from({ length: count }, () => ({ ...plain, weights: noisy(weights, noise, chance) })),
    aggregation: [{ ...plain, geometric: true }],
    speed: SPEEDS.filter((s) => s !== plain.speed).map((speed) => ({ ...plain, speed })),
    'no-reply': [{ ...plain, leaveOut: true }],
    'drop-criterion': weights.map((_, at) => ({ ...plain, weights: without(plain.weights, at) })),
  };
}

/** The same variants with one source put back as the plan has it. */
export function variantsWithout(
  { weights, ...drawing }: Drawing,
  count: number,
): Record<VariationSource, Variant[]> {
  const plain = planned(weights);
  const drawn = drawVariants({ ...drawing, weights }, count);
  const still = drawVariants({ ...drawing, weights, noise: 0 }, count);
  return {
    weights: still,
    aggregation: drawn.map((v) => ({ ...v, geometric: plain.geometric })),
    speed: drawn.map((v) => ({ ...v, speed: plain.speed })),
    'no-reply': drawn.map((v) => ({ ...v, leaveOut: plain.leaveOut })),
    'drop-criterion': drawVariants({ ...drawing, weights }, count, { drop: false }),
  };
}

/** The plan's own rubric. */
const planned = (weights: readonly number[]): Variant => ({
  weights: Float64Array.from(weights),
  geometric: false,
  speed: 'anchors',
  leaveOut: false,
});

/** Not brought to one sum: the mean of a probe divides by the weights that count for it. */
const noisy = (weights: readonly number[], noise: number, chance: () => number): Float64Array =>
  Float64Array.from(weights, (w) => w * (1 + noise * (2 * chance() - 1)));

/** The last criterion is never dropped: nothing would be left to score by. */
function without(weights: Float64Array, at: number): Float64Array {
  if (weights.every((w, i) => i === at || w === 0)) return weights;
  const rest = weights.slice();
  rest[at] = 0;
  return rest;
}
