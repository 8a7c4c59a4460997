/**
 * Student's t, as far as the ranking needs it: two-sided tail and critical value. To be replaced by a library's
 * functions in issue 6; until then held to R's numbers by tests/ranking/student-t.test.ts.
 */

const MAX_TERMS = 20_000;
const TINY = 1e-300;

/** P(|T| > t) for T with `df` > 0 degrees of freedom (not necessarily whole). Relative error under 1e-11. */
export function twoSidedTail(t: number, df: number): number {
  if (t === 0) return 1;
  if (!Number.isFinite(t)) return 0;
  // P = I_x(df/2, 1/2) with x = df/(df+t^2); 1-x is formed directly, so that neither end loses digits.
  const a = df / 2;
  const b = 0.5;
  const square = t * t;
  const x = df / (df + square);
  const y = square / (df + square);
  const front = Math.exp(
    lnGammaStep(a) - 0.5 * Math.log(Math.PI) - a * Math.log1p(square / df) + b * Math.log(y),
  );
  return x < (a + 1) / (a + b + 2)
    ? (front * betaFraction(a, b, x)) / a
    : 1 - (front * betaFraction(b, a, y)) / b;
}

/** The c with P(|T| > c) = alpha, for 0 < alpha < 1. */
export function criticalValue(alpha: number, df: number): number {
  let low = 0;
  let high = 1;
  while (twoSidedTail(high, df) > alpha) {
    low = high;
    high *= 2;
  }
  while (high - low > 1e-14 * high) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (twoSidedTail(middle, df) > alpha) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** ln(Gamma(a + 1/2) / Gamma(a)): its own asymptotic series, since a difference of two large ln Gamma loses digits. */
function lnGammaStep(a: number): number {
  let shift = 0;
  let z = a;
  for (; z < 25; z += 1) shift += Math.log(z / (z + 0.5));
  const w = 1 / (z * z);
  const series = (-1 / 8 + w * (1 / 192 + w * (-1 / 640 + w * (17 / 14336 - (w * 31) / 18432)))) / z;
  return shift + 0.5 * Math.log(z) + series;
}

/** The continued fraction of the incomplete beta function (DLMF 8.17.22) by Lentz's method. */
function betaFraction(a: number, b: number, x: number): number {
  const nonZero = (v: number) => (Math.abs(v) < TINY ? TINY : v);
  let c = 1;
  let d = 1 / nonZero(1 - ((a + b) * x) / (a + 1));
  let h = d;
  for (let m = 1; m <= MAX_TERMS; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / nonZero(1 + even * d);
    c = nonZero(1 + even / c);
    h *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / nonZero(1 + odd * d);
    c = nonZero(1 + odd / c);
    h *= d * c;
    if (Math.abs(d * c - 1) < 1e-15) return h;
  }
  throw new Error(`the incomplete beta fraction did not settle for a=${a}, b=${b}, x=${x}`);
}
