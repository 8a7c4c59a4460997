/** 100,000 mutated messages: none throws, none takes longer than a quarter second, memory stays where it was. */
import { expect, it } from 'vitest';
import { checkFuzz } from './check-fuzz.ts';
import { runFuzz } from './run-fuzz.ts';

const MESSAGES = 100_000;
const PIECE = 10_000;

it('survives 100,000 mutated messages', { timeout: 7_200_000 }, async () => {
  const heaps: number[] = [];
  for (let from = 0; from < MESSAGES; from += PIECE) {
    const summary = await runFuzz(from, from + PIECE);
    console.log(JSON.stringify({ from, ...summary }));
    checkFuzz(summary);
    heaps.push(summary.heap.end);
  }
  // A leak of a kilobyte a message would add a hundred megabytes.
  expect(heaps.at(-1)! - heaps[0]!, 'growth of the heap, MB').toBeLessThan(60);
});
