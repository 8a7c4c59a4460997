/**
 * Report-card grades (P. Kline, E. Rose, C. Walters 2024): i stands above j when the chance that it is better exceeds
 * 1/(1 + lambda). For markets in which rank intervals are wide.
 */

/**
 * Grades from 1 (best) of units in falling order of their posterior means. `better(i, j)`, i < j, is the chance that i is
 * truly better than j. Over all ways to cut the order it maximises the sum of lambda*P_ij - P_ji over pairs in different
 * grades; a dynamic programme over the cuts, in n^2/2 calls of `better` and n numbers at a time.
 */
export function gradesOf(n: number, better: (i: number, j: number) => number, lambda: number): number[] {
  // What is lost by leaving the pairs of a grade unordered: least over all cuts of the first k.
  const loss = [0];
  const cut = [0];
  const toLater = new Float64Array(n);
  for (let k = 1; k <= n; k++) {
    const last = k - 1;
    let within = 0;
    let [best, at] = [Number.POSITIVE_INFINITY, last];
    for (let first = last; first >= 0; first--) {
      if (first < last) {
        const p = better(first, last);
        toLater[first]! += lambda * p - (1 - p);
      }
      within += toLater[first]!;
      // At a draw the larger grade: what is not told apart stays together.
      if (loss[first]! + within <= best) [best, at] = [loss[first]! + within, first];
    }
    loss.push(best);
    cut.push(at);
  }
  const starts: number[] = [];
  for (let k = n; k > 0; k = cut[k]!) starts.push(cut[k]!);
  starts.reverse();
  return Array.from({ length: n }, (_, i) => starts.filter((s) => s <= i).length);
}

/**
 * Chance that a draw of one posterior exceeds an independent draw of another, both given by equally likely values in
 * rising order; equal values count half.
 */
export function chanceAbove(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [below, same, sum] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    while (below < b.length && b[below]! < a[i]!) below++;
    if (same < below) same = below;
    while (same < b.length && b[same]! <= a[i]!) same++;
    sum += below + (same - below) / 2;
  }
  return sum / (a.length * b.length);
}
