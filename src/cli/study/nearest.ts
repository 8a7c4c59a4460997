/** "Did you mean": the known word that a typo most likely stands for. */

/** The nearest of `known` within two edits (one for short words), or null. Case does not count. */
export function nearest(word: string, known: readonly string[]): string | null {
  const allowed = word.length <= 3 ? 1 : 2;
  let best: string | null = null;
  let least = allowed + 1;
  for (const candidate of known) {
    const distance = edits(word.toLowerCase(), candidate.toLowerCase());
    if (distance < least) [best, least] = [candidate, distance];
  }
  return best;
}

/** " (did you mean "x"?)", or nothing. */
export const hint = (word: unknown, known: readonly string[]): string => {
  const near = typeof word === 'string' && word.length <= 100 ? nearest(word, known) : null;
  return near === null ? '' : ` (did you mean "${near}"?)`;
};

/** Levenshtein distance with swaps of neighbours as one edit. */
function edits(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = a[i - 1] === b[j - 1] ? 0 : 1;
      let least = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + change);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, before[j - 2]! + 1);
      next.push(least);
    }
    before = row;
    row = next;
  }
  return row[b.length]!;
}
