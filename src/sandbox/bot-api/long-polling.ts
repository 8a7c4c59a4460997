/**
 * getUpdates: waits real time, so that an open poll costs the jumping clock nothing. From the moment that an update is
 * given out until the bot comes back, the clock is held: what is under way on the wire takes no study time.
 */
import type { Clock } from '../../fieldwork/ports.ts';
import { otherPoller } from './faults.ts';
import { BotApiRefusal, type Update } from './shapes.ts';
import type { UpdateQueue } from './update-queue.ts';

/** Telegram's own ceiling for one poll, s. */
const LONGEST_S = 50;
/** The bot is given so much real time to take an answer and come back, ms. */
const RETURN_MS = 1_000;

export interface PollRequest {
  offset?: number;
  limit?: number;
  timeout?: number;
  allowed_updates?: string[];
}

export interface LongPolling {
  /** Resolves with updates, or with none after the time; refuses when another poll comes. */
  poll(request: PollRequest, gone: AbortSignal): Promise<Update[]>;
  isOpen(): boolean;
  /** Ends an open poll with the conflict that Telegram gives. */
  interrupt(): void;
  stop(): void;
}

export function createLongPolling(clock: Clock, queue: UpdateQueue): LongPolling {
  let open: ((refusal: BotApiRefusal) => void) | null = null;
  let release: () => void = () => {};

  function holdUntilBack(): void {
    release();
    const letGo = clock.hold();
    const timer = setTimeout(letGo, RETURN_MS);
    release = () => {
      clearTimeout(timer);
      letGo();
    };
  }

  const conflict = () => {
    if (otherPoller.kind !== 'refuse') throw new Error('a conflict is a refusal');
    return new BotApiRefusal(otherPoller.error_code, otherPoller.description);
  };

  async function wait(seconds: number, gone: AbortSignal): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const forgetAll = () => {
        clearTimeout(timer);
        forget();
        gone.removeEventListener('abort', end);
        open = null;
      };
      const end = () => {
        forgetAll();
        resolve();
      };
      const timer = setTimeout(end, seconds * 1000);
      const forget = queue.onAdded(end);
      gone.addEventListener('abort', end, { once: true });
      open = (refusal) => {
        forgetAll();
        reject(refusal);
      };
      if (gone.aborted) end();
    });
  }

  return {
    async poll({ offset = 0, limit = 100, timeout = 0, allowed_updates }, gone) {
      open?.(conflict());
      queue.allow(allowed_updates ?? null);
      const most = Math.min(Math.max(limit, 1), 100);
      let updates = queue.take(offset, most);
      if (updates.length === 0) {
        release();
        if (timeout > 0) await wait(Math.min(timeout, LONGEST_S), gone);
        if (gone.aborted) return [];
        updates = queue.take(offset, most);
      }
      if (updates.length > 0) holdUntilBack();
      return updates;
    },
    isOpen: () => open !== null,
    interrupt() {
      open?.(conflict());
    },
    stop() {
      release();
      open?.(conflict());
    },
  };
}
