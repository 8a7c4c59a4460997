/** Round ranks for an axis from 1 to `last`: at most seven, with both ends. */
export function rankTicks(last: number): number[] {
  const step = [1, 2, 5, 10, 20, 25, 50, 100, 200, 500].find((s) => last / s <= 6) ?? last;
  const round = Array.from({ length: Math.floor(last / step) }, (_, i) => (i + 1) * step);
  return [
    1,
    ...round.filter((r) => r > 1 && r < last && last - r >= step / 2 && r - 1 >= step / 2),
    last,
  ].filter((r, i, all) => all.indexOf(r) === i);
}
