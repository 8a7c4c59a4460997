/**
 * Parses hostile mail in worker threads with a memory limit and a time limit for each message. A worker that runs out of
 * either is ended and replaced; its message comes back as unreadable, which makes no silence out of it.
 */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { InstrumentError } from '../model/errors.ts';
import { type ParsedMail, unreadableMail } from '../model/mail.ts';

export interface ParsePool {
  /**
   * What the message says. Never rejects because of the message; rejects with InstrumentError `parse-queue-full` when
   * too many wait, and `parse-pool-closed` after close.
   */
  parse(raw: Uint8Array): Promise<ParsedMail>;
  /** Ends the workers; messages not yet parsed are rejected. */
  close(): Promise<void>;
}

export interface ParsePoolOptions {
  size?: number;
  /** For one message. */
  timeoutMs?: number;
  /** Messages that may wait. */
  queue?: number;
  /** Old-generation heap of a worker, MB. */
  memoryMb?: number;
  /** Another worker than the parser, in tests. */
  worker?: URL;
}

interface Job {
  raw: Uint8Array;
  resolve: (mail: ParsedMail) => void;
  reject: (error: unknown) => void;
}

interface Slot {
  worker: Worker;
  job: Job | null;
  timer: NodeJS.Timeout | null;
}

/** The worker beside this file, in the form this file has: .ts in sources, .js in dist. */
const workerUrl = (): URL =>
  new URL(`./parse-worker${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url);

export function openParsePool(options: ParsePoolOptions = {}): ParsePool {
  const size = options.size ?? Math.max(1, Math.min(4, availableParallelism() - 1));
  const timeoutMs = options.timeoutMs ?? 10_000;
  const limit = options.queue ?? 10_000;
  const waiting: Job[] = [];
  const slots = new Set<Slot>();
  let closed = false;

  const finish = (slot: Slot, done: (job: Job) => void): void => {
    if (slot.timer) clearTimeout(slot.timer);
    const job = slot.job;
    slot.job = null;
    slot.timer = null;
    if (job) done(job);
  };
  /** Ends a worker that is lost, and gives its message up. */
  const lose = (slot: Slot, why: string): void => {
    if (!slots.delete(slot)) return;
    finish(slot, (job) => job.resolve(unreadableMail(job.raw.length, why)));
    void slot.worker.terminate();
    next();
  };
  const hire = (): Slot => {
    const worker = new Worker(options.worker ?? workerUrl(), {
      resourceLimits: { maxOldGenerationSizeMb: options.memoryMb ?? 256 },
      stdout: true,
      stderr: true,
    });
    // An idle pool keeps no process alive.
    worker.unref();
    const slot: Slot = { worker, job: null, timer: null };
    worker.on('message', (mail: ParsedMail) => {
      finish(slot, (job) => job.resolve(mail));
      worker.unref();
      next();
    });
    worker.on('error', (cause) =>
      lose(slot, `parser died: ${String(cause?.message ?? cause).slice(0, 200)}`),
    );
    worker.on('exit', () => lose(slot, 'parser died'));
    slots.add(slot);
    return slot;
  };
  const next = (): void => {
    while (waiting.length > 0 && !closed) {
      const slot = [...slots].find((s) => !s.job) ?? (slots.size < size ? hire() : null);
      if (!slot) return;
      const job = waiting.shift()!;
      slot.job = job;
      slot.timer = setTimeout(() => lose(slot, 'parser timed out'), timeoutMs);
      slot.worker.ref();
      slot.worker.postMessage(job.raw);
    }
  };

  return {
    parse: (raw) =>
      new Promise((resolve, reject) => {
        if (closed) return reject(new InstrumentError('parse-pool-closed', 'the parse pool is closed'));
        if (waiting.length >= limit)
          return reject(
            new InstrumentError('parse-queue-full', `${limit} messages already wait to be parsed`),
          );
        waiting.push({ raw, resolve, reject });
        next();
      }),
    async close() {
      closed = true;
      const gone = new InstrumentError(
        'parse-pool-closed',
        'the parse pool was closed before the message was parsed',
      );
      for (const job of waiting.splice(0)) job.reject(gone);
      const all = [...slots];
      slots.clear();
      // A worker that ends does not keep the process; its end must be waited for also where nothing else does.
      const alive = setInterval(() => {}, 1_000);
      await Promise.all(
        all.map(async (slot) => {
          finish(slot, (job) => job.reject(gone));
          await slot.worker.terminate();
        }),
      );
      clearInterval(alive);
    },
  };
}
