/** Our own message through the same path, out and in again: shows that the instrument can hear. */
import { tokenFrom } from '../model/alias.ts';
import { digestOf } from '../model/digest.ts';
import type { Capture } from '../model/evidence.ts';
import { instant, millis } from '../model/scalars.ts';
import type { CanaryState } from '../model/wave-state.ts';
import { type Fieldwork, record } from './context.ts';
import { clockDisagreement } from './coverage.ts';

/** The newest canary, whatever became of it. */
export const lastCanary = (run: Fieldwork): CanaryState | undefined =>
  [...run.state.canaries.values()].at(-1);

/** Whether one came back, at an agreed time, recently enough to send to lenders. */
export function pathProven(run: Fieldwork, now: number): boolean {
  return [...run.state.canaries.values()].some(
    (c) =>
      c.seen &&
      !c.stale &&
      now - millis(c.acceptedAt) <= run.pace.canaryFresh &&
      millis(c.acceptedAt) <= now + run.pace.clockTolerance &&
      clockDisagreement(c, run.accounts) <= run.pace.clockTolerance,
  );
}

/** Sends one if none is under way and the last is old enough; returns when it may be tried next, UTC ms. */
export async function keepCanary(run: Fieldwork): Promise<number> {
  const now = run.clock.now();
  // One from before our clock was set, or from a future that has been taken back, says nothing of now.
  const newest = lastCanary(run);
  const last =
    newest && !newest.stale && millis(newest.acceptedAt) <= now + run.pace.clockTolerance
      ? newest
      : undefined;
  if (last && !last.seen && !last.lost) {
    const lostAt = millis(last.acceptedAt) + run.pace.canaryPatience;
    if (now < lostAt) return lostAt;
    await record(run, {
      kind: 'canary-lost',
      token: last.token,
      reason: `our own message did not come back within ${Math.round(run.pace.canaryPatience / 60_000)} minutes`,
    });
  }
  // After a lost one, and when a run begins, there is something new to find out: it need not wait for the usual pause.
  const anew = last !== undefined && !last.seen && millis(last.acceptedAt) < run.startedAt;
  const pause = last?.lost ? run.pace.retryAfter : run.pace.canaryEvery;
  const next = last && !anew ? millis(last.acceptedAt) + pause : now;
  if (now < next) return next;
  const token = tokenFrom(digestOf(['canary', run.planSha, run.state.seq, now]));
  const receipt = await run.channel.sendCanary(token, now);
  const at = receipt.outcome === 'sent' ? receipt.acceptedAt : now;
  await record(run, { kind: 'canary-sent', token, messageId: receipt.messageId, acceptedAt: instant(at) });
  if (receipt.outcome !== 'sent' && receipt.outcome !== 'unknown')
    await record(run, {
      kind: 'canary-lost',
      token,
      reason:
        receipt.outcome === 'not-sent' ? receipt.reason : `refused with ${receipt.code} ${receipt.response}`,
    });
  return at + Math.min(run.pace.canaryEvery, run.pace.canaryPatience);
}

/** Records that a captured message is the canary with this token. */
export async function noteCanary(run: Fieldwork, capture: Capture, token: string | undefined): Promise<void> {
  const canary = token === undefined ? undefined : run.state.canaries.get(token);
  if (!canary || canary.seen) return;
  await record(run, {
    kind: 'canary-seen',
    token: canary.token,
    account: capture.account,
    serverTime: capture.clocks.received?.from,
    observedAt: capture.clocks.observed,
  });
}
