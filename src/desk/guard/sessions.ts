/** Who is logged in. Sessions live in this process alone: a restart ends them all, and nothing of them is on disk. */
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

const HOUR = 3_600_000;

/** Ends of a session, ms: without a request by its owner, and in any case. */
export const SESSION_IDLE = 2 * HOUR;
export const SESSION_LONGEST = 14 * HOUR;

/** Sessions kept at one time; the one that was idle longest makes room. */
const MOST = 200;

export interface Session {
  /** Name of the operator, as in settings.desk.operators. */
  by: string;
  startedAt: number;
  lastSeen: number;
}

export interface Sessions {
  /** A new session's id: 256 random bits, base64url. */
  begin(by: string, now: number): string;
  /** The session, if it has not ended. Counts as a sign of life unless `quiet`. */
  find(id: string | undefined, now: number, quiet?: boolean): Session | null;
  end(id: string): void;
  /** The token that every form of this session (or of this anonymous visitor) carries. */
  csrfFor(id: string): string;
  csrfHolds(id: string, token: unknown): boolean;
}

export const randomId = (): string => randomBytes(32).toString('base64url');

export function openSessions(): Sessions {
  const key = randomBytes(32);
  const sessions = new Map<string, Session>();
  const csrfFor = (id: string): string => createHmac('sha256', key).update(id).digest('base64url');
  const ended = (s: Session, now: number) =>
    now - s.lastSeen > SESSION_IDLE || now - s.startedAt > SESSION_LONGEST;
  return {
    begin(by, now) {
      for (const [id, session] of sessions) if (ended(session, now)) sessions.delete(id);
      if (sessions.size >= MOST) {
        const [idlest] = [...sessions].sort((a, b) => a[1].lastSeen - b[1].lastSeen)[0]!;
        sessions.delete(idlest);
      }
      const id = randomId();
      sessions.set(id, { by, startedAt: now, lastSeen: now });
      return id;
    },
    find(id, now, quiet = false) {
      const session = id === undefined ? undefined : sessions.get(id);
      if (!session) return null;
      if (ended(session, now)) {
        sessions.delete(id!);
        return null;
      }
      if (!quiet) session.lastSeen = now;
      return session;
    },
    end: (id) => void sessions.delete(id),
    csrfFor,
    csrfHolds: (id, token) => typeof token === 'string' && sameSecret(token, csrfFor(id)),
  };
}

/** Compares in a time that says nothing about how much of it was right, nor about its length. */
export function sameSecret(given: string, right: string): boolean {
  const digest = (s: string) => createHash('sha256').update(s).digest();
  return timingSafeEqual(digest(given), digest(right));
}
