/** Keeps a source that fails over and over from filling the ledger: equal failures become one, with a count. */
import { instant } from '../../model/scalars.ts';

const QUIET_MS = 10 * 60_000;

export interface Complaints {
  /** Reports at once, unless this code was reported in the last ten minutes: then it is counted. */
  failed(code: string, reason: string): void;
  /** Reports what was counted and not yet said, where the ten minutes are over. */
  flush(): void;
}

/** For one account; `now` is the clock of the study, UTC ms. Codes are our own words, so there are few. */
export function createComplaints(
  report: (code: string, reason: string) => void,
  now: () => number,
): Complaints {
  const heard = new Map<string, { since: number; more: number; last: string }>();
  const quiet = (since: number) => now() - since < QUIET_MS;
  return {
    failed(code, reason) {
      const before = heard.get(code);
      if (before && quiet(before.since)) {
        before.more += 1;
        before.last = reason;
        return;
      }
      heard.set(code, { since: now(), more: 0, last: reason });
      report(
        code,
        before && before.more > 0
          ? `${reason} (and ${before.more} more since ${instant(before.since)})`
          : reason,
      );
    },
    flush() {
      for (const [code, { since, more, last }] of heard) {
        if (more === 0 || quiet(since)) continue;
        heard.set(code, { since: now(), more: 0, last });
        report(code, `${last} (${more} more since ${instant(since)})`);
      }
    },
  };
}
