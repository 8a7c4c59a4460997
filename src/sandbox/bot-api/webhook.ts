/** The other way to a bot: each update is posted to its address until it answers 200. Retries wait real time. */
import type { Clock } from '../../fieldwork/ports.ts';
import { unix } from './shapes.ts';
import type { UpdateQueue } from './update-queue.ts';

export interface WebhookInfo {
  url: string;
  has_custom_certificate: boolean;
  pending_update_count: number;
  last_error_date?: number;
  last_error_message?: string;
  allowed_updates?: readonly string[];
}

export interface Webhook {
  set(url: string, secret: string | undefined): void;
  remove(): void;
  active(): boolean;
  info(): WebhookInfo;
  /** The next posts are made so many times over, or in the wrong order: Telegram promises neither. */
  mess: { repeat: number; shuffle: number };
  stop(): Promise<void>;
}

/** Waits between tries, real ms; the last one is repeated. */
const WAITS = [20, 50, 100, 250, 500];
const PATIENCE_MS = 5_000;

export function createWebhook(clock: Clock, queue: UpdateQueue): Webhook {
  let target: { url: string; secret: string | undefined } | null = null;
  let failure: { date: number; message: string } | null = null;
  let running: Promise<void> | null = null;
  let stopped = false;
  const mess = { repeat: 0, shuffle: 0 };
  queue.onAdded(() => start());

  function start(): void {
    if (target && !running && !stopped)
      running = deliver().finally(() => {
        running = null;
        if (target && queue.pending() > 0) start();
      });
  }

  async function deliver(): Promise<void> {
    let failed = 0;
    while (target && !stopped) {
      const [first, second] = queue.take(0, 2);
      if (!first) return;
      let update = first;
      if (second && mess.shuffle > 0) {
        mess.shuffle -= 1;
        update = second;
      }
      const release = clock.hold();
      const taken = await post(target, update).finally(release);
      if (taken && mess.repeat > 0) mess.repeat -= 1;
      else if (taken) queue.confirm(update.update_id);
      failed = taken ? 0 : failed + 1;
      if (!taken)
        await new Promise((resolve) => setTimeout(resolve, WAITS[Math.min(failed, WAITS.length) - 1]));
    }
  }

  async function post(to: { url: string; secret: string | undefined }, update: object): Promise<boolean> {
    try {
      const response = await fetch(to.url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(to.secret === undefined ? {} : { 'x-telegram-bot-api-secret-token': to.secret }),
        },
        body: JSON.stringify(update),
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      await response.arrayBuffer();
      if (response.ok) return true;
      failure = {
        date: unix(clock.now()),
        message: `Wrong response from the webhook: ${response.status} ${response.statusText}`,
      };
    } catch {
      failure = { date: unix(clock.now()), message: 'Connection refused' };
    }
    return false;
  }

  return {
    set(url, secret) {
      target = { url, secret };
      failure = null;
      start();
    },
    remove() {
      target = null;
      failure = null;
    },
    active: () => target !== null,
    info: () => ({
      url: target?.url ?? '',
      has_custom_certificate: false,
      pending_update_count: queue.pending(),
      ...(failure ? { last_error_date: failure.date, last_error_message: failure.message } : {}),
      ...(target ? { allowed_updates: queue.allowed() } : {}),
    }),
    mess,
    async stop() {
      stopped = true;
      await running;
    },
  };
}
