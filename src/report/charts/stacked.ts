/** Equal values stand above each other, so that each is seen. */

/** Each value, and how many steps above or below the line it stands; close stacks stay within `reach` steps. */
export function stacked(values: readonly number[], reach = 2): { at: number; step: number }[] {
  const stacks = Map.groupBy(
    values.toSorted((a, b) => a - b),
    (v) => Math.round(v),
  );
  return [...stacks.values()].flatMap((stack) => {
    const step = Math.min(1, (2 * reach) / Math.max(1, stack.length - 1));
    return stack.map((at, i) => ({ at, step: (i - (stack.length - 1) / 2) * step }));
  });
}
