/** The Bot API over plain HTTP on loopback: `POST /botTOKEN/METHOD` with JSON or a form. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault, Faults } from './faults.ts';
import { BotApiRefusal, type Update } from './shapes.ts';

const MOST_BYTES = 1_000_000;

/** Carries a method out; `gone` aborts when the caller hung up. */
export type Caller = (method: string, parameters: unknown, gone: AbortSignal) => Promise<unknown>;

export async function serveBotApi(parts: {
  token: () => string;
  faults: Faults;
  call: Caller;
  port: number;
}): Promise<{ root: string; stop(): Promise<void> }> {
  const { faults, call } = parts;
  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  server.keepAliveTimeout = 5_000;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.socket?.setNoDelay(true);
    const [, token, name = ''] = /^\/bot([^/]+)\/([A-Za-z]+)/.exec(request.url ?? '') ?? [];
    const query = new URL(request.url ?? '/', 'http://localhost').searchParams;
    const parameters = { ...numbered(query), ...(await parametersOf(request)) };
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    if (token === undefined)
      return answer(response, 404, { ok: false, error_code: 404, description: 'Not Found' });
    if (token !== parts.token())
      return answer(response, 401, { ok: false, error_code: 401, description: 'Unauthorized' });
    const fault = faults.next(name);
    if (fault?.kind === 'refuse') {
      const { kind: _, ...refused } = fault;
      return answer(response, refused.error_code, { ok: false, ...refused });
    }
    if (fault?.kind === 'drop' && !fault.done) return void response.destroy();
    try {
      const result = await call(name, parameters, gone.signal);
      await spoiled(response, fault, result);
    } catch (error) {
      if (!(error instanceof BotApiRefusal)) throw error;
      answer(response, error.refused.error_code, { ok: false, ...error.refused });
    }
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(parts.port, '127.0.0.1', resolve);
  });
  return {
    root: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

async function spoiled(response: ServerResponse, fault: Fault | null, result: unknown): Promise<void> {
  const whole = (result: unknown) => answer(response, 200, { ok: true, result });
  const updates = Array.isArray(result) ? (result as Update[]) : null;
  switch (fault?.kind) {
    case 'drop':
      return void response.destroy();
    case 'truncate': {
      const body = JSON.stringify({ ok: true, result });
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length * 2 });
      response.write(body.slice(0, Math.ceil(body.length / 2)), () => response.destroy());
      return;
    }
    case 'garbage':
      response.writeHead(200, { 'content-type': 'text/html' });
      return void response.end('<html>upstream is away</html>');
    case 'slow':
      await sleep(fault.ms);
      return whole(result);
    case 'repeat':
      return whole(updates ? updates.flatMap((u) => [u, u]) : result);
    case 'shuffle':
      return whole(updates ? [...updates].reverse() : result);
    default:
      return whole(result);
  }
}

async function parametersOf(request: IncomingMessage): Promise<object> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.byteLength;
    if (size > MOST_BYTES) throw new BotApiRefusal(413, 'Request Entity Too Large');
    chunks.push(chunk);
  }
  const text = Buffer.concat(chunks).toString('utf8');
  if (text === '') return {};
  if (String(request.headers['content-type']).includes('json')) return JSON.parse(text);
  return numbered(new URLSearchParams(text));
}

/** A form says numbers by their digits. */
const numbered = (form: URLSearchParams): object =>
  Object.fromEntries(
    [...form].map(([name, said]) => [name, /^-?\d{1,15}$/.test(said) ? Number(said) : said]),
  );
