/** Watches our own clock: latencies and deadlines are only as good as it is. */
import { heardIn } from './by-hand.ts';
import { type Fieldwork, isByHand, record, stateOf } from './context.ts';

/** The two clocks at one moment, ms. */
export interface ClockReading {
  wall: number;
  monotonic: number;
}

export const readClock = (run: Fieldwork): ClockReading => ({
  wall: run.clock.now(),
  monotonic: run.clock.monotonic(),
});

/**
 * Compares what both clocks advanced since `before`. A leap of the wall clock (set by hand, or a machine that slept) is
 * recorded. Where every account keeps mail under a server's own clock, the next canary shows whether our clock is right
 * now; otherwise the open windows can't be proven any more, and become invalid.
 */
export async function watchClock(run: Fieldwork, before: ClockReading): Promise<ClockReading> {
  const after = readClock(run);
  const leap = Math.round(after.wall - before.wall - (after.monotonic - before.monotonic));
  if (Math.abs(leap) <= run.pace.clockTolerance) return after;
  await record(run, { kind: 'clock-jumped', byMs: leap });
  const heard = heardIn(run.triaged);
  const witnessed = run.accounts.every((a) => a.ownClock);
  for (const probe of run.plan.probes) {
    const state = stateOf(run, probe.id);
    if (state.phase !== 'sent' && state.phase !== 'unknown') continue;
    // A messenger's server kept the times of what the recorder heard. Of the rest only our clock tells, and one that was
    // put back had been wrong; one that went forward is as a rule a machine that slept, and right again.
    if (isByHand(probe) ? heard.has(probe.id) || leap > 0 : witnessed) continue;
    await record(run, {
      kind: 'invalidated',
      probe: probe.id,
      code: 'clock-jumped',
      reason: `our clock leapt by ${Math.round(leap / 1000)} s while its window was open`,
    });
  }
  return after;
}
