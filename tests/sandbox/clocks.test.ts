import { performance } from 'node:perf_hooks';
import { describe, expect, it } from 'vitest';
import { createJumpingClock } from '../../src/sandbox/jumping-clock.ts';
import { createManualClock } from '../../src/sandbox/manual-clock.ts';

const START = Date.UTC(2026, 8, 7, 6);
const WEEK = 7 * 86_400_000;
const turns = async (n: number) => {
  for (let i = 0; i < n; i++) await new Promise<void>((r) => setImmediate(r));
};
const pause = (ms: number) => new Promise<void>((r) => setTimeout(r, ms));

describe('jumping clock', () => {
  it('jumps to each moment in order, exact to the millisecond, ties in the order of coming', async () => {
    const clock = createJumpingClock(START);
    const seen: [string, number][] = [];
    const sleep = async (name: string, at: number) => {
      await clock.sleepUntil(at);
      seen.push([name, clock.now() - START]);
    };
    await Promise.all([
      sleep('c', START + 8 * WEEK + 1),
      sleep('a', START + 17),
      sleep('b1', START + WEEK),
      sleep('b2', START + WEEK),
    ]);
    expect(seen).toEqual([
      ['a', 17],
      ['b1', WEEK],
      ['b2', WEEK],
      ['c', 8 * WEEK + 1],
    ]);
    expect(clock.monotonic()).toBe(8 * WEEK + 1);
  });

  it('serves a sleep that begins on waking before it jumps further', async () => {
    const clock = createJumpingClock(START);
    const seen: number[] = [];
    const chain = (async () => {
      await clock.sleepUntil(START + 1000);
      await turns(1);
      await clock.sleepUntil(START + 1500);
      seen.push(clock.now() - START);
    })();
    const far = clock.sleepUntil(START + WEEK).then(() => seen.push(clock.now() - START));
    await Promise.all([chain, far]);
    expect(seen).toEqual([1500, WEEK]);
  });

  it('runs at real speed while a hold is out, also for one that a woken sleeper takes', async () => {
    const clock = createJumpingClock(START);
    let far = false;
    const farAway = clock.sleepUntil(START + WEEK).then(() => {
      far = true;
    });
    await clock.sleepUntil(START + 5000);
    const release = clock.hold();
    const real = performance.now();
    await clock.sleepUntil(START + 5040);
    const took = performance.now() - real;
    expect(took).toBeGreaterThan(35);
    expect(clock.now()).toBeGreaterThanOrEqual(START + 5040);
    expect(clock.now() - START).toBeLessThan(60_000);
    expect(far).toBe(false);
    release();
    release(); // releasing twice is releasing once
    await farAway;
    expect(clock.now()).toBe(START + WEEK);
  });

  it('waits for the last of several holds', async () => {
    const clock = createJumpingClock(START);
    const one = clock.hold();
    const two = clock.hold();
    let woke = false;
    const slept = clock.sleepUntil(START + WEEK).then(() => {
      woke = true;
    });
    one();
    await pause(15);
    expect(woke).toBe(false);
    two();
    await slept;
    expect(clock.now()).toBe(START + WEEK);
  });

  it('stands still when nobody waits and nothing is held', async () => {
    const clock = createJumpingClock(START);
    await pause(10);
    expect(clock.now()).toBe(START);
  });

  it('adds up the real time of many short holds and never goes back', async () => {
    const clock = createJumpingClock(START);
    let last = clock.now();
    for (let i = 0; i < 2000; i++) {
      const release = clock.hold();
      expect(clock.now()).toBeGreaterThanOrEqual(last);
      release();
      last = clock.now();
    }
    const release = clock.hold();
    await pause(20);
    release();
    expect(clock.now() - START).toBeGreaterThanOrEqual(19);
  });

  it('resolves an aborted sleep without moving, and forgets it', async () => {
    const clock = createJumpingClock(START);
    const release = clock.hold();
    const controller = new AbortController();
    const slept = clock.sleepUntil(START + WEEK, controller.signal);
    controller.abort();
    await slept;
    await clock.sleepUntil(START + WEEK, controller.signal);
    expect(clock.now() - START).toBeLessThan(60_000);
    release();
    await clock.sleepUntil(START + 2 * WEEK);
    expect(clock.now()).toBe(START + 2 * WEEK);
  });

  it('returns at once for a moment that has passed', async () => {
    const clock = createJumpingClock(START);
    await clock.sleepUntil(START - 1);
    await clock.sleepUntil(START);
    expect(clock.now()).toBe(START);
  });

  it('carries thousands of sleepers over eight weeks in order, many of them aborted', async () => {
    const clock = createJumpingClock(START);
    const seen: number[] = [];
    const moments = Array.from({ length: 5000 }, (_, i) => START + ((i * 7919) % 5000) * 967_680);
    const controller = new AbortController();
    const real = performance.now();
    const aborted = moments.map((at) => clock.sleepUntil(at + 1, controller.signal));
    controller.abort();
    await Promise.all(aborted);
    await Promise.all(
      moments.map(async (at) => {
        await clock.sleepUntil(at);
        expect(clock.now()).toBe(at);
        seen.push(at);
      }),
    );
    expect(seen).toEqual([...moments].sort((a, b) => a - b));
    expect(performance.now() - real).toBeLessThan(10_000);
  });

  it('refuses a moment that is no number', () => {
    expect(() => createJumpingClock(START).sleepUntil(Number.NaN)).toThrow(TypeError);
  });
});

describe('manual clock', () => {
  it('moves only by hand, through every moment on the way', async () => {
    const clock = createManualClock(START);
    const seen: number[] = [];
    void (async () => {
      await clock.sleepUntil(START + 100);
      seen.push(clock.now() - START);
      await clock.sleepUntil(START + 250);
      seen.push(clock.now() - START);
    })();
    await turns(5);
    expect(seen).toEqual([]);
    await clock.advanceTo(START + 99);
    expect(seen).toEqual([]);
    await clock.advanceTo(START + 1000);
    expect(seen).toEqual([100, 250]);
    expect(clock.now()).toBe(START + 1000);
    await expect(clock.advanceTo(START)).rejects.toThrow(RangeError);
  });
});
