/** Which chats the recorder is told to listen to. */
import { expect, it } from 'vitest';
import type { WaveSetup } from '../../src/cli/setup-wave.ts';
import { watchedChats } from '../../src/cli/wire-desk.ts';
import { confirmSent, releaseTask, takeTask } from '../../src/fieldwork/operator.ts';
import { aDesk, handProbe } from '../desk/a-desk.ts';

it('those in hand, sent or given back; none before it is taken, none but on Telegram', async () => {
  const probes = [handProbe(1, 'telegram'), handProbe(2, 'telegram'), handProbe(3, 'whatsapp')];
  const { work } = await aDesk(probes, { operators: ['Olena', 'Petro'] });
  const setup = { plan: work.plan, study: { market: { entities: [], lenders: [] } } } as unknown as WaveSetup;
  const watched = async () => {
    await work.refresh();
    return watchedChats(setup, work).map((c) => `${c.probe} ${c.operator}`);
  };
  const [first, second, third] = probes.map((p) => p.id) as [string, string, string];
  expect(await watched()).toEqual([]);
  await takeTask(work, 'Olena', first);
  await takeTask(work, 'Petro', third);
  expect(await watched()).toEqual([`${first} Olena`]);
  // Whoever gives it back may have pressed Send all the same.
  await releaseTask(work, 'Olena', first, 'not now');
  await takeTask(work, 'Olena', second);
  await confirmSent(work, 'Olena', second);
  expect(await watched()).toEqual([`${first} Olena`, `${second} Olena`]);
  await work.ledger.append(work.plan.wave.id, [
    { kind: 'invalidated', probe: first, code: 'missed-slot', reason: 'its slot is over' },
  ]);
  expect(await watched()).toEqual([`${second} Olena`]);
});
