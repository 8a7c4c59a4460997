/**
 * The run that gets killed: real ledger, real channel, real parser, the system's clock. Says on standard output when
 * it is up and when it has claimed a send, so that the killer can aim; ends with "finished" when every window is closed.
 */
import { readFileSync } from 'node:fs';
import { openParsePool } from '../../src/cli/parse-pool.ts';
import type { WaveSetup } from '../../src/cli/setup-wave.ts';
import { systemClock } from '../../src/cli/system-clock.ts';
import { emailChannel, waveInput } from '../../src/cli/wire-fieldwork.ts';
import type { Ledger } from '../../src/fieldwork/ports.ts';
import { runWave } from '../../src/fieldwork/run-wave.ts';
import { openLedger } from '../../src/store/ledger.ts';
import { PACE } from './pace.ts';

const setup = JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as WaveSetup;
const ledger = await openLedger({ dir: setup.folder.ledger, clock: systemClock });
const aimed: Ledger = {
  ...ledger,
  async claimSend(...args) {
    const claim = await ledger.claimSend(...args);
    if ('claimed' in claim) process.stdout.write('claimed\n');
    return claim;
  },
};
const parsers = openParsePool();
process.stdout.write('up\n');
const outcome = await runWave({
  ...waveInput(setup, {
    mode: 'sandbox',
    clock: systemClock,
    ledger: aimed,
    channel: emailChannel(setup, systemClock, () => 'secret'),
    parsers,
  }),
  pace: PACE,
  onStopped: async () => ({ by: 'kill test: the bouncing lenders are known' }),
});
process.stdout.write(outcome.finished ? 'finished\n' : 'ended\n');
await parsers.close();
await ledger.close();
