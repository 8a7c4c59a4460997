/** A clock and a sink for the channels' tests. The sink is as strict as the store: atomic, unique on (account, key). */
import type { Clock, Cursor, EvidenceSink, InboundListener } from '../../src/fieldwork/ports.ts';
import { sha256 } from '../../src/model/digest.ts';
import { Capture } from '../../src/model/evidence.ts';

export interface CountingClock extends Clock {
  /** How many holds are out. */
  held: number;
}

export function realClock(): CountingClock {
  const clock: CountingClock = {
    held: 0,
    now: () => Date.now(),
    monotonic: () => performance.now(),
    sleepUntil: async () => {},
    hold() {
      clock.held += 1;
      let out = true;
      return () => {
        if (out) clock.held -= 1;
        out = false;
      };
    },
  };
  return clock;
}

export interface Kept {
  capture: Capture;
  raw: Uint8Array;
}

export interface MemorySink extends EvidenceSink {
  kept: Kept[];
  cursors: Map<string, Cursor>;
  /** Every item that was handed over, known or not. */
  offered: number;
  batches: number[];
  /** Runs before a batch is taken; a rejection refuses the batch whole. */
  gate: () => Promise<void>;
  /** Resolves when the condition holds, now or after some later commit. */
  until(condition: (kept: Kept[]) => boolean): Promise<void>;
  text(n: number): string;
}

export function memorySink(): MemorySink {
  const keys = new Set<string>();
  const waiting = new Set<() => void>();
  const sink: MemorySink = {
    kept: [],
    cursors: new Map(),
    offered: 0,
    batches: [],
    gate: async () => {},
    async commit({ items, cursor }) {
      await sink.gate();
      sink.offered += items.length;
      sink.batches.push(items.length);
      let fresh = 0;
      for (const { capture, raw } of items) {
        Capture.parse(capture);
        if (capture.evidence !== sha256(raw) || capture.bytes !== raw.byteLength)
          throw new Error('evidence does not match its bytes');
        const key = `${capture.account}\n${capture.key}`;
        if (keys.has(key)) continue;
        keys.add(key);
        sink.kept.push({ capture, raw });
        fresh += 1;
      }
      if (cursor) sink.cursors.set(`${cursor.account}\n${cursor.folder}`, cursor);
      for (const look of waiting) look();
      return { fresh };
    },
    until: (condition) =>
      new Promise((resolve) => {
        const look = () => {
          if (!condition(sink.kept)) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
    text: (n) => Buffer.from(sink.kept[n]!.raw).toString('latin1'),
  };
  return sink;
}

export interface Heard extends InboundListener {
  woken: number;
  failures: { account: string; code: string; reason: string }[];
  /** Resolves when a failure with this code has been heard. */
  failure(code: string): Promise<void>;
}

export function listenerOn(sink: MemorySink, since = Date.now() - 3_600_000): Heard {
  const waiting: (() => void)[] = [];
  const heard: Heard = {
    sink,
    since,
    woken: 0,
    failures: [],
    wake: () => {
      heard.woken += 1;
    },
    failed: (account, code, reason) => {
      heard.failures.push({ account, code, reason });
      for (const look of waiting) look();
    },
    failure: (code) =>
      new Promise((resolve) => {
        const look = () => heard.failures.some((f) => f.code === code) && resolve();
        waiting.push(look);
        look();
      }),
    cursor: async (account, folder) => sink.cursors.get(`${account}\n${folder}`) ?? null,
  };
  return heard;
}
