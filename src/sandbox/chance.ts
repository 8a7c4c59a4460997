/** Seeded chance: the same key gives the same draws, whatever else happens in the market and in whichever order. */
import { createHash } from 'node:crypto';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

export interface Chance {
  /** Uniform in [0, 1). */
  unit(): number;
  /** Standard normal. */
  normal(): number;
  pick<T>(from: readonly T[]): T;
}

export function createChance(...key: (string | number)[]): Chance {
  const seed = createHash('sha256').update(JSON.stringify(key)).digest().readInt32BE(0);
  const generator = xoroshiro128plus(seed);
  const unit = () => uniformInt(generator, 0, 0x7fff_ffff) / 0x8000_0000;
  return {
    unit,
    // Box-Muller; 1 - u keeps the logarithm off zero.
    normal: () => Math.sqrt(-2 * Math.log(1 - unit())) * Math.cos(2 * Math.PI * unit()),
    pick: (from) => from[Math.floor(unit() * from.length)]!,
  };
}
