/** Distribution functions, from the stdlib leaf packages; here only the forms that this room asks for. */
import betaQuantileOf from '@stdlib/stats-base-dists-beta-quantile';
import chisquareCdf from '@stdlib/stats-base-dists-chisquare-cdf';
import normalCdf from '@stdlib/stats-base-dists-normal-cdf';
import normalQuantileOf from '@stdlib/stats-base-dists-normal-quantile';
import tCdf from '@stdlib/stats-base-dists-t-cdf';
import tQuantileOf from '@stdlib/stats-base-dists-t-quantile';

/** The z with P(Z <= z) = p. */
export const normalQuantile = (p: number): number => normalQuantileOf(p, 0, 1);

/** P(|T| > t) for Student's T with `df` > 0 degrees of freedom; from the lower tail, which keeps its digits. */
export const twoSidedTail = (t: number, df: number): number => 2 * tCdf(-Math.abs(t), df);

/** The c with P(|T| > c) = alpha, for 0 < alpha < 1. */
export const criticalValue = (alpha: number, df: number): number => -tQuantileOf(alpha / 2, df);

export const tQuantile = (p: number, df: number): number => tQuantileOf(p, df);
export const betaQuantile = (p: number, a: number, b: number): number => betaQuantileOf(p, a, b);

/** P(X > x) for chi-square X. One degree of freedom keeps its digits in the far tail; more are good to 1e-15 absolute. */
export const chisquareTail = (x: number, df: number): number =>
  df === 1 ? 2 * normalCdf(-Math.sqrt(x), 0, 1) : 1 - chisquareCdf(x, df);
