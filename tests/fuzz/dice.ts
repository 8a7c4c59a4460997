/** Reproducible chance: the same number gives the same throws. */
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

export interface Dice {
  /** A whole number from 0 to `n` - 1. */
  below(n: number): number;
  pick<T>(list: readonly T[]): T;
  /** Small numbers mostly, large ones now and then: from 1 to `most`, even in the logarithm. */
  size(most: number): number;
}

export function dice(seed: number): Dice {
  const generator = xoroshiro128plus(seed);
  const below = (n: number): number => uniformInt(generator, 0, Math.max(1, n) - 1);
  return {
    below,
    pick: (list) => list[below(list.length)]!,
    size: (most) => Math.max(1, Math.round(most ** (below(10_001) / 10_000))),
  };
}
