/** The desk on a port. */
import { serve } from '@hono/node-server';
import { isLoopback } from '../model/hosts.ts';
import { createDesk } from './index.ts';
import type { DeskOptions } from './options.ts';

export interface OpenDesk {
  /** Where people find it. */
  url: string;
  changed(): void;
  close(): Promise<void>;
}

/** Rejects with the system's error (EADDRINUSE …) when the port can't be had. */
export async function openDesk(options: DeskOptions, failed: (error: unknown) => void): Promise<OpenDesk> {
  let port = 0;
  const { host, publicUrl } = options.settings;
  const desk = createDesk(options, () => port, failed);
  const server = await new Promise<ReturnType<typeof serve>>((resolve, reject) => {
    const starting = serve(
      {
        fetch: desk.fetch,
        hostname: host.replace(/^\[|\]$/g, ''),
        port: options.settings.port,
        serverOptions: { requestTimeout: 120_000, headersTimeout: 20_000, maxHeaderSize: 16_384 },
      },
      (info) => {
        port = info.port;
        resolve(starting);
      },
    );
    starting.once('error', reject);
  });
  const name = isLoopback(host) ? host : '127.0.0.1';
  return {
    url: publicUrl ?? `http://${name}:${port}/`,
    changed: desk.changed,
    close: () =>
      new Promise((resolve) => {
        desk.close();
        server.close(() => resolve());
        if ('closeAllConnections' in server) server.closeAllConnections();
      }),
  };
}
