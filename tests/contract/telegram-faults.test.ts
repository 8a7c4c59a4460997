/** Whatever goes wrong and in whatever order: the evidence is the updates of watched chats, each once. */
import fc from 'fast-check';
import { expect, it, onTestFinished } from 'vitest';
import { createTelegram, type WatchedChat } from '../../src/channels/telegram/index.ts';
import { TelegramSettings } from '../../src/model/settings.ts';
import {
  type BotApi,
  type Fault,
  otherPoller,
  serverError,
  startBotApi,
  tooMany,
} from '../../src/sandbox/bot-api/index.ts';
import { listenerOn, memorySink } from '../channels/fakes.ts';
import { ANNA, movableClock, QUESTION, until, watch, wordsOf } from '../channels/telegram/rig.ts';
import { freePort } from '../servers/free-port.ts';

type Step =
  | { do: 'own' | 'reply' | 'edit' | 'remove' | 'private' | 'privateReply' | 'stranger' | 'forward' }
  | { do: 'fault'; fault: Fault; method: string; times: number }
  | { do: 'collect' | 'restart' | 'breathe' | 'fullDisk' | 'mess' };

const fault: fc.Arbitrary<Fault> = fc.constantFrom<Fault>(
  serverError,
  otherPoller,
  tooMany(1),
  { kind: 'drop', done: false },
  { kind: 'drop', done: true },
  { kind: 'truncate' },
  { kind: 'garbage' },
  { kind: 'slow', ms: 5 },
  { kind: 'repeat' },
  { kind: 'shuffle' },
);

const said = (
  ['own', 'reply', 'edit', 'remove', 'private', 'privateReply', 'stranger', 'forward'] as const
).map((what) => fc.constant<Step>({ do: what }));

const step: fc.Arbitrary<Step> = fc.oneof(
  ...said,
  ...said,
  fc.record({
    do: fc.constant('fault' as const),
    fault,
    method: fc.constantFrom('getUpdates', 'getUpdates', '*', 'getBusinessConnection', 'getMe'),
    times: fc.integer({ min: 1, max: 3 }),
  }),
  fc.constantFrom<Step>(
    { do: 'collect' },
    { do: 'restart' },
    { do: 'breathe' },
    { do: 'fullDisk' },
    { do: 'mess' },
  ),
);

async function play(steps: Step[], way: 'polling' | 'webhook'): Promise<void> {
  const clock = movableClock();
  const api: BotApi = await startBotApi({ clock });
  onTestFinished(() => api.stop());
  const anna = api.person({ name: 'Anna', id: 41 });
  const zoe = api.person({ name: 'Zoe', id: 99 });
  const acme = api.lender({ name: 'Acme', username: 'acme_example' });
  const friend = api.lender({ name: 'Olena' });
  anna.connect();
  zoe.connect();
  const chats: WatchedChat[] = [watch('w1-acme', '@acme_example')];
  const sink = memorySink();
  const heard = listenerOn(sink);
  const port = way === 'webhook' ? await freePort() : 0;
  const settings = TelegramSettings.parse({
    apiRoot: api.root,
    ...(way === 'webhook' ? { webhook: { url: `http://127.0.0.1:${port}/t`, port, secretEnv: 'HOOK' } } : {}),
  });
  const expected: string[] = [];
  const replies: ReturnType<typeof acme.reply>[] = [];
  let stop = new AbortController();
  let listening: Promise<void>;
  let recorder: ReturnType<typeof createTelegram>;
  const start = () => {
    recorder = createTelegram({
      settings,
      token: api.token,
      webhookSecret: 'a-secret-of-the-webhook',
      clock,
      chats: () => chats,
      operators: [ANNA],
      pace: { first: 1, most: 4 },
    });
    stop = new AbortController();
    listening = recorder.listen(heard, stop.signal);
  };
  start();
  let n = 0;
  for (const s of steps) {
    n += 1;
    switch (s.do) {
      case 'own':
        anna.send(acme, `own ${n}`);
        expected.push(`own ${n}`);
        break;
      case 'reply':
        replies.push(acme.reply(anna, `reply ${n}`));
        expected.push(`reply ${n}`);
        break;
      case 'edit':
        if (replies.length > 0) {
          acme.edit(anna, replies.at(-1)!, `edit ${n}`);
          expected.push(`edited: edit ${n}`);
        }
        break;
      case 'remove':
        if (replies.length > 0) {
          acme.remove(anna, replies.at(-1)!);
          expected.push(`deleted ${replies.at(-1)!.message_id}`);
        }
        break;
      case 'private':
        anna.send(friend, `SECRET ${QUESTION}`);
        break;
      case 'privateReply':
        friend.reply(anna, 'SECRET');
        break;
      case 'stranger':
        zoe.send(acme, 'SECRET');
        acme.reply(zoe, 'SECRET');
        break;
      case 'forward':
        if (replies.length > 0) {
          anna.forward(replies.at(-1)!);
          expected.push(replies.at(-1)!.text);
        }
        break;
      case 'fault':
        api.faults.add(s.method, s.fault, s.times);
        break;
      case 'collect':
        await recorder!.collect(sink, 0);
        break;
      case 'restart':
        stop.abort();
        await listening!;
        start();
        break;
      case 'breathe':
        await new Promise((resolve) => setTimeout(resolve, 2));
        break;
      case 'fullDisk': {
        let left = 1;
        const { InstrumentError } = await import('../../src/model/errors.ts');
        sink.gate = async () => {
          if (left-- > 0) throw new InstrumentError('disk-full', 'no room');
        };
        break;
      }
      case 'mess':
        api.webhook.mess.repeat += 1;
        api.webhook.mess.shuffle += 1;
        break;
    }
  }
  // The faults end, and time goes on.
  await until(() => {
    api.faults.clear();
    clock.move(100);
    return sink.kept.length >= expected.length && api.queue.pending() === 0;
  });
  const [last] = await recorder!.collect(sink, 0);
  expect(last?.complete).toBe(true);
  const texts = sink.kept.map(({ raw }) => wordsOf(raw));
  expect(texts.sort()).toEqual(expected.sort());
  for (const { capture } of sink.kept) expect(capture.probe).toBe('w1-acme');
  stop.abort();
  await listening!;
  expect(JSON.stringify([heard.failures, ...sink.cursors])).not.toContain('SECRET');
  expect(clock.held()).toBe(0);
}

it.each([['polling', 120] as const, ['webhook', 15] as const])(
  'any interleaving of faults, by %s',
  { timeout: 120_000 },
  async (way, numRuns) => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 30 }), (steps) => play(steps, way)),
      { numRuns, seed: 41 },
    );
  },
);
