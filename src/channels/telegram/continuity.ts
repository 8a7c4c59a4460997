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
  /** Updates may have been lost up to `at`. Durable when it resolves. */
  broke(at: number, sink: EvidenceSink): Promise<void>;
  lastContact(): number | null;
}

export function createContinuity(marks: Marks): Continuity {
  let bot = '';
  let contact: number | null = null;
  let broken: number | null = null;
  return {
    async load(id) {
      if (bot === id) return;
      const mine = async (folder: string) => {
        const mark = await marks.read(folder);
        return mark?.what === id ? mark.at : null;
      };
      contact = await mine('contact');
      broken = await mine('broken');
      bot = id;
    },
    from: (to) =>
      contact !== null && (broken === null || contact >= broken) && to - contact <= KEPT_MS
        ? Math.min(contact, to)
        : to,
    async contact(at, sink) {
      if (sink) await marks.write(sink, 'contact', { what: bot, at });
      contact = Math.max(contact ?? at, at);
    },
    async broke(at, sink) {
      if (broken === null || at > broken) await marks.write(sink, 'broken', { what: bot, at });
      broken = Math.max(broken ?? at, at);
    },
    lastContact: () => contact,
  };
}
