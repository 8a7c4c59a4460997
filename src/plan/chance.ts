/** Seeded chance. Every random choice of a plan comes from here, so that one seed gives one plan, byte for byte. */
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { digestOf } from '../model/digest.ts';

export type Chance = RandomGenerator;

/**
 * A stream of its own for each purpose: what is drawn for one lender does not move when another is added.
 * All 128 bits of the generator's state come from sha256 of the seed and the labels.
 */
export function chanceOf(seed: number | string, ...labels: string[]): Chance {
  const hex = digestOf([seed, ...labels]);
  return xoroshiro128plusFromState(
    [0, 8, 16, 24].map((at) => Number.parseInt(hex.slice(at, at + 8), 16) | 0),
  );
}

/** Uniform integer, both ends included. */
export const between = (chance: Chance, from: number, to: number): number => uniformInt(chance, from, to);

/** A new array in uniformly random order (Fisher-Yates). */
export function shuffled<T>(chance: Chance, items: readonly T[]): T[] {
  const out = [...items];
  for (let i = out.length - 1; i > 0; i--) {
    const j = between(chance, 0, i);
    [out[i], out[j]] = [out[j]!, out[i]!];
  }
  return out;
}
