/** What a way in must be able to do: an IMAP mailbox, or our own mail exchanger. */
import type { EvidenceSink, InboundListener } from '../../fieldwork/ports.ts';
import type { Coverage } from '../../model/evidence.ts';

export interface InboundSource {
  account: string;
  /**
   * Keeps the source open until `signal` aborts, reopening it after any failure with a bounded, growing pause, and
   * hands what comes to the listener's sink. Rejects only with SetupError.
   */
  listen(listener: InboundListener, signal: AbortSignal): Promise<void>;
  /** Looks now; never rejects: what could not be looked at is an incomplete coverage with its reason. */
  collect(sink: EvidenceSink, since: number): Promise<Coverage>;
  /** Resolves after the first attempt of `listen`, good or bad: where it listens, or why it does not. */
  ready(): Promise<Opened>;
  preflight(): Promise<Check[]>;
}

export interface Opened {
  account: string;
  /** Only for a mail exchanger: where it is bound. */
  bound?: { host: string; port: number };
  /** Why the first attempt failed. */
  failed?: string;
}

export interface Check {
  name: string;
  ok: boolean;
  detail: string;
}

/** A promise that is settled once, by whoever comes first. */
export function once<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((r) => {
    resolve = r;
  });
  return { promise, resolve };
}
