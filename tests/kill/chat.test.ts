/** A short seeded part of the chats' kill soak (`npm run soak` does more). */
import { describe, expect, it } from 'vitest';
import { hasBrowser } from '../support/need-browser.ts';
import { checkKilledChats } from './chat-checks.ts';
import { playKilledChats } from './chat-wave.ts';

describe.skipIf(!hasBrowser())('a run of chats killed with SIGKILL and resumed', () => {
  it('asks nobody twice, loses no reply, shuts no door', { timeout: 360_000 }, async () => {
    const summary = checkKilledChats(await playKilledChats({ seed: 7, kills: 4 }));
    console.log(JSON.stringify(summary));
    expect(summary.asked).toBeGreaterThan(2);
    expect(summary.replies).toBeGreaterThan(2);
  });
});
