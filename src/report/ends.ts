/** A chart of many lenders shows both ends; the table has all of them (methods.md, 5). */

/** The most lenders that a chart shows one by one, and how many of each end where there are more. */
export const MOST = 60;
const EACH = 15;

/**
 * All items as `top` where there are at most 60; else the first and the last 15 of those that have a place in the
 * order, and how many others there are.
 */
export function endsOf<T>(
  items: readonly T[],
  placed: (item: T) => boolean = () => true,
): { top: readonly T[]; between: number; bottom: readonly T[] } {
  if (items.length <= MOST) return { top: items, between: 0, bottom: [] };
  const order = items.filter(placed);
  const top = order.slice(0, EACH);
  const bottom = order.slice(top.length).slice(-EACH);
  return { top, between: items.length - top.length - bottom.length, bottom };
}
