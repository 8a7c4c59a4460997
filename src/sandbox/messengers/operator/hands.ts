/** What a person's hands need: time. A pause lets the clock go on; everything else holds it. */
import type { Clock } from '../../../fieldwork/ports.ts';
import type { Chance } from '../../chance.ts';

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;

export interface Hands {
  /** Holds the clock while `act` runs, but for its pauses. */
  busy<T>(act: () => Promise<T>): Promise<T>;
  /** Reads, types, thinks: between so many ms of study time. */
  pause(least: number, most: number): Promise<void>;
}

export function createHands(clock: Clock, chance: Chance, signal: AbortSignal): Hands {
  let release: () => void = () => {};
  return {
    async busy(act) {
      release = clock.hold();
      try {
        return await act();
      } finally {
        release();
      }
    },
    async pause(least, most) {
      const until = clock.now() + between(chance, least, most);
      release();
      await clock.sleepUntil(until, signal);
      release = clock.hold();
    },
  };
}

/** ms, whole. */
export const between = (chance: Chance, least: number, most: number): number =>
  Math.round(least + chance.unit() * (most - least));
