/** The Bot API through grammY, with bounds: how long an answer may take, how large it may be. */
import { Api } from 'grammy';
import type { Update } from 'grammy/types';
import { InstrumentError } from '../../model/errors.ts';
import { bytesOfResults, type RawUpdate } from './raw-updates.ts';

/** A hundred updates are some 100 kB; their ceiling is not documented. */
const MOST_BYTES = 16_000_000;
/** Seconds that Telegram may keep an empty poll open. */
export const POLL_S = 50;
/** On top of that an answer may take so many seconds. */
const ANSWER_S = 20;

/** Kinds of updates that we ask for: named at every poll, so that none of another setting is left over. */
export const ALLOWED = [
  'message',
  'business_connection',
  'business_message',
  'edited_business_message',
  'deleted_business_messages',
  'callback_query',
] as const satisfies (keyof Update)[];

export interface BotClient {
  api: Api;
  /** Updates from the oldest unconfirmed on; `offset` confirms what is below it. */
  updates(
    request: { offset?: number | undefined; limit: number; timeout: number },
    signal?: AbortSignal,
  ): Promise<RawUpdate<Update>[]>;
}

export function createClient(token: string, apiRoot: string): BotClient {
  /** The text of each answer to getUpdates, by what was parsed from it. */
  const texts = new WeakMap<object, string>();
  const api = new Api(token, {
    apiRoot: apiRoot.replace(/\/+$/, ''),
    timeoutSeconds: POLL_S + ANSWER_S,
    sensitiveLogs: false,
    // grammY brings an old fetch with an old AbortSignal; it uses nothing of the answer but `json`.
    fetch: (async (url: string, init: GivenInit) => {
      const text = await boundedText(url, init);
      return {
        json: async () => {
          const answer = JSON.parse(text) as { result?: unknown };
          if (Array.isArray(answer.result)) texts.set(answer.result, text);
          return answer;
        },
      };
    }) as never,
  });
  return {
    api,
    async updates({ offset, limit, timeout }, signal) {
      const patience = AbortSignal.timeout((timeout + ANSWER_S) * 1000);
      const parsed = await api.getUpdates(
        { limit, timeout, allowed_updates: ALLOWED, ...(offset === undefined ? {} : { offset }) },
        (signal ? AbortSignal.any([signal, patience]) : patience) as never,
      );
      return bytesOfResults(texts.get(parsed) ?? '', parsed);
    },
  };
}

interface GivenInit {
  method: string;
  body: string;
  signal?: { aborted: boolean; addEventListener(type: 'abort', listener: () => void): void };
}

async function boundedText(url: string, { method, body, signal }: GivenInit): Promise<string> {
  const stop = new AbortController();
  if (signal?.aborted) stop.abort();
  signal?.addEventListener('abort', () => stop.abort());
  const response = await fetch(url, {
    method,
    body,
    headers: { 'content-type': 'application/json' },
    redirect: 'error',
    signal: stop.signal,
  });
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > MOST_BYTES) {
      stop.abort();
      throw new InstrumentError('telegram-oversized', `an answer of the Bot API is over ${MOST_BYTES} bytes`);
    }
    chunks.push(chunk);
  }
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(Buffer.concat(chunks));
}
