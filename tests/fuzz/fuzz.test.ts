/** A short seeded part of the fuzz (`npm run soak` does 100,000 messages), and that its messages are what it says. */
import { describe, expect, it } from 'vitest';
import { checkFuzz } from './check-fuzz.ts';
import { makeMessage } from './make-message.ts';
import { runFuzz } from './run-fuzz.ts';
import { loadSeeds } from './seeds.ts';

describe('the fuzz', () => {
  it('survives 1,500 mutated messages, each within a quarter second', { timeout: 120_000 }, async () => {
    const summary = await runFuzz(700_000, 701_500);
    console.log(JSON.stringify(summary));
    expect(summary.messages).toBe(1_500);
    checkFuzz(summary);
  });

  it('makes the same message for the same number, and no two alike', () => {
    const seeds = loadSeeds();
    const make = (n: number): string => Buffer.from(makeMessage(n, seeds).raw).toString('base64');
    expect(make(7)).toBe(make(7));
    expect(new Set(Array.from({ length: 50 }, (_, n) => make(n))).size).toBeGreaterThan(45);
  });
});
