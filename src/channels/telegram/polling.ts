/**
 * Long polling, in a loop of our own: grammY's confirms a batch when it fetches the next, whatever became of it; ours
 * only when it is kept. One poll at a time: Telegram ends the older of two.
 */
import type { Clock, EvidenceSink } from '../../fieldwork/ports.ts';
import { InstrumentError } from '../../model/errors.ts';
import type { BotClient } from './client.ts';
import { POLL_S } from './client.ts';
import type { Intake } from './intake.ts';

const BATCH = 100;
/** Batches in one look: more than a bot can have waiting. */
const MOST_BATCHES = 5_000;

export interface Polling {
  /** Waits on the server for updates and takes them in, or is cut short. Resolves with how many were new to us. */
  wait(sink: EvidenceSink, signal: AbortSignal): Promise<{ fresh: number; at: number }>;
  /** Takes in everything that waits. Resolves with the moment by which all had come. */
  drain(sink: EvidenceSink): Promise<{ fresh: number; at: number }>;
}

export function createPolling(clock: Clock, client: BotClient, intake: Intake): Polling {
  /**
   * Named only right after a batch. A stale one would confirm what nobody has seen: after a week without updates
   * Telegram goes on with any number (Update, `update_id`).
   */
  let offset: number | undefined;

  async function poll(timeout: number, sink: EvidenceSink, signal?: AbortSignal) {
    const at = clock.now();
    const updates = await client.updates({ offset, limit: BATCH, timeout }, signal);
    if (updates.length === 0) {
      offset = undefined;
      return { fresh: 0, count: 0, at };
    }
    const release = clock.hold();
    try {
      const { fresh } = await intake.take(updates, sink);
      offset = Math.max(...updates.map(({ update }) => update.update_id)) + 1;
      return { fresh, count: updates.length, at };
    } finally {
      release();
    }
  }

  return {
    wait: (sink, signal) => poll(POLL_S, sink, signal),
    async drain(sink) {
      let fresh = 0;
      for (let n = 0; n < MOST_BATCHES; n += 1) {
        const batch = await poll(0, sink);
        fresh += batch.fresh;
        if (batch.count === 0) return { fresh, at: batch.at };
      }
      throw new InstrumentError('telegram-endless', 'updates came without end');
    },
  };
}
