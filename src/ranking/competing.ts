/**
 * Outcomes that compete (methods.md, 1.2): cumulative incidence by Aalen and Johansen, with errors that know that the
 * probes of one cluster go together (infinitesimal jackknife). One cause alone is Kaplan-Meier turned upside down.
 */

/** One wait: ended by `cause` (from 0) at `time`, or censored then (null). */
export interface Ended {
  time: number;
  cause: number | null;
  /** Those that go together: a legal entity. */
  cluster: string;
}

export interface Incidence {
  /** Distinct times, rising, censorings among them. */
  times: number[];
  /** Share that none of the causes has ended. */
  eventFree: number[];
  /** By cause, then time: share that it has ended by then. */
  byCause: number[][];
}

interface Risk extends Incidence {
  atRisk: number[];
  events: number[];
  /** Share not ended just before each time. */
  before: number[];
}

export const aalenJohansen = (observations: readonly Ended[], causes: number): Incidence => {
  const { times, eventFree, byCause } = riskOf(sortedOf(observations), causes);
  return { times, eventFree, byCause };
};

/** Sums of floats depend on their order: a fixed one makes the errors a function of the set. */
const sortedOf = (observations: readonly Ended[]): Ended[] =>
  observations.toSorted(
    (a, b) =>
      a.time - b.time ||
      (a.cause ?? -1) - (b.cause ?? -1) ||
      (a.cluster < b.cluster ? -1 : a.cluster > b.cluster ? 1 : 0),
  );

function riskOf(sorted: readonly Ended[], causes: number): Risk {
  const risk: Risk = { times: [], eventFree: [], byCause: [], atRisk: [], events: [], before: [] };
  const incidence = Array.from({ length: causes }, () => 0);
  risk.byCause = incidence.map(() => []);
  let free = 1;
  for (let i = 0; i < sorted.length; ) {
    const { time } = sorted[i]!;
    const n = sorted.length - i;
    const ended = incidence.map(() => 0);
    for (; i < sorted.length && sorted[i]!.time === time; i++) {
      const { cause } = sorted[i]!;
      if (cause !== null) ended[cause]!++;
    }
    const d = ended.reduce((sum, k) => sum + k, 0);
    risk.times.push(time);
    risk.atRisk.push(n);
    risk.events.push(d);
    risk.before.push(free);
    ended.forEach((dk, k) => {
      incidence[k]! += (free * dk) / n;
      risk.byCause[k]!.push(incidence[k]!);
    });
    free *= 1 - d / n;
    risk.eventFree.push(free);
  }
  return risk;
}

/**
 * Cluster-robust standard errors of the incidences, by cause, at each of the `at` times (rising). The influence of a
 * probe on F_k(t) is sum over s <= t of phi(s-) dF_k(s) + S(s-)(dN_k(s) - Y(s) d_k(s)/n(s))/n(s), where phi is its
 * influence on ln S; influences add up within a cluster, squares over clusters. Matches R's survfit(..., cluster=).
 */
export function incidenceErrors(
  observations: readonly Ended[],
  causes: number,
  at: readonly number[],
): number[][] {
  const sorted = sortedOf(observations);
  const risk = riskOf(sorted, causes);
  const places = at.map((t) => lastUpTo(risk.times, t));
  // Sum of d/(n(n-d)): minus the influence on ln S of all that are still at risk.
  const hazard: number[] = [];
  let sum = 0;
  risk.events.forEach((d, s) => {
    const n = risk.atRisk[s]!;
    if (d < n) sum += d / (n * (n - d));
    hazard.push(sum);
  });
  const clusters = [...new Set(sorted.map((o) => o.cluster))].sort();
  const clusterAt = new Map(clusters.map((c, i) => [c, i]));
  return risk.byCause.map((incidence, cause) => {
    const waiting = whileWaiting(risk, incidence, hazard);
    // Of each cluster: how many wait, and what those who have left weigh, by itself and times the incidence.
    const present = new Float64Array(clusters.length);
    const fixed = new Float64Array(clusters.length);
    const growing = new Float64Array(clusters.length);
    for (const o of sorted) present[clusterAt.get(o.cluster)!]!++;
    let next = 0;
    let step = 0;
    return places.map((place) => {
      for (; next < sorted.length && sorted[next]!.time <= (risk.times[place] ?? -1); next++) {
        const o = sorted[next]!;
        while (risk.times[step]! < o.time) step++;
        const left = risk.atRisk[step]! - risk.events[step]!;
        const after = left === 0 ? 0 : hazard[step]! - (o.cause === null ? 0 : 1 / left);
        const jump = o.cause === cause ? risk.before[step]! / risk.atRisk[step]! : 0;
        const c = clusterAt.get(o.cluster)!;
        present[c]!--;
        fixed[c]! += waiting[step]! + jump - after * incidence[step]!;
        growing[c]! += after;
      }
      if (place < 0) return 0;
      let squares = 0;
      for (let c = 0; c < clusters.length; c++)
        squares += (present[c]! * waiting[place]! + fixed[c]! + growing[c]! * incidence[place]!) ** 2;
      return Math.sqrt(squares);
    });
  });
}

/** Influence on the incidence, up to each time, of a probe that is still at risk then and has not ended. */
function whileWaiting(risk: Risk, incidence: readonly number[], hazard: readonly number[]): number[] {
  let sum = 0;
  return incidence.map((value, s) => {
    const rise = value - (incidence[s - 1] ?? 0);
    sum += rise * ((hazard[s - 1] ?? 0) - 1 / risk.atRisk[s]!);
    return sum;
  });
}

/** The place of the last of the rising times that is not after t; -1 before the first. */
export function lastUpTo(times: readonly number[], t: number): number {
  let low = -1;
  let high = times.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (times[middle]! <= t) low = middle;
    else high = middle - 1;
  }
  return low;
}
