/** Precision, recall and F1 of yes/no decisions, class by class. */
export interface Tally {
  tp: number;
  fp: number;
  fn: number;
}

export class Confusion {
  readonly classes = new Map<string, Tally>();

  /** Counts one item: the labels it has and the ones it was given. */
  add(expected: readonly string[], got: readonly string[]): void {
    for (const c of new Set([...expected, ...got])) {
      const t = this.classes.get(c) ?? { tp: 0, fp: 0, fn: 0 };
      if (expected.includes(c) && got.includes(c)) t.tp++;
      else if (got.includes(c)) t.fp++;
      else t.fn++;
      this.classes.set(c, t);
    }
  }

  /** Like `add`, with every label counted under the one class. */
  count(name: string, expected: readonly string[], got: readonly string[]): void {
    const t = this.classes.get(name) ?? { tp: 0, fp: 0, fn: 0 };
    for (const label of new Set([...expected, ...got])) {
      if (expected.includes(label) && got.includes(label)) t.tp++;
      else if (got.includes(label)) t.fp++;
      else t.fn++;
    }
    this.classes.set(name, t);
  }

  /** Over all classes together. */
  micro(): number {
    const sum = [...this.classes.values()].reduce(
      (a, t) => ({ tp: a.tp + t.tp, fp: a.fp + t.fp, fn: a.fn + t.fn }),
      { tp: 0, fp: 0, fn: 0 },
    );
    return f1(sum);
  }

  /** The mean of the classes' F1. */
  macro(): number {
    const all = [...this.classes.values()].map(f1);
    return all.length === 0 ? 1 : all.reduce((a, b) => a + b, 0) / all.length;
  }

  table(): string[] {
    return [...this.classes]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(
        ([c, t]) =>
          `${c.padEnd(20)} n ${String(t.tp + t.fn).padStart(3)}  precision ${share(t.tp, t.tp + t.fp)}  recall ${share(t.tp, t.tp + t.fn)}  F1 ${f1(t).toFixed(2)}`,
      );
  }
}

const f1 = (t: Tally): number =>
  t.tp === 0 ? (t.fp + t.fn === 0 ? 1 : 0) : (2 * t.tp) / (2 * t.tp + t.fp + t.fn);
const share = (a: number, b: number): string => (b === 0 ? '  - ' : (a / b).toFixed(2));
