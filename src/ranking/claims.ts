/** What a ranking claims: that of two lenders one is better. And how often each claim fails when lenders are scored otherwise. */
import { studentised, type Unit } from './rank-intervals.ts';

/** Pairs that are told apart, as indexes: `better[i]` is clearly better than `worse[i]`. */
export interface PairClaims {
  better: Uint16Array;
  worse: Uint16Array;
}

const MOST_LENDERS = 2 ** 16;

/** The pairs that `cut`, a |t| above 0, tells apart. */
export function pairClaims(units: readonly Unit[], cut: number): PairClaims {
  if (units.length > MOST_LENDERS) throw new RangeError(`more than ${MOST_LENDERS} lenders`);
  const [better, worse]: [number[], number[]] = [[], []];
  units.forEach((a, j) => {
    for (let k = j + 1; k < units.length; k++) {
      const t = studentised(a, units[k]!);
      if (Math.abs(t) < cut) continue;
      better.push(t > 0 ? j : k);
      worse.push(t > 0 ? k : j);
    }
  });
  return { better: Uint16Array.from(better), worse: Uint16Array.from(worse) };
}

/** Lender by variant, with each lender's least and greatest. */
export interface Scores {
  variants: number;
  of: Float64Array[];
  least: Float64Array;
  most: Float64Array;
}

/** `means`: one array a variant, each with one score a lender. */
export function byLender(means: readonly Float64Array[], lenders: number): Scores {
  const of = Array.from({ length: lenders }, (_, j) => Float64Array.from(means, (m) => m[j]!));
  return {
    variants: means.length,
    of,
    least: Float64Array.from(of, (s) => s.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)),
    most: Float64Array.from(of, (s) => s.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)),
  };
}

/** Variants in which the better one is not ahead; level is not ahead. */
export function failuresOf({ of, least, most }: Scores, better: number, worse: number): number {
  if (least[better]! > most[worse]!) return 0;
  const [a, b] = [of[better]!, of[worse]!];
  let failures = 0;
  for (let v = 0; v < a.length; v++) if (a[v]! <= b[v]!) failures++;
  return failures;
}
