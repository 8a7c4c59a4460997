/**
 * Waits whose end is known only within bounds (an operator's sighting, a revisit to a chat): Turnbull's self-consistent
 * estimator (J. R. Stat. Soc. B 38, 1976). Where every wait is exact or right-censored it is Kaplan-Meier.
 */

/** Ended after `from` and not after `to`; exactly then when they are equal; `to` is Infinity where it never was seen to end. */
export interface BoundedWait {
  from: number;
  to: number;
}

/** The share `mass` of all waits ended in (from, to]; the data can't say where within. */
export interface Mass {
  from: number;
  to: number;
  share: number;
}

const MOST_ROUNDS = 5_000;
const SETTLED = 1e-12;

/** Shares by rising time; the last has `to` Infinity where some never ended. Order of the waits does not matter. */
export function turnbull(waits: readonly BoundedWait[]): Mass[] {
  const places = innermost(waits);
  const kinds = spansOf(waits, places);
  let share = places.map(() => 1 / places.length);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const next = improved(share, kinds, waits.length);
    const moved = next.reduce((most, p, j) => Math.max(most, Math.abs(p - share[j]!)), 0);
    share = next;
    if (moved < SETTLED) break;
  }
  return places.map((place, j) => ({ ...place, share: share[j]! }));
}

/**
 * Stretches that can carry mass: a left end directly followed by a right end. At one moment the left end of an exact wait
 * comes before right ends, and that of an open one after them: (t, u] does not hold t.
 */
function innermost(waits: readonly BoundedWait[]): BoundedWait[] {
  const ends = waits.flatMap((w) => [
    { at: w.from, order: w.from === w.to ? 0 : 2, left: true },
    { at: w.to, order: 1, left: false },
  ]);
  ends.sort((a, b) => (a.at === b.at ? a.order - b.order : a.at - b.at));
  return ends.flatMap((end, i) => {
    const next = ends[i + 1];
    return end.left && next && !next.left ? [{ from: end.at, to: next.at }] : [];
  });
}

interface Span {
  first: number;
  last: number;
  n: number;
}

/** For each wait the run of stretches inside it; equal runs counted together. */
function spansOf(waits: readonly BoundedWait[], places: readonly BoundedWait[]): Span[] {
  const spans = new Map<string, Span>();
  for (const w of waits) {
    const first = firstWhere(places, (p) => (w.from === w.to ? p.to >= w.from : p.to > w.from));
    const last = firstWhere(places, (p) => p.to > w.to) - 1;
    const key = `${first} ${last}`;
    const span = spans.get(key);
    if (span) span.n++;
    else spans.set(key, { first, last, n: 1 });
  }
  // Sums of floats depend on their order.
  return [...spans.values()].sort((a, b) => a.first - b.first || a.last - b.last);
}

/** The first place that passes; all after it do too. */
function firstWhere(places: readonly BoundedWait[], passes: (p: BoundedWait) => boolean): number {
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (passes(places[middle]!)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * Each wait hands its 1/n to the stretches inside it, in proportion to their shares so far; so the shares inside a wait
 * never fall below 1/n together, and nothing is divided by zero.
 */
function improved(share: readonly number[], spans: readonly Span[], n: number): number[] {
  const before = [0];
  for (const p of share) before.push(before.at(-1)! + p);
  const change = share.map(() => 0);
  change.push(0);
  for (const { first, last, n: waits } of spans) {
    const inside = before[last + 1]! - before[first]!;
    change[first]! += waits / inside;
    change[last + 1]! -= waits / inside;
  }
  let factor = 0;
  return share.map((p, j) => {
    factor += change[j]!;
    return (p * factor) / n;
  });
}
