/** Quantile of the standard normal distribution, by stdlib. */
import quantile from '@stdlib/stats-base-dists-normal-quantile';

/** `p` strictly between 0 and 1. */
export const normalQuantile = (p: number): number => quantile(p, 0, 1);
