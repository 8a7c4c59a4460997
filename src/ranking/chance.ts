/** Seeded draws: the same seed and label give the same numbers on every machine. The seed is the plan's hash. */
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import { sha256 } from '../model/digest.ts';

export interface Chance {
  /** Uniform in [0, 1). */
  unit(): number;
  /** Standard normal. */
  normal(): number;
  /** Draws from Beta(a, b), both above 0. */
  beta(a: number, b: number): () => number;
}

/** A stream of its own for each purpose. All 128 bits of the generator's state come from the seed and the label. */
export function chanceOf(seed: string, label: string): Chance {
  const hex = sha256(`${seed} ${label}`);
  const generator = xoroshiro128plusFromState(
    [0, 8, 16, 24].map((at) => Number.parseInt(hex.slice(at, at + 8), 16) | 0),
  );
  const unit = () => uniformFloat64(generator);
  let spare: number | null = null;
  // Box-Muller gives two at a time; 1 - u keeps the logarithm off zero.
  const normal = () => {
    if (spare !== null) {
      const kept = spare;
      spare = null;
      return kept;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - unit()));
    const angle = 2 * Math.PI * unit();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
  const beta = (a: number, b: number) => {
    const [one, other] = [gamma(a, unit, normal), gamma(b, unit, normal)];
    return () => {
      // A gamma of a small shape can underflow to 0, but two at once only for shapes that no posterior has.
      const [x, y] = [one(), other()];
      return x + y > 0 ? x / (x + y) : a / (a + b);
    };
  };
  return { unit, normal, beta };
}

/** Marsaglia and Tsang 2000; shapes under 1 by their boost. About one in twenty draws is rejected, so the loop is short. */
function gamma(shape: number, unit: () => number, normal: () => number): () => number {
  if (shape < 1) {
    const larger = gamma(shape + 1, unit, normal);
    return () => larger() * (1 - unit()) ** (1 / shape);
  }
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  return () => {
    for (;;) {
      const x = normal();
      const v = (1 + c * x) ** 3;
      if (v <= 0) continue;
      const u = 1 - unit();
      // Their squeeze: it accepts nearly all that the logarithms would, without them.
      if (u < 1 - 0.0331 * x ** 4 || Math.log(u) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
    }
  };
}
