/**
 * The process that runs a wave by hand, to be killed: real loop, real ledger, real recorder, real desk. It does what
 * `doorbell desk --sandbox` does, on a clock that its parent moves.
 */

import { studyFolder } from '../../../src/cli/folder.ts';
import { openParsePool } from '../../../src/cli/parse-pool.ts';
import { setupWave } from '../../../src/cli/setup-wave.ts';
import { deskDoors, deskWork, openDeskOf, recorderIfAny } from '../../../src/cli/wire-desk.ts';
import { emailChannel, triagerOf, waveInput } from '../../../src/cli/wire-fieldwork.ts';
import { rememberTriage } from '../../../src/fieldwork/desk-work.ts';
import { runWave } from '../../../src/fieldwork/run-wave.ts';
import { createJumpingClock } from '../../../src/sandbox/jumping-clock.ts';
import { openLedger } from '../../../src/store/ledger.ts';

/** To go to a moment (UTC ms), or to say what time it is. */
export type ToChild = { to: number } | { now: true };
type FromChild = { url: string } | { at: number } | { finished: boolean };

const [root = '', start = '', token = ''] = process.argv.slice(2);
const say = (message: FromChild) => process.connected && process.send!(message);
const clock = createJumpingClock(Number(start));
// While it is held the clock runs at real speed; it jumps only where the parent lets it.
let release = clock.hold();

const setup = await setupWave(studyFolder(root), { rules: 'any' });
const ledger = await openLedger({ dir: setup.folder.ledger, clock });
const parsers = openParsePool();
let ring = () => {};
const triage = rememberTriage(triagerOf(setup, parsers));
const work = deskWork(setup, { mode: 'sandbox', clock, ledger, parsers, triage, ring: () => ring() });
await work.refresh();
const recorder = recorderIfAny(setup, work, () => token);
const desk = await openDeskOf(
  setup,
  work,
  deskDoors(setup, () => undefined),
  { recorder },
);

process.on('message', async (message: ToChild) => {
  if ('to' in message && message.to > clock.now()) {
    const there = clock.sleepUntil(message.to);
    release();
    await there;
    release = clock.hold();
  }
  say({ at: clock.now() });
});
say({ url: desk.url });
const outcome = await runWave({
  ...waveInput(setup, {
    mode: 'sandbox',
    clock,
    ledger,
    channel: emailChannel(setup, clock, () => undefined),
    recorder,
    parsers,
  }),
  triage,
  onBell: (bell) => {
    ring = bell;
  },
  onProgress: () => void work.refresh().then(desk.changed, () => {}),
});
await desk.close();
await recorder?.close();
await parsers.close();
await ledger.close();
say({ finished: outcome.finished });
process.disconnect();
