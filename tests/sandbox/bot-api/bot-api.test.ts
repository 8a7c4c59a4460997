/** The sandbox's Telegram by itself: what it refuses, how it waits, and that weeks pass while a poll is open. */
import { expect, it, onTestFinished } from 'vitest';
import type { Clock } from '../../../src/fieldwork/ports.ts';
import { type BotApi, serverError, startBotApi, tooMany } from '../../../src/sandbox/bot-api/index.ts';
import { createJumpingClock } from '../../../src/sandbox/jumping-clock.ts';
import { createManualClock } from '../../../src/sandbox/manual-clock.ts';

const START = Date.UTC(2026, 8, 7, 9);
const HOUR = 3_600_000;

async function started(clock: Clock = createManualClock(START)) {
  const api = await startBotApi({ clock });
  onTestFinished(() => api.stop());
  const anna = api.person({ name: 'Anna', id: 41 });
  const acme = api.lender({
    name: 'Acme',
    username: 'acme_example',
    hours: { time_zone_name: 'Europe/Kyiv' },
  });
  return { api, anna, acme };
}

const call = async (
  api: BotApi,
  method: string,
  parameters: object = {},
  token = api.token,
  // biome-ignore lint/suspicious/noExplicitAny: answers of all methods
): Promise<any> => {
  const response = await fetch(`${api.root}/bot${token}/${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(parameters),
  });
  return { status: response.status, ...((await response.json()) as object) };
};

it('refuses as Telegram does', async () => {
  const { api, anna, acme } = await started();
  expect(await call(api, 'getMe', {}, '1:wrong')).toEqual({
    status: 401,
    ok: false,
    error_code: 401,
    description: 'Unauthorized',
  });
  expect(await call(api, 'sendMessage', { chat_id: 41, text: 'hi' })).toMatchObject({
    error_code: 403,
    description: "Forbidden: bot can't initiate conversation with a user",
  });
  expect(await call(api, 'sendMessage', { chat_id: 41, text: '' })).toMatchObject({ error_code: 400 });
  expect(await call(api, 'sendMessage', { chat_id: 5, text: 'hi' })).toMatchObject({
    description: 'Bad Request: chat not found',
  });
  expect(await call(api, 'getBusinessConnection', { business_connection_id: 'x' })).toMatchObject({
    error_code: 400,
  });
  const connection = anna.connect();
  const write = () =>
    call(api, 'sendMessage', { chat_id: acme.id, text: 'x', business_connection_id: connection });
  anna.send(acme, 'first');
  expect(await write()).toMatchObject({ error_code: 400 });
  acme.reply(anna, 'answer');
  expect(await write()).toMatchObject({ ok: true });
  anna.connect({});
  expect(await write()).toMatchObject({ error_code: 403 });
  expect(
    await call(api, 'readBusinessMessage', {
      business_connection_id: connection,
      chat_id: acme.id,
      message_id: 1,
    }),
  ).toMatchObject({ error_code: 403 });
  expect(await call(api, 'getChat', { chat_id: acme.id })).toMatchObject({
    result: { business_opening_hours: { time_zone_name: 'Europe/Kyiv' } },
  });
  expect(await call(api, 'noSuch')).toMatchObject({ error_code: 404 });
});

it('closes the window of a day after the last incoming message', async () => {
  const clock = createManualClock(START);
  const { api, anna, acme } = await started(clock);
  const business_connection_id = anna.connect();
  acme.reply(anna, 'answer');
  await clock.advanceTo(START + 24 * HOUR + 1);
  expect(
    await call(api, 'sendMessage', { chat_id: acme.id, text: 'x', business_connection_id }),
  ).toMatchObject({ error_code: 400 });
});

it('keeps updates until they are confirmed, for 24 hours, of the kinds that are wanted', async () => {
  const clock = createManualClock(START);
  const { api, anna, acme } = await started(clock);
  anna.connect();
  acme.reply(anna, 'one');
  const first = await call(api, 'getUpdates');
  expect(first.result.map((u: object) => Object.keys(u)[1])).toEqual([
    'business_connection',
    'business_message',
  ]);
  expect((await call(api, 'getUpdates', { limit: 1 })).result).toHaveLength(1);
  const ids = first.result.map((u: { update_id: number }) => u.update_id);
  expect((await call(api, 'getUpdates', { offset: ids[1] })).result).toHaveLength(1);
  await clock.advanceTo(START + 24 * HOUR);
  expect(api.queue.pending()).toBe(1);
  await clock.advanceTo(START + 24 * HOUR + 1);
  expect(api.queue.pending()).toBe(0);
  expect(api.queue.lapsed()).toBe(1);
  await call(api, 'getUpdates', { allowed_updates: ['message'] });
  acme.reply(anna, 'unwanted');
  anna.write('wanted');
  expect((await call(api, 'getUpdates')).result).toHaveLength(1);
});

it('ends the older of two polls, and polls at all while there is a webhook', async () => {
  const { api } = await started();
  const older = call(api, 'getUpdates', { timeout: 50 });
  while (!api.isPolled()) await new Promise((resolve) => setImmediate(resolve));
  const newer = call(api, 'getUpdates', { timeout: 50 });
  expect(await older).toMatchObject({
    error_code: 409,
    description: expect.stringContaining('other getUpdates'),
  });
  await call(api, 'setWebhook', { url: 'http://127.0.0.1:9/' });
  expect(await newer).toMatchObject({ error_code: 409 });
  expect(await call(api, 'getUpdates')).toMatchObject({
    error_code: 409,
    description: expect.stringContaining('webhook is active'),
  });
  expect((await call(api, 'getWebhookInfo')).result.url).toBe('http://127.0.0.1:9/');
  await call(api, 'deleteWebhook');
  expect(await call(api, 'getUpdates')).toMatchObject({ ok: true });
});

it('goes wrong as told, so often as told', async () => {
  const { api } = await started();
  api.faults.add('getMe', tooMany(7));
  api.faults.add('getMe', serverError, 2);
  expect(await call(api, 'getMe')).toMatchObject({ status: 429, parameters: { retry_after: 7 } });
  expect(await call(api, 'getWebhookInfo')).toMatchObject({ ok: true });
  expect((await call(api, 'getMe')).status).toBe(502);
  expect((await call(api, 'getMe')).status).toBe(502);
  expect((await call(api, 'getMe')).status).toBe(200);
  for (const kind of ['truncate', 'garbage'] as const) {
    api.faults.add('*', { kind });
    await expect(call(api, 'getMe')).rejects.toThrow();
  }
  for (const done of [true, false]) {
    api.faults.add('*', { kind: 'drop', done });
    await expect(call(api, 'getMe')).rejects.toThrow();
  }
});

it('forwards say who wrote it: a user, a hidden one, a chat, a channel', async () => {
  const { api, anna, acme } = await started();
  const shy = api.lender({ name: 'Shy', hidden: true });
  anna.forward(acme.reply(anna, 'a'));
  anna.forward(shy.reply(anna, 'b'));
  anna.forward(acme.reply(anna, 'c'), {
    type: 'chat',
    date: 1,
    sender_chat: { id: -5, type: 'supergroup', title: 'Group' },
  });
  anna.forward(acme.reply(anna, 'd'), {
    type: 'channel',
    date: 1,
    chat: { id: -6, type: 'channel', title: 'News' },
    message_id: 3,
  });
  const { result } = await call(api, 'getUpdates');
  expect(
    result.map((u: { message: { forward_origin: { type: string } } }) => u.message.forward_origin.type),
  ).toEqual(['user', 'hidden_user', 'chat', 'channel']);
});

it('a deep link finds its account, and the market hears what is said', async () => {
  const { api, anna, acme } = await started();
  const bank = api.lender({ name: 'Bank', phone: '+380000000002' });
  expect(api.find('@Acme_Example')).toBe(acme);
  expect(api.find('+380000000002')).toBe(bank);
  expect(api.find('nobody')).toBeUndefined();
  const heard: string[] = [];
  api.heard(({ from, message }) => heard.push(`${from}: ${message.text}`));
  anna.send(bank, 'hello');
  bank.reply(anna, 'yes?');
  expect(heard).toEqual(['person: hello', 'party: yes?']);
});

it('weeks pass while a poll is open, and an answer is heard at its very moment', async () => {
  const clock = createJumpingClock(START);
  const { api, anna, acme } = await started(clock);
  anna.connect();
  const began = performance.now();
  const reply = clock.sleepUntil(START + 14 * 24 * HOUR).then(() => acme.reply(anna, 'two weeks later'));
  let offset = 0;
  const heard: number[] = [];
  while (heard.length === 0) {
    const { result } = await call(api, 'getUpdates', { timeout: 50, offset });
    const release = clock.hold();
    for (const update of result) {
      if (update.business_message) heard.push(clock.now());
      offset = update.update_id + 1;
    }
    release();
  }
  await reply;
  expect(heard[0]! - (START + 14 * 24 * HOUR)).toBeLessThan(2_000);
  expect(performance.now() - began).toBeLessThan(10_000);
});
