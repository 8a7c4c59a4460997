/** The recorder against the sandbox's Telegram, with a clock that a test moves. */
import { onTestFinished } from 'vitest';
import {
  createTelegram,
  TELEGRAM_ACCOUNT,
  type TelegramRecorder,
  type WatchedChat,
} from '../../../src/channels/telegram/index.ts';
import { missingCoverage } from '../../../src/fieldwork/coverage.ts';
import type { Clock } from '../../../src/fieldwork/ports.ts';
import type { Capture, Coverage } from '../../../src/model/evidence.ts';
import { type Operator, TelegramSettings } from '../../../src/model/settings.ts';
import { type BotApi, type LenderEnd, type Person, startBotApi } from '../../../src/sandbox/bot-api/index.ts';
import { freePort } from '../../servers/free-port.ts';
import { type Heard, listenerOn, type MemorySink, memorySink } from '../fakes.ts';
import { ANNA, watch } from './watched.ts';

export interface MovableClock extends Clock {
  /** Ms onwards; who waits for a moment on the way is woken. */
  move(ms: number): void;
  held(): number;
}

/** Runs at real speed from `start` (UTC ms), and can be moved. */
export function movableClock(start = Date.UTC(2026, 8, 7, 9)): MovableClock {
  const began = performance.now();
  let moved = 0;
  let holds = 0;
  const wakers = new Set<() => void>();
  const now = () => Math.floor(start + moved + performance.now() - began);
  return {
    now,
    monotonic: () => moved + performance.now() - began,
    sleepUntil: (at, signal) =>
      new Promise((resolve) => {
        let timer: NodeJS.Timeout | undefined;
        const end = () => {
          clearTimeout(timer);
          wakers.delete(look);
          signal?.removeEventListener('abort', end);
          resolve();
        };
        const look = () => {
          clearTimeout(timer);
          if (now() >= at || signal?.aborted) end();
          else timer = setTimeout(look, Math.min(at - now() + 1, 2_000_000_000));
        };
        wakers.add(look);
        signal?.addEventListener('abort', end, { once: true });
        look();
      }),
    hold() {
      holds += 1;
      let out = true;
      return () => {
        if (out) holds -= 1;
        out = false;
      };
    },
    move(ms) {
      moved += ms;
      for (const look of [...wakers]) look();
    },
    held: () => holds,
  };
}

export { ANNA, BORIS, QUESTION, watch } from './watched.ts';

export interface Rig {
  clock: MovableClock;
  api: BotApi;
  anna: Person;
  acme: LenderEnd;
  /** Somebody of Anna's private life. */
  friend: LenderEnd;
  chats: WatchedChat[];
  sink: MemorySink;
  heard: Heard;
  recorder: TelegramRecorder;
  coverages: Coverage[];
  /** Starts to listen; resolves when the source has been tried. */
  listen(): Promise<void>;
  /** Ends it, as the end of a process would but for what is in memory. */
  stop(): Promise<void>;
  /** A new recorder on the same ledger. */
  restart(): Promise<void>;
  collect(): Promise<Coverage>;
  /** What is missing of a window [from, to], UTC ms. */
  missing(from: number, to: number): string | null;
  /** The texts of all evidence, in its order. */
  texts(): string[];
  captures(): Capture[];
}

export async function makeRig(
  way: 'polling' | 'webhook' = 'polling',
  more: { operators?: Operator[]; connect?: boolean } = {},
): Promise<Rig> {
  const clock = movableClock();
  const api = await startBotApi({ clock });
  const anna = api.person({ name: 'Anna', id: 41 });
  const acme = api.lender({ name: 'Acme Credit', username: 'Acme_Example', phone: '+380000000001' });
  const friend = api.lender({ name: 'Olena', username: 'olena_private' });
  if (more.connect !== false) anna.connect();
  const sink = memorySink();
  const chats: WatchedChat[] = [watch('w1-acme', '@acme_example', { since: clock.now() })];
  const port = way === 'webhook' ? await freePort() : 0;
  const settings = TelegramSettings.parse({
    apiRoot: api.root,
    ...(way === 'webhook'
      ? { webhook: { url: `http://127.0.0.1:${port}/telegram`, port, secretEnv: 'HOOK' } }
      : {}),
  });
  const make = () =>
    createTelegram({
      settings,
      token: api.token,
      webhookSecret: 'a-secret-of-the-webhook',
      clock,
      chats: () => chats,
      operators: more.operators ?? [ANNA],
      cursor: async (account, folder) => sink.cursors.get(`${account}\n${folder}`) ?? null,
      pace: { first: 20, most: 80 },
    });
  let stopping = new AbortController();
  let listening: Promise<void> = Promise.resolve();
  const rig: Rig = {
    clock,
    api,
    anna,
    acme,
    friend,
    chats,
    sink,
    heard: listenerOn(sink, clock.now()),
    recorder: make(),
    coverages: [],
    async listen() {
      stopping = new AbortController();
      listening = rig.recorder.listen(rig.heard, stopping.signal);
      await Promise.race([rig.recorder.ready(), listening]);
    },
    async stop() {
      stopping.abort();
      await listening;
    },
    async restart() {
      await rig.stop();
      rig.recorder = make();
      await rig.listen();
    },
    async collect() {
      const [coverage] = await rig.recorder.collect(sink, 0);
      rig.coverages.push(coverage!);
      return coverage!;
    },
    missing: (from, to) => missingCoverage(rig.coverages, [{ ...TELEGRAM_ACCOUNT }], { from, to }),
    texts: () => sink.kept.map(({ raw }) => wordsOf(raw)),
    captures: () => sink.kept.map(({ capture }) => capture),
  };
  onTestFinished(async () => {
    await rig.stop();
    await api.stop();
  });
  return rig;
}

/** What an update says, in short. */
export function wordsOf(raw: Uint8Array): string {
  const update = JSON.parse(new TextDecoder().decode(raw));
  if (update.deleted_business_messages)
    return `deleted ${update.deleted_business_messages.message_ids.join()}`;
  if (update.edited_business_message) return `edited: ${update.edited_business_message.text}`;
  if (update.callback_query) return `pressed ${update.callback_query.data.split('/')[0]}`;
  return (update.business_message ?? update.message).text;
}

/** Resolves as soon as the condition holds; it is asked again at every turn of the event loop. */
export async function until(condition: () => boolean, patience = 10_000): Promise<void> {
  const end = performance.now() + patience;
  while (!condition()) {
    if (performance.now() > end) throw new Error('it never came to that');
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
