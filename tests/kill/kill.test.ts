/** A short seeded part of the kill soak (`npm run soak` does 200 kills). */
import { describe, expect, it } from 'vitest';
import { missing } from '../servers/package-binaries.ts';
import { checkKilledWave } from './checks.ts';
import { playKilledWave } from './killed-wave.ts';

const absent = missing('dovecot') ?? missing('postfix');

describe.skipIf(absent !== null)('a run killed with SIGKILL and resumed, on real servers', () => {
  it.each(['imap', 'mx'] as const)(
    'by %s: nothing twice, nothing lost, no false silence',
    { timeout: 240_000 },
    async (inbound) => {
      const wave = await playKilledWave({
        seed: 7,
        kills: 12,
        inbound,
        lenders: 20,
        spread: 20,
        deadlineSeconds: 20,
      });
      const summary = checkKilledWave(wave);
      console.log(JSON.stringify({ inbound, ...summary }));
      // On a busy machine the wave's own clock ends it before the last of the twelve.
      expect(summary.kills).toBeGreaterThanOrEqual(6);
      expect(summary.answered).toBeGreaterThan(5);
    },
  );
});
