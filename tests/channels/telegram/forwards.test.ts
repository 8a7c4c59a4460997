/** What operators forward, and the buttons that say whose it is. */
import { expect, it } from 'vitest';
import { wordsFor } from '../../../src/channels/telegram/words.ts';
import type { Origin } from '../../../src/sandbox/bot-api/index.ts';
import { ANNA, BORIS, makeRig, QUESTION, until, watch } from './rig.ts';

const started = async (...more: Parameters<typeof makeRig>) => {
  const rig = await makeRig(...more);
  const two = rig.api.lender({ name: 'Two Loans', username: 'two_example', hidden: true });
  rig.chats.push(watch('w1-two', '@two_example', { lender: 'Two Loans', since: rig.clock.now() }));
  await rig.listen();
  return { ...rig, rig, two };
};

it('takes what is certain by id, username or the name of a hidden user, each with its date', async () => {
  const { rig, two } = await started();
  const bot = rig.api.lender({ name: 'Acme bot', username: 'acme_example_bot', bot: true });
  rig.chats.push(watch('w1-bot', '@acme_example_bot', { lender: 'Acme bot' }));
  rig.anna.disconnect();
  const hidden = two.reply(rig.anna, 'from a hidden user');
  const shown = rig.acme.reply(rig.anna, 'from a shown one');
  const byBot = bot.reply(rig.anna, 'from a bot');
  rig.clock.move(3_600_000);
  rig.anna.forward(hidden);
  rig.anna.forward(shown);
  rig.anna.forward(byBot);
  const channel: Origin = {
    type: 'channel',
    date: shown.date,
    chat: { id: -100_1, type: 'channel', title: 'Acme', username: 'acme_example' },
    message_id: 7,
  };
  rig.anna.forward(shown, channel);
  await rig.sink.until((kept) => kept.length === 4);
  expect(rig.captures().map((c) => c.probe)).toEqual(['w1-two', 'w1-acme', 'w1-bot', 'w1-acme']);
  const { message } = JSON.parse(new TextDecoder().decode(rig.sink.kept[0]!.raw));
  expect(message.forward_origin).toEqual({
    type: 'hidden_user',
    date: hidden.date,
    sender_user_name: 'Two Loans',
  });
  expect(rig.anna.seen()).toEqual([]);
});

it("takes the operator's own question by its words", async () => {
  const { rig } = await started();
  rig.chats.push(watch('w1-own', '+380000000009', { text: 'My own words?', lender: 'Own' }));
  const own = rig.anna.send(rig.api.lender({ name: 'Own', hidden: true }), 'My own words?');
  rig.anna.forward(own);
  await until(() => rig.captures().some((c) => c.probe === 'w1-own'));
});

it('asks where it is not certain, with a button for each; the press is evidence', async () => {
  const { rig } = await started();
  const unknown: Origin = {
    type: 'hidden_user',
    date: Math.floor(rig.clock.now() / 1000),
    sender_user_name: 'Support',
  };
  const forwarded = rig.anna.forward(rig.acme.reply(rig.anna, 'whose is it'), unknown);
  await until(() => rig.anna.seen().length === 1);
  const [question] = rig.anna.seen();
  expect(question!.text).toBe('Whose message is this?');
  expect(question!.reply_to_message?.message_id).toBe(forwarded.message_id);
  expect(
    question!
      .reply_markup!.inline_keyboard.flat()
      .map((b) => b.text)
      .sort(),
  ).toEqual(['Acme Credit', 'None of these', 'Two Loans']);
  for (const { callback_data } of question!.reply_markup!.inline_keyboard.flat())
    expect(Buffer.byteLength(callback_data)).toBeLessThanOrEqual(64);
  rig.anna.press(question!, 'Two Loans');
  await until(() => rig.texts().includes('pressed forward'));
  const press = rig.sink.kept.at(-1)!;
  expect(press.capture.probe).toBe('w1-two');
  const { callback_query } = JSON.parse(new TextDecoder().decode(press.raw));
  expect(callback_query.data).toMatch(new RegExp(`^forward/${forwarded.message_id}/`));
  await until(() => rig.anna.seen()[0]!.reply_markup === undefined);
});

it('a message from before the task was taken is not taken for its answer', async () => {
  const { rig } = await started();
  const before: Origin = {
    type: 'user',
    date: Math.floor(rig.clock.now() / 1000) - 3_600,
    sender_user: rig.acme.user,
  };
  rig.anna.forward(rig.acme.reply(rig.anna, 'old'), before);
  await until(() => rig.anna.seen().length === 1);
  expect(rig.captures().filter((c) => c.probe === undefined)).toHaveLength(1);
});

it('"none of these" names no probe, and an old button of a closed task neither', async () => {
  const { rig } = await started();
  const unknown: Origin = {
    type: 'hidden_user',
    date: Math.floor(rig.clock.now() / 1000),
    sender_user_name: '?',
  };
  rig.anna.forward(rig.acme.reply(rig.anna, 'x'), unknown);
  rig.anna.forward(rig.acme.reply(rig.anna, 'y'), unknown);
  await until(() => rig.anna.seen().length === 2);
  rig.anna.press(rig.anna.seen()[0]!, 'None of these');
  await until(() => rig.texts().filter((t) => t === 'pressed forward').length === 1);
  rig.chats.length = 1;
  rig.anna.press(rig.anna.seen()[1]!, 'Two Loans');
  await until(() => rig.texts().filter((t) => t === 'pressed forward').length === 2);
  const presses = rig.captures().filter((_, i) => rig.texts()[i] === 'pressed forward');
  expect(presses.map((c) => c.probe)).toEqual([undefined, undefined]);
});

it("offers an operator their own tasks only, keeps nothing where they have none, and forged presses don't count", async () => {
  const { rig } = await started('polling', { operators: [ANNA, BORIS] });
  const boris = rig.api.person({ name: 'Boris', id: 43 });
  const reply = rig.acme.reply(rig.anna, 'hello');
  boris.forward(reply);
  await until(() => boris.seen().length === 1);
  expect(boris.seen()[0]!.text).toMatch(/^No task of yours is open/);
  const unknown: Origin = { type: 'hidden_user', date: reply.date, sender_user_name: '?' };
  rig.anna.forward(reply, unknown);
  await until(() => rig.anna.seen().length === 1);
  boris.press(rig.anna.seen()[0]!, 'Acme Credit');
  await rig.collect();
  expect(rig.texts()).toEqual(['hello', 'hello']);
  boris.write('/start');
  await until(() => boris.seen().length === 2);
});

it('an operator who can not be answered costs no evidence', async () => {
  const { rig } = await started();
  rig.api.faults.add('sendMessage', {
    kind: 'refuse',
    error_code: 403,
    description: 'Forbidden: bot was blocked by the user',
  });
  const unknown: Origin = {
    type: 'hidden_user',
    date: Math.floor(rig.clock.now() / 1000),
    sender_user_name: '?',
  };
  rig.anna.forward(rig.acme.reply(rig.anna, 'x'), unknown);
  await rig.heard.failure('telegram-unsaid');
  expect(rig.texts()).toEqual(['x', 'x']);
  expect(await rig.collect()).toMatchObject({ complete: true });
});

it('a forward that comes twice is kept once and asked about once', async () => {
  const { rig } = await started();
  rig.api.faults.add('getUpdates', { kind: 'repeat' }, 3);
  rig.api.faults.add('getUpdates', { kind: 'drop', done: true }, 1);
  const unknown: Origin = {
    type: 'hidden_user',
    date: Math.floor(rig.clock.now() / 1000),
    sender_user_name: '?',
  };
  rig.anna.forward({ ...rig.acme.reply(rig.anna, QUESTION) }, unknown);
  await until(() => rig.anna.seen().length === 1);
  await rig.collect();
  await rig.collect();
  expect(rig.anna.seen()).toHaveLength(1);
  expect(rig.texts()).toEqual([QUESTION, QUESTION]);
});

it('speaks the language of the operator’s Telegram, or English', () => {
  const asked = ['uk', 'ru', 'zh-hans', 'en', 'sw', undefined].map((l) => wordsFor(l).whichLender);
  expect(asked[2]).toBe('这是谁发来的消息？');
  expect(new Set(asked.slice(0, 4)).size).toBe(4);
  expect(asked.slice(4)).toEqual([asked[3], asked[3]]);
});
