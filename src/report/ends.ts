/** A chart of many lenders shows both ends; the table has all of them (methods.md, 5). */

const MOST = 60;

/** All items as `top` where there are at most 60, else the first and the last 30 and how many lie between. */
export function endsOf<T>(items: readonly T[]): { top: readonly T[]; between: number; bottom: readonly T[] } {
  return items.length <= MOST
    ? { top: items, between: 0, bottom: [] }
    : { top: items.slice(0, MOST / 2), between: items.length - MOST, bottom: items.slice(-MOST / 2) };
}
