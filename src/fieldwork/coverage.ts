/** Silence must be proven (design.md, rule 2): what stretch of time each account is known to have been watched. Pure. */
import type { Coverage } from '../model/evidence.ts';
import { instant, millis } from '../model/scalars.ts';
import type { CanaryState, WaveState } from '../model/wave-state.ts';
import type { AccountPolicy } from './context.ts';

export interface Window {
  /** UTC ms of the accepted send. */
  from: number;
  /** UTC ms of the deadline. */
  to: number;
}

/**
 * The accounts that were in force at any time of the window, by what each run said when it began: one that was taken
 * out of the settings in the meantime is one that nobody watched. Where a run said otherwise, the stricter word holds.
 */
export const accountsIn = (state: WaveState, window: Window): AccountPolicy[] =>
  inForce(state, window).filter((account) => !account.recorder);

/** The recorders of messengers, by the same rule: they prove the chats that they heard, and mail nothing. */
export const recordersIn = (state: WaveState, window: Window): AccountPolicy[] =>
  inForce(state, window).filter((account) => account.recorder);

function inForce(state: WaveState, window: Window): AccountPolicy[] {
  const begun = state.accounts.filter((a) => millis(a.at) <= window.to);
  const first = Math.max(
    begun.findLastIndex((a) => millis(a.at) <= window.from),
    0,
  );
  const byName = new Map<string, AccountPolicy>();
  for (const account of begun.slice(first).flatMap((a) => a.accounts)) {
    const known = byName.get(account.name);
    const gaps = [known?.maxGap ?? null, account.maxGap].filter((gap) => gap !== null);
    byName.set(account.name, { ...account, maxGap: gaps.length > 0 ? Math.min(...gaps) : null });
  }
  return [...byName.values()];
}

/** Null when every account was completely watched over the window and past its end; else what is missing. */
export function missingCoverage(
  coverages: Coverage[],
  accounts: AccountPolicy[],
  window: Window,
): string | null {
  for (const account of accounts) {
    const missing = missingIn(coverages, account, window);
    if (missing) return `${account.name}: ${missing}`;
  }
  return null;
}

function missingIn(coverages: Coverage[], account: AccountPolicy, window: Window): string | null {
  const looks = coverages
    .filter((c) => c.account === account.name && c.complete && millis(c.to) >= window.from)
    .sort((a, b) => millis(a.from) - millis(b.from));
  let watchedTo = window.from;
  for (const look of looks) {
    const unwatched = millis(look.from) - watchedTo;
    if (account.maxGap !== null && unwatched > account.maxGap)
      return `nobody watched it for ${Math.round(unwatched / 60_000)} minutes from ${instant(watchedTo)}`;
    watchedTo = Math.max(watchedTo, millis(look.to));
    if (watchedTo > window.to) return null;
  }
  const failed = coverages.findLast((c) => c.account === account.name && !c.complete);
  return `not completely looked at after ${instant(watchedTo)}${failed?.reason ? ` (${failed.reason})` : ''}`;
}

/**
 * The canary that shows that the path worked after `deadline`: sent after it, seen since, and taken by the server at a
 * time that agrees with our clock. Null when there is none.
 */
export function witness(
  state: WaveState,
  accounts: AccountPolicy[],
  deadline: number,
  tolerance: number,
): string | null {
  for (const canary of state.canaries.values()) {
    if (!canary.seen || canary.stale || millis(canary.acceptedAt) <= deadline) continue;
    if (clockDisagreement(canary, accounts) <= tolerance) return canary.token;
  }
  return null;
}

/**
 * ms by which the mail server's clock contradicts ours about a canary: it can't have taken it before we sent it, nor
 * after we saw it. 0 when the server has no clock of its own. How long the message was under way says nothing.
 */
export function clockDisagreement(canary: CanaryState, accounts: AccountPolicy[]): number {
  const { seen } = canary;
  if (!seen?.serverTime || !accounts.find((a) => a.name === seen.account)?.ownClock) return 0;
  const server = millis(seen.serverTime);
  const latest = millis(seen.observedAt ?? seen.serverTime);
  return Math.max(millis(canary.acceptedAt) - server, server - latest, 0);
}
