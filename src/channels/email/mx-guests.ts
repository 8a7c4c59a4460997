/** Who is connected to our exchanger: not too many, none without end, and a jumping clock held while mail is in hand. */
import type { Clock } from '../../fieldwork/ports.ts';

export const MOST_CLIENTS = 100;
export const MOST_PER_ADDRESS = 30;
/** Real ms. */
const SESSION_MS = 15 * 60_000;

interface Guest {
  address: string;
  release: (() => void) | null;
  timer: NodeJS.Timeout;
}

export function createGuestBook(clock: Clock) {
  const guests = new Map<string, Guest>();
  const idle = (id: string) => {
    const guest = guests.get(id);
    guest?.release?.();
    if (guest) guest.release = null;
  };
  const leave = (id: string) => {
    idle(id);
    clearTimeout(guests.get(id)?.timer);
    guests.delete(id);
  };
  return {
    /** Null, and the guest is in; or why there is no room. `hangUp` is called when a session never ends. */
    enter(id: string, address: string, hangUp: () => void): string | null {
      if (guests.size >= MOST_CLIENTS) return `there were ${MOST_CLIENTS} connections already`;
      const same = [...guests.values()].filter((g) => g.address === address).length;
      if (same >= MOST_PER_ADDRESS) return `${address} had ${MOST_PER_ADDRESS} connections already`;
      guests.set(id, { address, release: null, timer: setTimeout(hangUp, SESSION_MS).unref() });
      return null;
    },
    busy(id: string) {
      const guest = guests.get(id);
      if (guest && !guest.release) guest.release = clock.hold();
    },
    idle,
    leave,
    clear() {
      for (const id of [...guests.keys()]) leave(id);
    },
  };
}
