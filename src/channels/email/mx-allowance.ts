/**
 * How much mail our exchanger takes in one day, so that nobody fills the disk through it. Mail to postmaster@ and
 * abuse@, which anybody can guess, has a small allowance of its own and cannot use up that of the aliases.
 */
import type { Clock } from '../../fieldwork/ports.ts';

const DAY_MS = 86_400_000;
const MOST_ADDRESSES = 10_000;
/** Messages from one address, and bytes kept from all of them together. */
const LIMITS = {
  alias: { messages: 10_000, bytes: 2_000_000_000 },
  role: { messages: 200, bytes: 100_000_000 },
};
export type AllowanceLimits = typeof LIMITS;
export type Purpose = keyof AllowanceLimits;

/** Counts by UTC days of the study's clock, in memory: a restart begins anew. */
export function createAllowance(clock: Clock, limits: AllowanceLimits = LIMITS) {
  let day = Number.NaN;
  const messages = new Map<string, number>();
  const bytes = { alias: 0, role: 0 };
  /** An address of IPv6 stands for its /64; what comes after too many addresses shares one count. */
  const counterOf = (purpose: Purpose, address: string): string => {
    const today = Math.floor(clock.now() / DAY_MS);
    if (today !== day) {
      day = today;
      messages.clear();
      bytes.alias = 0;
      bytes.role = 0;
    }
    const sender = address.includes(':') ? address.split('::')[0]?.split(':').slice(0, 4).join(':') : address;
    const key = `${purpose} ${sender}`;
    return messages.has(key) || messages.size < MOST_ADDRESSES ? key : `${purpose} the others`;
  };
  return {
    /** Null, or why there is nothing left for this sender today. */
    exhausted(purpose: Purpose, address: string): string | null {
      const sent = messages.get(counterOf(purpose, address)) ?? 0;
      const { messages: most, bytes: mostBytes } = limits[purpose];
      if (sent >= most) return `${address} has sent ${most} messages today`;
      if (bytes[purpose] >= mostBytes) return `${mostBytes} bytes were taken today`;
      return null;
    },
    spend(purpose: Purpose, address: string, size: number): void {
      const key = counterOf(purpose, address);
      messages.set(key, (messages.get(key) ?? 0) + 1);
      bytes[purpose] += size;
    },
  };
}
