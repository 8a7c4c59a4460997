/**
 * Claims every probe of a list, opening and closing the ledger for each few, beside others that do the same:
 * `node ledger-child-claims.ts DIR NAME COUNT`. `hold` as COUNT only opens it and stays.
 */

import { writeSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import type { Ledger } from '../../src/fieldwork/ports.ts';
import { SetupError } from '../../src/model/errors.ts';
import { openLedger } from '../../src/store/ledger.ts';
import { bytes, intentFor } from '../store/fixtures.ts';

const [dir, name, count] = process.argv.slice(2) as [string, string, string];
const say = (done: object) => writeSync(1, `${JSON.stringify(done)}\n`);

/** The lock refuses at once, so whoever wants it in turn must ask again. */
async function openInTurn(): Promise<Ledger> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await openLedger({ dir, clock: Date });
    } catch (error) {
      if (!(error instanceof SetupError) || tries === 2_000) throw error;
      if (tries === 1) say({ refused: error.message });
      await setTimeout(2);
    }
  }
}

if (count === 'hold') {
  await openInTurn();
  say({ holds: process.pid });
  setInterval(() => {}, 60_000);
} else {
  for (let i = 0; i < Number(count); ) {
    const ledger = await openInTurn();
    for (let n = 0; n < 3 && i < Number(count); n += 1, i += 1) {
      const raw = bytes(`${name} to ${i}`);
      const answer = await ledger.claimSend('w1', intentFor(`w1-p${i}`, raw), raw, () => null);
      say('claimed' in answer ? { claimed: i } : { lost: i });
    }
    await ledger.close();
  }
}
