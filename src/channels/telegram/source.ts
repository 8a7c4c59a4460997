/** The two ways in under one shape: long polling, or a webhook where the settings have one. */
import type { Clock, EvidenceSink, InboundListener } from '../../fieldwork/ports.ts';
import { SetupError } from '../../model/errors.ts';
import type { TelegramSettings } from '../../model/settings.ts';
import type { BotClient } from './client.ts';
import type { Intake } from './intake.ts';
import { createPolling } from './polling.ts';
import { createWebhook } from './webhook.ts';

export interface Source {
  open(listener: InboundListener): Promise<void>;
  /** Until updates came or `signal` aborts. `at`: UTC ms by which all had come, null where that is not known. */
  wait(sink: EvidenceSink, signal: AbortSignal): Promise<{ fresh: number; at: number | null }>;
  /** Takes in everything that waits on the server. */
  drain(sink: EvidenceSink): Promise<{ fresh: number; at: number }>;
  close(): Promise<void>;
}

/** `failed` hears of an update that could not be kept. Throws SetupError where the webhook's secret is missing. */
export function createSource(
  parts: { clock: Clock; client: BotClient; intake: Intake },
  settings: TelegramSettings,
  secret: string | undefined,
  failed: (error: unknown) => void,
): Source {
  const { clock, client, intake } = parts;
  if (!settings.webhook) {
    const polling = createPolling(clock, client, intake);
    return { ...polling, open: async () => {}, close: async () => {} };
  }
  const { url, port, secretEnv } = settings.webhook;
  if (!secret || !/^[A-Za-z0-9_-]{16,256}$/.test(secret))
    throw new SetupError(
      `environment variable ${secretEnv} (telegram.webhook.secretEnv) must hold 16 to 256 of A-Z, a-z, 0-9, _ and -`,
    );
  const webhook = createWebhook(clock, client, intake, { url, port, secret });
  return {
    open: (listener) => webhook.open(listener.sink, (fresh) => fresh > 0 && listener.wake(), failed),
    async wait(_sink, signal) {
      if (!signal.aborted)
        await new Promise<void>((resolve) =>
          signal.addEventListener('abort', () => resolve(), { once: true }),
        );
      return { fresh: 0, at: null };
    },
    drain: async () => ({ fresh: 0, ...(await webhook.drain()) }),
    close: () => webhook.close(),
  };
}
