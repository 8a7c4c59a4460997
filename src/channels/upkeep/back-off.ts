/** How long to wait before a failed source is opened again. Real time: a simulated clock does not hurry a server. */
import { setTimeout as sleep } from 'node:timers/promises';

export interface Pace {
  first: number;
  most: number;
}

/** Half a second, doubling to two minutes. */
export const RECONNECT: Pace = { first: 500, most: 120_000 };
/** A refused log-in is not hammered: providers lock accounts. */
export const AFTER_REFUSAL: Pace = { first: 30_000, most: 900_000 };

/** A connection that lived so long was a good one, real ms. */
const STEADY_MS = 60_000;

/** Failures in a row, when one more has come; `since` (performance.now) is when the connection stood, if it did. */
export const failuresAfter = (failures: number, since: number | undefined): number =>
  since !== undefined && performance.now() - since >= STEADY_MS ? 1 : failures + 1;

/** ms before attempt `failures` + 1; `chance` in [0,1) spreads it over the upper half. */
export function pauseAfter(failures: number, pace: Pace, chance: number): number {
  const whole = Math.min(pace.most, pace.first * 2 ** Math.min(Math.max(failures, 1) - 1, 20));
  return whole / 2 + (whole / 2) * chance;
}

/** Resolves after `ms` or as soon as `signal` aborts; never rejects. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => {});
}
