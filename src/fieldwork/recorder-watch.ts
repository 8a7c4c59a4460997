/** Whether a messenger's recorder is in touch: what it misses waits on the server for a day, and is then lost. */
import { millis } from '../model/scalars.ts';
import type { WaveState } from '../model/wave-state.ts';
import type { AccountPolicy } from './context.ts';
import type { Recorder } from './ports.ts';

const HOUR = 3_600_000;
/** Half of what the server keeps: time enough to mend it. */
export const WARN_AFTER = 12 * HOUR;
/** Telegram keeps updates no longer (channels.md 3.1): a longer gap is missing coverage. */
export const KEPT_FOR = 24 * HOUR;

/**
 * How far a recorder can be trusted: to the looks themselves, no gap between them. Each says since when nothing can have
 * been missed, and knows better than we how long its server keeps what. Its messages carry the messenger's own time, but
 * none of ours comes back to compare.
 */
export const recorderPolicy = ({ account }: Pick<Recorder, 'account'>): AccountPolicy => ({
  name: account,
  maxGap: 0,
  ownClock: false,
  recorder: true,
});

/** The last moment up to which an account was completely looked at, UTC ms; null before the first look. */
export function lastContact(state: Pick<WaveState, 'coverages'>, account: string): number | null {
  const looks = state.coverages.filter((c) => c.account === account && c.complete);
  return looks.length === 0 ? null : Math.max(...looks.map((c) => millis(c.to)));
}

/**
 * A sentence where the recorder has been out of touch for 12 hours or more, else null. Before its first contact the
 * time runs from `since` (UTC ms), when it should have begun.
 */
export function recorderWarning(
  state: Pick<WaveState, 'coverages'>,
  account: string,
  since: number,
  now: number,
): string | null {
  const last = lastContact(state, account);
  const hours = Math.floor((now - (last ?? since)) / HOUR);
  if (now - (last ?? since) < WARN_AFTER) return null;
  const what = `${account}: no contact for ${hours} hours`;
  return now - (last ?? since) > KEPT_FOR
    ? `${what}: what came meanwhile is lost after 24; the gap counts as not watched`
    : `${what}: its server keeps messages for 24 only`;
}
