/** The updates that wait for the bot: kept 24 hours by the sandbox's clock, confirmed by a higher offset. */
import type { Clock } from '../../fieldwork/ports.ts';
import type { Update, UpdateKind } from './shapes.ts';

const KEPT_MS = 24 * 3_600_000;
const MOST = 100_000;

export interface UpdateQueue {
  /** Queued unless its kind is not among the allowed ones. */
  add(body: Omit<Update, 'update_id'>): void;
  /** Confirms what is below `offset`, then gives at most `limit` from the oldest on. A negative one counts from the end. */
  take(offset: number, limit: number): Update[];
  confirm(id: number): void;
  /** The kinds that the bot wants from now on; null leaves them as they are. */
  allow(kinds: readonly string[] | null): void;
  allowed(): readonly string[];
  pending(): number;
  /** Updates that nobody fetched in time, over all. */
  lapsed(): number;
  /** As Telegram does after a week without updates: the next id is any. */
  restartIds(at: number): void;
  clear(): void;
  /** Called when something was added. */
  onAdded(listener: () => void): () => void;
}

/** What Telegram sends to a bot that never said what it wants: all but a few kinds that the sandbox has not got. */
const DEFAULT: readonly UpdateKind[] = [
  'message',
  'business_connection',
  'business_message',
  'edited_business_message',
  'deleted_business_messages',
  'callback_query',
];

export function createUpdateQueue(clock: Clock, firstId: number): UpdateQueue {
  let queue: { update: Update; at: number }[] = [];
  let nextId = firstId;
  let kinds: readonly string[] = DEFAULT;
  let lapsed = 0;
  const listeners = new Set<() => void>();

  function expire(): void {
    const kept = queue.filter(({ at }) => clock.now() - at <= KEPT_MS);
    lapsed += queue.length - kept.length;
    queue = kept;
  }

  return {
    add(body) {
      if (!Object.keys(body).some((kind) => kinds.includes(kind))) return;
      if (queue.length >= MOST) throw new Error(`more than ${MOST} updates wait: nobody fetches them`);
      queue.push({ update: { update_id: nextId, ...body }, at: clock.now() });
      nextId += 1;
      for (const listener of [...listeners]) listener();
    },
    take(offset, limit) {
      expire();
      if (offset > 0) queue = queue.filter(({ update }) => update.update_id >= offset);
      if (offset < 0) queue = queue.slice(offset);
      return queue.slice(0, limit).map(({ update }) => update);
    },
    confirm(id) {
      queue = queue.filter(({ update }) => update.update_id !== id);
    },
    allow(wanted) {
      if (wanted) kinds = wanted.length > 0 ? [...wanted] : DEFAULT;
    },
    allowed: () => kinds,
    pending() {
      expire();
      return queue.length;
    },
    lapsed() {
      expire();
      return lapsed;
    },
    restartIds(at) {
      nextId = at;
    },
    clear() {
      queue = [];
    },
    onAdded(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
