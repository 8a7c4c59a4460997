import { expect, it } from 'vitest';
import { serverError, tooMany, unauthorized } from '../../../src/sandbox/bot-api/index.ts';
import { makeRig, QUESTION } from './rig.ts';

const HOUR = 3_600_000;

async function answered() {
  const rig = await makeRig();
  await rig.listen();
  rig.anna.send(rig.acme, QUESTION);
  rig.acme.reply(rig.anna, 'Which sum?');
  await rig.sink.until((kept) => kept.length === 2);
  const sent = () => rig.api.calls().filter((c) => c.method === 'sendMessage');
  return { rig, sent };
}

it('goes out in the name of the operator, and comes back as evidence', async () => {
  const { rig, sent } = await answered();
  const receipt = await rig.recorder.followUp('w1-acme', '3000, please');
  expect(receipt).toMatchObject({ outcome: 'sent' });
  expect(sent()).toHaveLength(1);
  expect(sent()[0]!.parameters).toMatchObject({ chat_id: rig.acme.id, business_connection_id: 'conn-41' });
  await rig.sink.until((kept) => kept.length === 3);
  expect(rig.texts().at(-1)).toBe('3000, please');
});

it('not before the lender wrote, not a day after, and not without the right', async () => {
  const rig = await makeRig();
  await rig.listen();
  expect(await rig.recorder.followUp('w1-other', 'x')).toMatchObject({ code: 'telegram-no-chat' });
  expect(await rig.recorder.followUp('w1-acme', 'x')).toMatchObject({
    outcome: 'not-sent',
    code: 'telegram-no-chat',
  });
  rig.anna.send(rig.acme, QUESTION);
  await rig.sink.until((kept) => kept.length === 1);
  expect(await rig.recorder.followUp('w1-acme', 'x')).toMatchObject({ outcome: 'rejected', code: 403 });
  rig.acme.reply(rig.anna, 'Which sum?');
  await rig.sink.until((kept) => kept.length === 2);
  rig.anna.connect({});
  await rig.collect();
  expect(await rig.recorder.followUp('w1-acme', 'x')).toMatchObject({
    outcome: 'not-sent',
    code: 'telegram-rights',
  });
  rig.anna.connect();
  await rig.collect();
  expect(await rig.recorder.followUp('w1-acme', '')).toMatchObject({ code: 'telegram-text' });
  rig.clock.move(24 * HOUR + 2_000);
  expect(await rig.recorder.followUp('w1-acme', 'x')).toMatchObject({ outcome: 'rejected', code: 403 });
  expect(rig.api.calls().some((c) => c.method === 'sendMessage')).toBe(false);
});

it.each([
  ['dropped before', { kind: 'drop', done: false }, 'unknown'],
  ['dropped after', { kind: 'drop', done: true }, 'unknown'],
  ['cut in its answer', { kind: 'truncate' }, 'unknown'],
  ['answered by a broken server', serverError, 'unknown'],
  ['too many', tooMany(5), 'not-sent'],
  ['without a token', unauthorized, 'not-sent'],
  ['refused', { kind: 'refuse', error_code: 403, description: 'Forbidden: user is deactivated' }, 'rejected'],
] as const)('a call that is %s is never made again', async (_name, fault, outcome) => {
  const { rig, sent } = await answered();
  rig.api.faults.add('sendMessage', fault);
  expect(await rig.recorder.followUp('w1-acme', 'x')).toMatchObject({ outcome });
  await rig.collect();
  expect(sent().length).toBeLessThanOrEqual(1);
});

it('knows its chat after a restart', async () => {
  const { rig } = await answered();
  await rig.restart();
  expect(await rig.recorder.followUp('w1-acme', 'x')).toMatchObject({ outcome: 'sent' });
});
