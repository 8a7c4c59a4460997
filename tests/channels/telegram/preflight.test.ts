import { expect, it } from 'vitest';
import { makeRig, until } from './rig.ts';

const told = async (rig: Awaited<ReturnType<typeof makeRig>>) =>
  Object.fromEntries((await rig.recorder.preflight()).checks.map((c) => [c.name, c]));

it('all well: bot, webhook, connection, rights, contact; no update is taken away and nobody written to', async () => {
  const rig = await makeRig();
  rig.acme.reply(rig.anna, 'waiting');
  const checks = await told(rig);
  expect(Object.values(checks).map((c) => [c.name, c.ok])).toEqual([
    ['telegram bot', true],
    ['telegram webhook', true],
    ['telegram connection', true],
    ['telegram rights', true],
  ]);
  expect(rig.api.queue.pending()).toBe(2);
  expect(rig.api.calls().some((c) => c.method === 'sendMessage')).toBe(false);
  await rig.listen();
  await rig.collect();
  expect((await told(rig))['telegram contact']).toMatchObject({ ok: true });
  expect(rig.texts()).toEqual(['waiting']);
});

it('no connection: how to make one', async () => {
  const rig = await makeRig('polling', { connect: false });
  const { 'telegram connection': check } = await told(rig);
  expect(check!.ok).toBe(false);
  expect(check!.detail).toMatch(/no operator has connected the bot.*@BotFather.*Settings > Chat automation/);
});

it('switched off, and without the right to reply', async () => {
  const rig = await makeRig();
  await rig.listen();
  rig.anna.connect({});
  await rig.collect();
  expect((await told(rig))['telegram rights']).toMatchObject({
    ok: false,
    detail: expect.stringContaining('chats of Anna'),
  });
  rig.anna.disconnect();
  await rig.collect();
  expect((await told(rig))['telegram connection']).toMatchObject({
    ok: false,
    detail: expect.stringContaining('switched off'),
  });
});

it('a wrong token, without showing it', async () => {
  const rig = await makeRig();
  rig.api.revoke();
  const { checks, ok } = await rig.recorder.preflight();
  expect(ok).toBe(false);
  expect(checks).toEqual([
    {
      name: 'telegram bot',
      ok: false,
      detail: "Telegram does not know the bot's token (401): it is wrong, or was revoked in @BotFather",
    },
  ]);
});

it('warns at twelve hours without contact', async () => {
  const rig = await makeRig();
  await rig.listen();
  await until(() => rig.api.isPolled());
  await rig.collect();
  await rig.stop();
  rig.clock.move(13 * 3_600_000);
  expect((await told(rig))['telegram contact']).toMatchObject({
    ok: false,
    detail: expect.stringMatching(/13 h ago: Telegram keeps updates for 24 h only/),
  });
});
