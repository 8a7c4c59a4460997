/**
 * The sandbox's clock (design.md, section 5): weeks pass in seconds while real sockets stay in the loop.
 *
 * Study time runs at real speed while any hold is out. With no hold out it stands still, and as soon as everybody only
 * waits it jumps to the earliest moment that somebody waits for. So nobody pays study time for our own computing, and
 * who wakes at a moment reads exactly that moment.
 */
import { performance } from 'node:perf_hooks';
import type { Clock } from '../fieldwork/ports.ts';
import { createSleepers } from './sleepers.ts';

/**
 * Turns of the event loop without a sign of life before a jump. One would do for a sleeper that takes its hold at
 * once; a few more let an answer that is already in a socket's buffer reach whoever will take a hold for it.
 */
const QUIET_TURNS = 4;

/** Node's timers overflow beyond this; a longer wait is re-armed. */
const MAX_TIMER_MS = 2_000_000_000;

/**
 * A jumping clock that starts at `startMs` (UTC ms). `monotonic` is ms of study time since the start, so that a jump
 * is no clock fault. At most 100,000 sleepers; one more is a bug and throws.
 */
export function createJumpingClock(startMs: number): Clock {
  const sleepers = createSleepers();
  let base = startMs;
  let holds = 0;
  let heldSince = 0;
  let timer: NodeJS.Timeout | undefined;
  let turn: NodeJS.Immediate | undefined;
  let quiet = 0;

  const exact = () => (holds > 0 ? base + (performance.now() - heldSince) : base);
  const now = () => Math.floor(exact());

  /** Something happened: wake who is due, then wait anew for quiet or for the next moment. */
  function stir(): void {
    sleepers.wake(now());
    quiet = 0;
    clearTimeout(timer);
    timer = undefined;
    if (holds === 0) {
      if (!turn && sleepers.next() !== undefined) turn = setImmediate(onTurn);
      return;
    }
    const next = sleepers.next();
    if (next !== undefined) timer = setTimeout(stir, Math.min(Math.ceil(next - exact()), MAX_TIMER_MS));
  }

  function onTurn(): void {
    turn = undefined;
    const next = sleepers.next();
    if (holds > 0 || next === undefined) return;
    quiet += 1;
    if (quiet < QUIET_TURNS) {
      turn = setImmediate(onTurn);
      return;
    }
    base = Math.max(base, next);
    stir();
  }

  return {
    now,
    monotonic: () => exact() - startMs,
    sleepUntil(at, signal) {
      const slept = sleepers.add(at, signal);
      stir();
      return slept;
    },
    hold() {
      if (holds === 0) heldSince = performance.now();
      holds += 1;
      stir();
      let out = true;
      return () => {
        if (!out) return;
        out = false;
        if (holds === 1) base = exact();
        holds -= 1;
        stir();
      };
    },
  };
}
