/**
 * From when on a look accounts for everything. Telegram keeps updates for 24 hours, so a look joins on to the last good
 * contact within that time; where updates may have gone elsewhere in between, it vouches for nothing before itself.
 */
import type { EvidenceSink } from '../../fieldwork/ports.ts';
import type { Marks } from './marks.ts';

/** How long updates wait on Telegram's server, ms. */
export const KEPT_MS = 24 * 3_600_000;

export interface Continuity {
  load(bot: string): Promise<void>;
  /** Start of the stretch that a look which ends at `to` accounts for. UTC ms. */
  from(to: number): number;
  /** Everything that had come by `at` has been kept. Durable where a sink is given. */
  contact(at: number, sink?: EvidenceSink): Promise<void>;
  /** Updates may have been lost until the next contact. Durable when it resolves. */
  broke(at: number, sink: EvidenceSink): Promise<void>;
  lastContact(): number | null;
}

export function createContinuity(marks: Marks): Continuity {
  let bot = '';
  /** Since when nothing was missed, by contacts that are never more than a day apart. */
  let since: number | null = null;
  /** The last of them; null where there was none since the last break. */
  let last: number | null = null;
  const joins = (at: number) => last !== null && at - last <= KEPT_MS;
  return {
    async load(id) {
      if (bot === id) return;
      const mine = async (folder: string) => {
        const mark = await marks.read(folder);
        return mark?.what === id ? mark.at : null;
      };
      since = await mine('since');
      const contact = await mine('contact');
      last = contact !== null && since !== null && contact >= since ? contact : null;
      bot = id;
    },
    from: (to) => (since !== null && joins(to) ? Math.min(since, to) : to),
    async contact(at, sink) {
      if (!joins(at)) since = Math.max(since ?? at, at);
      last = Math.max(last ?? at, at, since ?? at);
      if (!sink) return;
      if (since !== null && (await marks.read('since'))?.at !== since)
        await marks.write(sink, 'since', { what: bot, at: since });
      await marks.write(sink, 'contact', { what: bot, at: last });
    },
    async broke(at, sink) {
      // Beyond the last contact, so that a restart sees that there was none since.
      const then = Math.max(at, (last ?? 0) + 1, since ?? 0);
      if (then !== since) await marks.write(sink, 'since', { what: bot, at: then });
      since = then;
      last = null;
    },
    lastContact: () => last,
  };
}
