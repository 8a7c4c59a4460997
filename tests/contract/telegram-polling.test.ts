/** What only long polling knows: conflicts, answers that break off, and ids that start anew. */
import { expect, it } from 'vitest';
import { otherPoller, serverError, unauthorized } from '../../src/sandbox/bot-api/index.ts';
import { ANNA, BORIS, makeRig, QUESTION, until, watch } from '../channels/telegram/rig.ts';

const HOUR = 3_600_000;

it('another poller: told in one sentence, and what it may have taken away is a gap', async () => {
  const rig = await makeRig();
  await rig.listen();
  await rig.collect();
  const from = rig.clock.now();
  rig.clock.move(HOUR);
  const other = (offset: number) =>
    fetch(`${rig.api.root}/bot${rig.api.token}/getUpdates?offset=${offset}`).then((r) => r.json());
  await until(() => rig.api.isPolled());
  await other(0);
  await rig.heard.failure('telegram-conflict');
  expect(rig.heard.failures[0]!.reason).toBe(
    'another program polls with the same bot token (409) and takes updates away: end that one (a second `doorbell run`?), or give Doorbell a bot of its own',
  );
  const after = await rig.collect();
  expect(after.complete).toBe(true);
  expect(Date.parse(after.from)).toBeGreaterThanOrEqual(from + HOUR);
  expect(rig.missing(from, from + HOUR / 2)).toMatch(/nobody watched it for 60 minutes/);
  rig.clock.move(HOUR);
  await rig.collect();
  expect(rig.missing(Date.parse(after.to), Date.parse(after.to) + HOUR / 2)).toBeNull();
});

it('a gap by another poller is one after a restart too', async () => {
  const rig = await makeRig();
  await rig.listen();
  await rig.collect();
  const from = rig.clock.now();
  rig.clock.move(HOUR);
  await until(() => rig.api.isPolled());
  rig.api.faults.add('getUpdates', otherPoller, 1);
  rig.friend.reply(rig.anna, 'something else');
  await rig.heard.failure('telegram-conflict');
  await rig.restart();
  await rig.collect();
  expect(rig.missing(from, from + HOUR / 2)).toMatch(/nobody watched it/);
});

it('a webhook that somebody set is told by what it is', async () => {
  const rig = await makeRig();
  await rig.listen();
  await rig.collect();
  await fetch(`${rig.api.root}/bot${rig.api.token}/setWebhook?url=http://127.0.0.1:9/x`);
  const look = await rig.collect();
  expect(look.complete).toBe(false);
  expect(look.reason).toMatch(/^another program has set a webhook for this bot \(409\)/);
  const checks = (await rig.recorder.preflight()).checks;
  expect(checks.find((c) => c.name === 'telegram webhook')).toMatchObject({
    ok: false,
    detail: expect.stringContaining('127.0.0.1:9'),
  });
});

it.each([
  ['dropped before', { kind: 'drop', done: false }],
  ['dropped after', { kind: 'drop', done: true }],
  ['truncated', { kind: 'truncate' }],
  ['garbage', { kind: 'garbage' }],
  ['a server error', serverError],
  ['slow', { kind: 'slow', ms: 30 }],
  ['a moment without the token', unauthorized],
] as const)('an answer that is %s: nothing lost, nothing doubled', async (_name, fault) => {
  const rig = await makeRig();
  await rig.listen();
  rig.anna.send(rig.acme, QUESTION);
  rig.api.faults.add('getUpdates', fault, 2);
  rig.acme.reply(rig.anna, 'one');
  const first = await rig.collect();
  rig.acme.reply(rig.anna, 'two');
  await until(() => {
    if (rig.sink.kept.length < 3) rig.clock.move(60_000);
    return rig.sink.kept.length === 3;
  });
  await rig.collect();
  expect(rig.texts()).toEqual([QUESTION, 'one', 'two']);
  expect(first.complete).toBe(fault.kind === 'slow');
  expect(await rig.collect()).toMatchObject({ complete: true });
  expect(rig.clock.held()).toBe(0);
});

it('ids that start anew below the last one, as after a quiet week, lose nothing', async () => {
  const rig = await makeRig();
  await rig.listen();
  rig.anna.send(rig.acme, QUESTION);
  await rig.sink.until((kept) => kept.length === 1);
  await rig.collect();
  rig.api.queue.restartIds(1_000);
  rig.acme.reply(rig.anna, 'after a week');
  await rig.sink.until((kept) => kept.length === 2);
  await rig.restart();
  rig.acme.reply(rig.anna, 'and one more');
  await rig.sink.until((kept) => kept.length === 3);
});

it('more waits than one answer holds', async () => {
  const rig = await makeRig();
  for (let n = 0; n < 250; n += 1) rig.acme.reply(rig.anna, `line ${n}`);
  await rig.listen();
  await rig.collect();
  expect(rig.texts()).toEqual(Array.from({ length: 250 }, (_, n) => `line ${n}`));
});

it('a look without a listener', async () => {
  const rig = await makeRig();
  rig.acme.reply(rig.anna, 'hello');
  const look = await rig.collect();
  expect(look).toMatchObject({ complete: true, from: look.to });
  expect(rig.texts()).toEqual(['hello']);
});

it('two operators: each one’s connection counts, and either can be the one that is off', async () => {
  const rig = await makeRig('polling', { operators: [ANNA, BORIS] });
  const boris = rig.api.person({ name: 'Boris', id: 43 });
  boris.connect();
  await rig.listen();
  const bank = rig.api.lender({ name: 'Bank', username: 'bank_example' });
  rig.chats.push(watch('w1-bank', 'https://t.me/bank_example', { operator: 'Boris' }));
  boris.send(bank, QUESTION);
  rig.anna.send(rig.acme, QUESTION);
  await rig.sink.until((kept) => kept.length === 2);
  expect(rig.captures().map((c) => c.probe)).toEqual(['w1-bank', 'w1-acme']);
  boris.disconnect();
  expect((await rig.collect()).reason).toBe("the bot's connection to the account of Boris is switched off");
});
