/**
 * A share with its interval when what is counted goes together: one lender's probes, and lenders of one desk. Wilson's
 * interval with the n that is left after the design effect of these clusters (Korn and Graubard's effective size); where
 * all or none were counted the effect can't be seen, and each cluster counts once.
 */
import type { Between, Rate } from '../../model/market-findings.ts';
import { type Measured, notApplicable, scored } from '../../model/measured.ts';
import { tQuantile } from '../distributions.ts';

/** One thing counted or not. */
export interface Unit {
  lender: string;
  hit: boolean;
}

/** Which desk a lender belongs to; its own id where it shares none. */
export type DeskOf = (lender: string) => string;

export function rateOf(units: readonly Unit[], deskOf: DeskOf): Rate {
  const count = units.filter((u) => u.hit).length;
  const clusters = [...Map.groupBy(units, (u) => deskOf(u.lender)).values()].map((list) => ({
    n: list.length,
    hits: list.filter((u) => u.hit).length,
  }));
  return {
    count,
    n: units.length,
    lenders: new Set(units.map((u) => u.lender)).size,
    clusters: clusters.length,
    interval: intervalOf(clusters),
  };
}

interface Cluster {
  n: number;
  hits: number;
}

/** Fewer clusters say nothing of how clusters differ. */
const LEAST = 3;

function intervalOf(clusters: readonly Cluster[]): Measured<Between> {
  const n = clusters.reduce((sum, c) => sum + c.n, 0);
  if (n === 0) return notApplicable('nothing to count');
  if (clusters.length < LEAST) return notApplicable(`fewer than ${LEAST} lenders or desks`);
  const p = clusters.reduce((sum, c) => sum + c.hits, 0) / n;
  return scored(wilsonAt(p, effectiveSize(clusters, n, p), tQuantile(0.975, clusters.length - 1)));
}

function effectiveSize(clusters: readonly Cluster[], n: number, p: number): number {
  const k = clusters.length;
  if (p === 0 || p === 1) return k;
  // Integers until the last step, so that the order of clusters can't show.
  const hits = Math.round(p * n);
  const squares = clusters.reduce((sum, c) => sum + (c.hits * n - c.n * hits) ** 2, 0);
  const variance = ((k / (k - 1)) * squares) / n ** 4;
  if (variance === 0) return n;
  return Math.min(n, (p * (1 - p)) / variance);
}

/** Wilson's interval of a share seen in n, which need not be whole. */
function wilsonAt(p: number, n: number, z: number): Between {
  const middle = p + z ** 2 / (2 * n);
  const half = z * Math.sqrt((p * (1 - p)) / n + z ** 2 / (4 * n ** 2));
  const whole = 1 + z ** 2 / n;
  return {
    low: p === 0 ? 0 : Math.max(0, (middle - half) / whole),
    high: p === 1 ? 1 : Math.min(1, (middle + half) / whole),
  };
}
