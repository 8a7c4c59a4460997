import { describe, expect, it } from 'vitest';
import { channelScores, tellingAs } from '../../src/report/channel-scores.ts';
import { rowOf } from '../ranking/rows.ts';

describe('channels of a score', () => {
  it('are means of what counts and has a score, by name', () => {
    const rows = [
      rowOf({ lender: 'a', n: 1, hours: 1, channel: 'webchat' }),
      ...[2, 3, 4].map((n) => rowOf({ lender: 'a', n, channel: 'email' })),
      rowOf({ lender: 'a', n: 5, hours: 1, channel: 'email', excluded: 'canary' }),
    ];
    const [email, webchat] = channelScores(rows).get('a')!;
    expect(email).toEqual({ channel: 'email', n: 3, score: 0 });
    expect(webchat).toMatchObject({ channel: 'webchat', n: 1 });
    expect(webchat!.score).toBeGreaterThan(0);
  });

  it('tell as much together as fewer messages by one channel, where they were not tried alike often', () => {
    const of = (...ns: number[]) => tellingAs(ns.map((n) => ({ channel: 'email' as const, n, score: 50 })));
    expect(of(6)).toBe(6);
    expect(of(3, 3)).toBeCloseTo(6, 12);
    // Variance s2/4 (1/6 + 1/1) = s2 / (24/7).
    expect(of(6, 1)).toBeCloseTo(24 / 7, 12);
  });
});
