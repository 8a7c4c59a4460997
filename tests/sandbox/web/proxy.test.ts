import { randomBytes } from 'node:crypto';
import http from 'node:http';
import type { Socket } from 'node:net';
import tls from 'node:tls';
import { afterEach, expect, it } from 'vitest';
import { bodyOf, type Host, send } from '../../../src/sandbox/web/http.ts';
import { type SandboxProxy, startProxy } from '../../../src/sandbox/web/proxy.ts';

let proxy: SandboxProxy;
afterEach(() => proxy?.stop());

const echo: Host = {
  async request(exchange) {
    send(exchange, 200, 'text/plain', `${exchange.url.href} ${(await bodyOf(exchange.request)).length}`);
  },
  socket(socket, url) {
    socket.onText((text) => socket.send(`${url.protocol}${text.length}`));
  },
};
const start = async () => {
  proxy = await startProxy({ hosts: (name) => (name === 'gone.example' ? null : echo) });
  return Number(new URL(proxy.address).port);
};

const get = (port: number, path: string, body = ''): Promise<{ status: number; text: string }> =>
  new Promise((resolve, reject) => {
    const request = http.request(
      { host: '127.0.0.1', port, path, method: body ? 'POST' : 'GET' },
      (response) => {
        let text = '';
        response.on('data', (d) => {
          text += d;
        });
        response.on('end', () => resolve({ status: response.statusCode!, text }));
      },
    );
    request.on('error', reject);
    request.end(body);
  });

const connect = (port: number, target: string): Promise<{ status: number; socket: Socket }> =>
  new Promise((resolve, reject) => {
    const request = http.request({ host: '127.0.0.1', port, method: 'CONNECT', path: target });
    request.on('connect', (response, socket) => resolve({ status: response.statusCode!, socket }));
    request.on('error', reject);
    request.end();
  });

const secure = (socket: Socket, servername: string): Promise<tls.TLSSocket> =>
  new Promise((resolve, reject) => {
    const wrapped = tls.connect({ socket, servername, rejectUnauthorized: false }, () => resolve(wrapped));
    wrapped.on('error', reject);
  });

const nextData = (socket: Socket): Promise<Buffer> => new Promise((resolve) => socket.once('data', resolve));

/** One masked text frame, as a browser sends it. */
function masked(text: string): Buffer {
  const mask = randomBytes(4);
  const body = Buffer.from(text);
  const head = Buffer.alloc(4);
  head[0] = 0x81;
  head[1] = 0x80 | 126;
  head.writeUInt16BE(body.length, 2);
  return Buffer.concat([head, mask, body.map((b, i) => b ^ mask[i & 3]!)]);
}

const upgrade = (host: string) =>
  `GET /s HTTP/1.1\r\nHost: ${host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`;

it('is every reserved host over plain http, with the whole address known', async () => {
  const port = await start();
  expect(await get(port, 'http://lender.example/a?b=1')).toEqual({
    status: 200,
    text: 'http://lender.example/a?b=1 0',
  });
  expect((await get(port, 'http://other.test/', 'x'.repeat(1000))).text).toBe('http://other.test/ 1000');
});

it('refuses foreign hosts, by request and by tunnel, and counts them', async () => {
  const port = await start();
  expect((await get(port, 'http://example.com/')).status).toBe(403);
  expect((await get(port, 'http://notexample/')).status).toBe(403);
  const { status, socket } = await connect(port, 'example.com:443');
  socket.destroy();
  expect(status).toBe(403);
  expect(proxy.log.refused).toEqual(
    new Map([
      ['example.com', 2],
      ['notexample', 1],
    ]),
  );
});

it('knows a reserved name without a host from a foreign one', async () => {
  const port = await start();
  expect((await get(port, 'http://gone.example/')).status).toBe(502);
  const { status, socket } = await connect(port, 'gone.example:443');
  socket.destroy();
  expect(status).toBe(502);
  expect(proxy.log.refused.size).toBe(0);
});

it('answers https through a tunnel, several requests on one connection', async () => {
  const port = await start();
  const { status, socket } = await connect(port, 'lender.example:443');
  expect(status).toBe(200);
  const inside = await secure(socket, 'lender.example');
  for (const path of ['/one', '/two']) {
    inside.write(`GET ${path} HTTP/1.1\r\nHost: lender.example\r\n\r\n`);
    expect((await nextData(inside)).toString()).toContain(`https://lender.example${path} 0`);
  }
  inside.destroy();
});

it.each([
  ['wss', 'chat.example:443'],
  ['ws', 'chat.example:80'],
])('carries WebSockets over %s', async (scheme, target) => {
  const port = await start();
  const { socket } = await connect(port, target);
  const inside = scheme === 'wss' ? await secure(socket, 'chat.example') : socket;
  inside.write(upgrade('chat.example'));
  const shaken = (await nextData(inside)).toString();
  expect(shaken).toMatch(/^HTTP\/1.1 101/);
  // The key and its answer are the example of RFC 6455, section 1.3.
  expect(shaken).toContain('s3pPLMBiTxaQ9kYGzzhZRbK+xOo=');
  // In two pieces, so that a frame has to be waited for.
  const frame = masked('у'.repeat(300));
  inside.write(frame.subarray(0, 50));
  inside.write(frame.subarray(50));
  const got = await nextData(inside);
  expect(got.subarray(2).toString()).toBe(`${scheme === 'wss' ? 'https:' : 'http:'}300`);
  inside.destroy();
});

it('ends a WebSocket that sends more than it may', async () => {
  const port = await start();
  const { socket } = await connect(port, 'chat.example:80');
  socket.write(upgrade('chat.example'));
  await nextData(socket);
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.on('error', () => {});
  const head = Buffer.from([0x81, 0xff, 0, 0, 0, 0, 0, 16, 0, 0, 1, 2, 3, 4]);
  socket.write(Buffer.concat([head, Buffer.alloc(400 * 1024)]));
  await closed;
});

it('ends a request whose body is too large, and goes on', async () => {
  const port = await start();
  const big = await get(port, 'http://lender.example/', 'x'.repeat(600 * 1024)).catch(() => ({ status: 0 }));
  expect(big.status).not.toBe(200);
  expect((await get(port, 'http://lender.example/')).status).toBe(200);
});

it('is no site itself', async () => {
  const port = await start();
  expect((await get(port, '/')).status).toBe(403);
});
