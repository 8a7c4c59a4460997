/** What a simulated host is, and the few things that all of them do with a request. Every body has a bound. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from './websocket.ts';

export interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  /** As the browser sees it, scheme and host included. */
  url: URL;
}

export interface Host {
  request(exchange: Exchange): void | Promise<void>;
  /** A WebSocket that was opened to this host; it is refused where this is left out. */
  socket?(socket: Socket, url: URL): void;
}

/** The host behind a name, or null where no such host is. */
export type Hosts = (hostname: string) => Host | null;

const MAX_BODY = 512 * 1024;

/** The whole body as text. Rejects above 512 KiB, which ends the request. */
export async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY) throw new RangeError('request body over 512 KiB');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** The body as a JSON object; an empty one where it is none. */
export async function objectOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  const text = await bodyOf(request);
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

export function send(
  { response }: Exchange,
  status: number,
  type: string,
  body: string | Buffer,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store', ...headers });
  response.end(body);
}

export const sendJson = (exchange: Exchange, body: unknown, status = 200): void =>
  send(exchange, status, 'application/json; charset=utf-8', JSON.stringify(body), CORS);

export const sendHtml = (exchange: Exchange, body: string, status = 200): void =>
  send(exchange, status, 'text/html; charset=utf-8', body);

export const sendScript = (exchange: Exchange, body: string | Buffer): void =>
  send(exchange, 200, 'text/javascript; charset=utf-8', body, CORS);

/** Widgets are loaded into pages of other hosts. */
export const CORS: Record<string, string> = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers': '*',
  'access-control-allow-methods': 'GET, POST, PUT, DELETE, OPTIONS',
};

/** A backend that can't be reached: the connection breaks without an answer. */
export const breakOff = ({ response }: Exchange): void => void response.destroy();

/** Answers the browser's question before a request to another origin; true when it was one. */
export function answeredPreflight(exchange: Exchange): boolean {
  if (exchange.request.method !== 'OPTIONS') return false;
  send(exchange, 204, 'text/plain', '', CORS);
  return true;
}

/** A stream of server-sent events; `signal` aborts when the other side is gone. */
export function openEventStream({ request, response }: Exchange): {
  push(data: string, event?: string): void;
  end(): void;
  signal: AbortSignal;
} {
  const gone = new AbortController();
  request.on('close', () => gone.abort());
  response.on('close', () => gone.abort());
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    ...CORS,
  });
  response.flushHeaders();
  return {
    push(data, event) {
      if (!gone.signal.aborted) response.write(`${event ? `event: ${event}\n` : ''}data: ${data}\n\n`);
    },
    end: () => void response.end(),
    signal: gone.signal,
  };
}
