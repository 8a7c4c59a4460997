/** A list of troubles that stays short however many there are. */
export interface Trouble {
  /** A stable word, e.g. `event-changed`. */
  what: string;
  /** The event, row or file. */
  where: string;
  detail: string;
}

const MOST = 100;

export interface Findings {
  problem(what: string, where: string, detail: string): void;
  warning(what: string, where: string, detail: string): void;
  all(): { problems: Trouble[]; problemCount: number; warnings: Trouble[]; warningCount: number };
}

export function findings(): Findings {
  const problems: Trouble[] = [];
  const warnings: Trouble[] = [];
  let problemCount = 0;
  let warningCount = 0;
  return {
    problem(what, where, detail) {
      problemCount += 1;
      if (problems.length < MOST) problems.push({ what, where, detail });
    },
    warning(what, where, detail) {
      warningCount += 1;
      if (warnings.length < MOST) warnings.push({ what, where, detail });
    },
    all: () => ({ problems, problemCount, warnings, warningCount }),
  };
}
