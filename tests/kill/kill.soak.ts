/** 200 kills at seeded random moments, over both ways in. */
import { describe, expect, it } from 'vitest';
import { missing } from '../servers/package-binaries.ts';
import { checkKilledWave, type KillSummary } from './checks.ts';
import { playKilledWave } from './killed-wave.ts';

const absent = missing('dovecot') ?? missing('postfix');
const KILLS = 200;

describe.skipIf(absent !== null)('200 kills', () => {
  it('nothing twice, nothing lost, no false silence', { timeout: 3_600_000 }, async () => {
    const all: KillSummary[] = [];
    // A wave may finish before its twenty kills are done: waves go on until two hundred have fallen.
    let left = KILLS;
    for (let n = 0; left > 0; n++) {
      const inbound = n % 2 === 0 ? 'imap' : 'mx';
      const wave = await playKilledWave({
        seed: 100 + n,
        kills: Math.min(20, left),
        inbound,
        lenders: 40,
        spread: 35,
        deadlineSeconds: 30,
      });
      const summary = checkKilledWave(wave);
      all.push(summary);
      left -= summary.kills;
      console.log(JSON.stringify({ wave: n, inbound, ...summary }));
    }
    const sum = (of: (s: KillSummary) => number) => all.reduce((t, s) => t + of(s), 0);
    console.log(
      `${sum((s) => s.kills)} kills, ${sum((s) => s.probes)} probes, ${sum((s) => s.answered)} answers, ${sum((s) => s.unknown)} unclear sends: ${sum((s) => s.reconciled)} reconciled, ${sum((s) => s.unresolved)} unresolved`,
    );
    expect(sum((s) => s.kills)).toBe(KILLS);
  });
});
