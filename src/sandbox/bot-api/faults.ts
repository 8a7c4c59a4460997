/** What can go wrong between a bot and Telegram, each switched on by a test for so many calls of a method. */
import type { Refused } from './shapes.ts';

export type Fault =
  /** The error body that Telegram gives. */
  | ({ kind: 'refuse' } & Refused)
  /** The connection is cut; `done` says whether the method was carried out before. */
  | { kind: 'drop'; done: boolean }
  /** The method is carried out, and the answer breaks off in its middle. */
  | { kind: 'truncate' }
  /** Carried out, answered after so many real ms. */
  | { kind: 'slow'; ms: number }
  /** The answer is no JSON: a proxy's error page. */
  | { kind: 'garbage' }
  /** getUpdates alone: everything comes twice, or in the wrong order. */
  | { kind: 'repeat' }
  | { kind: 'shuffle' };

export const unauthorized: Fault = { kind: 'refuse', error_code: 401, description: 'Unauthorized' };
export const serverError: Fault = { kind: 'refuse', error_code: 502, description: 'Bad Gateway' };
export const otherPoller: Fault = {
  kind: 'refuse',
  error_code: 409,
  description:
    'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
};
export const tooMany = (seconds: number): Fault => ({
  kind: 'refuse',
  error_code: 429,
  description: `Too Many Requests: retry after ${seconds}`,
  parameters: { retry_after: seconds },
});

export interface Faults {
  /** The next `times` calls of `method` ("*" for any) go wrong in this way; faults of one method queue up. */
  add(method: string, fault: Fault, times?: number): void;
  /** The fault for this call, used up by asking. */
  next(method: string): Fault | null;
  clear(): void;
}

export function createFaults(): Faults {
  const waiting: { method: string; fault: Fault; left: number }[] = [];
  return {
    add(method, fault, times = 1) {
      waiting.push({ method, fault, left: times });
    },
    next(method) {
      const place = waiting.findIndex((w) => w.method === method || w.method === '*');
      const found = waiting[place];
      if (!found) return null;
      found.left -= 1;
      if (found.left <= 0) waiting.splice(place, 1);
      return found.fault;
    },
    clear() {
      waiting.length = 0;
    },
  };
}
