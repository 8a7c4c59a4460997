/**
 * Reads and judges made-up messages as `doorbell assess` does and measures each. By hand, with the numbers of messages:
 * `node tests/fuzz/run-fuzz.ts FROM TO` prints the summary and keeps what fails in the system's temporary folder.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assessMessage, type MessageContext } from '../../src/assess/assess-message.ts';
import { parseMail } from '../../src/assess/parse-mail.ts';
import { ParsedMail } from '../../src/model/mail.ts';
import { makeMessage } from './make-message.ts';
import { loadSeeds } from './seeds.ts';

/** Milliseconds that one message may take, of this thread's own time. */
export const MOST_MS = 250;

export interface FuzzSummary {
  messages: number;
  /** Numbers of the messages that failed, and why. */
  failed: string[];
  maxMs: number;
  p99Ms: number;
  meanMs: number;
  /** After a collection, once warm and at the end. MB. */
  heap: { start: number; end: number };
  rss: { start: number; end: number };
}

async function timed(raw: Uint8Array, context: MessageContext): Promise<{ ms: number; mail: ParsedMail }> {
  const from = process.threadCpuUsage();
  const mail = await parseMail(raw);
  assessMessage(mail, context);
  const used = process.threadCpuUsage(from);
  return { ms: (used.user + used.system) / 1_000, mail };
}

const mb = (bytes: number): number => Math.round(bytes / 1_048_576);
const memory = (): { heap: number; rss: number } => {
  globalThis.gc?.();
  const { heapUsed, rss } = process.memoryUsage();
  return { heap: mb(heapUsed), rss: mb(rss) };
};

/** Messages `from` to `to` - 1. A slow one is measured three times more and its least time counts. */
export async function runFuzz(from: number, to: number): Promise<FuzzSummary> {
  const seeds = loadSeeds();
  for (const seed of seeds) await timed(seed.raw, seed.context);
  const start = memory();
  const all = new Float64Array(to - from);
  const failed: string[] = [];
  for (let n = from; n < to; n++) {
    const { raw, context } = makeMessage(n, seeds);
    let why: string | null = null;
    try {
      let { ms, mail } = await timed(raw, context);
      for (let again = 0; again < 3 && ms > MOST_MS; again++)
        ms = Math.min(ms, (await timed(raw, context)).ms);
      all[n - from] = ms;
      if (ms > MOST_MS) why = `${Math.round(ms)} ms`;
      // The shape says which lists and texts are bounded.
      ParsedMail.parse(mail);
    } catch (error) {
      why = error instanceof Error ? `${error.stack}` : String(error);
    }
    if (why === null) continue;
    failed.push(`${n}: ${why}`);
    const folder = join(tmpdir(), 'doorbell-fuzz');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${n}.eml`), raw);
  }
  const end = memory();
  all.sort();
  return {
    messages: all.length,
    failed,
    maxMs: round(all.at(-1) ?? 0),
    p99Ms: round(all[Math.floor(all.length * 0.99)] ?? 0),
    meanMs: round(all.reduce((sum, ms) => sum + ms, 0) / Math.max(1, all.length)),
    heap: { start: start.heap, end: end.heap },
    rss: { start: start.rss, end: end.rss },
  };
}

const round = (ms: number): number => Math.round(ms * 10) / 10;

if (import.meta.main) {
  const [from, to] = process.argv.slice(2).map(Number);
  console.log(JSON.stringify(await runFuzz(from ?? 0, to ?? 1_000), null, 1));
}
