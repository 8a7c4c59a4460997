/** Forty kills in the middle of chats, at seeded random moments. */
import { describe, expect, it } from 'vitest';
import { hasBrowser } from '../support/need-browser.ts';
import { type ChatKillSummary, checkKilledChats } from './chat-checks.ts';
import { playKilledChats } from './chat-wave.ts';

describe.skipIf(!hasBrowser())('40 kills', () => {
  it('nobody asked twice, no reply lost, no door shut', { timeout: 3_600_000 }, async () => {
    const all: ChatKillSummary[] = [];
    for (let n = 0; n < 10; n++) {
      const summary = checkKilledChats(await playKilledChats({ seed: 200 + n, kills: 4 }));
      all.push(summary);
      console.log(JSON.stringify({ wave: n, ...summary }));
    }
    expect(all.reduce((t, s) => t + s.kills, 0)).toBe(40);
    expect(all.reduce((t, s) => t + s.asked, 0)).toBeGreaterThan(30);
    // Some of the kills fell between the keystroke and the sight of our question.
    expect(all.reduce((t, s) => t + s.unknown, 0)).toBeGreaterThan(0);
  });
});
