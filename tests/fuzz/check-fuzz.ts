/** What must hold of any run of the fuzz. */
import { expect } from 'vitest';
import type { FuzzSummary } from './run-fuzz.ts';
import { MOST_MS } from './timed.ts';

export function checkFuzz(summary: FuzzSummary): void {
  expect(summary.failed, 'see the numbers with `node tests/fuzz/run-fuzz.ts N N+1`').toEqual([]);
  expect(summary.maxMs).toBeLessThanOrEqual(MOST_MS);
  expect(summary.heap.end - summary.heap.start, 'growth of the heap, MB').toBeLessThan(80);
}
