/**
 * Reads and judges made-up messages as `doorbell assess` does and measures each. By hand, with the numbers of messages:
 * `node tests/fuzz/run-fuzz.ts FROM TO` prints the summary and keeps what fails in the system's temporary folder.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { ParsedMail } from '../../src/model/mail.ts';
import { makeMessage } from './make-message.ts';
import { loadSeeds } from './seeds.ts';
import { leastTime, MOST_MS } from './timed.ts';

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

const mb = (bytes: number): number => Math.round(bytes / 1_048_576);
/** The collector, whether or not the process was started with it at hand. */
const collect = (): void => {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
};
const memory = (): { heap: number; rss: number } => {
  collect();
  const { heapUsed, rss } = process.memoryUsage();
  return { heap: mb(heapUsed), rss: mb(rss) };
};

/** Messages `from` to `to` - 1. */
export async function runFuzz(from: number, to: number): Promise<FuzzSummary> {
  const seeds = loadSeeds();
  for (const seed of seeds) await leastTime(seed.raw, seed.context);
  const start = memory();
  const all = new Float64Array(to - from);
  const failed: string[] = [];
  for (let n = from; n < to; n++) {
    const { raw, context } = makeMessage(n, seeds);
    let why: string | null = null;
    try {
      const { ms, mail } = await leastTime(raw, context);
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
