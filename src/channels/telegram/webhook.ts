/** The other way in: Telegram posts each update to us, through the reverse proxy. It is kept before the 200. */
import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Update } from 'grammy/types';
import type { Clock, EvidenceSink } from '../../fieldwork/ports.ts';
import { sha256 } from '../../model/digest.ts';
import { InstrumentError, SetupError } from '../../model/errors.ts';
import { ALLOWED, type BotClient } from './client.ts';
import type { Intake } from './intake.ts';

const MOST_BYTES = 2_000_000;
const MOST_AT_ONCE = 100;
/** What is on its way when a look begins is given so many times 100 real ms to arrive. */
const LOOKS = 30;

export interface WebhookPlace {
  url: string;
  port: number;
  secret: string;
}

export interface Webhook {
  /** Binds the port and tells Telegram where we are. Resolves when both are done; `taken` hears of every update kept. */
  open(sink: EvidenceSink, taken: (fresh: number) => void, failed: (error: unknown) => void): Promise<void>;
  /** Resolves with the moment by which all had come; rejects where something is still with Telegram. */
  drain(): Promise<{ at: number }>;
  close(): Promise<void>;
}

export function createWebhook(clock: Clock, client: BotClient, intake: Intake, place: WebhookPlace): Webhook {
  let server: Server | null = null;
  let busy = 0;
  const path = new URL(place.url).pathname;

  async function handle(
    request: IncomingMessage,
    response: ServerResponse,
    sink: EvidenceSink,
    taken: (fresh: number) => void,
    failed: (error: unknown) => void,
  ): Promise<void> {
    const end = (status: number) => {
      response.writeHead(status, { connection: status === 200 ? 'keep-alive' : 'close' });
      response.end();
    };
    if (request.method !== 'POST' || new URL(request.url ?? '/', 'http://localhost').pathname !== path)
      return end(404);
    if (!isSecret(request.headers['x-telegram-bot-api-secret-token'], place.secret)) return end(403);
    if (busy >= MOST_AT_ONCE) return end(503);
    busy += 1;
    const release = clock.hold();
    try {
      const raw = await bodyOf(request);
      if (!raw) return end(413);
      const update = parsed(raw);
      if (!update) return end(400);
      const { fresh } = await intake.take([{ update, raw }], sink);
      end(200);
      taken(fresh);
    } catch (error) {
      end(500);
      failed(error);
    } finally {
      busy -= 1;
      release();
    }
  }

  // One at a time: a reply must not overtake the question by which its chat is known.
  const setUp = () =>
    client.api.setWebhook(place.url, {
      secret_token: place.secret,
      allowed_updates: ALLOWED,
      max_connections: 1,
    });

  return {
    async open(sink, taken, failed) {
      const listening = createServer((request, response) => {
        handle(request, response, sink, taken, failed).catch(() => response.destroy());
      });
      listening.requestTimeout = 30_000;
      listening.maxConnections = MOST_AT_ONCE * 2;
      await new Promise<void>((resolve, reject) => {
        listening.once('error', (error: NodeJS.ErrnoException) =>
          reject(
            new SetupError(
              `settings.yml: telegram.webhook.port ${place.port} can't be used (${error.code}): name another port, or end what holds it`,
            ),
          ),
        );
        listening.listen(place.port, '127.0.0.1', resolve);
      });
      server = listening;
      await setUp();
    },
    async drain() {
      for (let n = 0; n < LOOKS; n += 1) {
        const at = clock.now();
        const info = await client.api.getWebhookInfo();
        if (info.url !== place.url) {
          await setUp();
          throw new InstrumentError(
            'telegram-webhook',
            'the webhook stood at another address than settings.yml says: who else uses this bot? It was set again',
          );
        }
        if (info.pending_update_count === 0 && busy === 0) return { at };
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      throw new InstrumentError(
        'telegram-undelivered',
        `updates wait at Telegram and do not reach ${new URL(place.url).origin}: is the reverse proxy up, and does it lead to port ${place.port}?`,
      );
    },
    async close() {
      const closing = server;
      server = null;
      if (!closing) return;
      closing.closeIdleConnections();
      await new Promise<void>((resolve) => {
        closing.close(() => resolve());
        setTimeout(() => closing.closeAllConnections(), 1_000).unref();
      });
    },
  };
}

/** Compares digests: the time taken says nothing of the secret. */
const isSecret = (given: string | string[] | undefined, secret: string): boolean =>
  typeof given === 'string' && timingSafeEqual(Buffer.from(sha256(given)), Buffer.from(sha256(secret)));

async function bodyOf(request: IncomingMessage): Promise<Uint8Array | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.byteLength;
    if (size > MOST_BYTES) return null;
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

function parsed(raw: Uint8Array): Update | null {
  try {
    const update = JSON.parse(new TextDecoder().decode(raw)) as Update;
    return Number.isSafeInteger(update?.update_id) ? update : null;
  } catch {
    return null;
  }
}
