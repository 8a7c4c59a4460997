/**
 * The one way into the sandbox's web: an HTTP proxy on loopback. It is every reserved host (`*.example`, `*.test`)
 * itself, http and https and WebSockets alike, and refuses every other host, so that nothing leaves the machine.
 */
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo, Socket as NetSocket } from 'node:net';
import type { Duplex } from 'node:stream';
import { sandboxCertificate } from '../certificate.ts';
import type { Hosts } from './http.ts';
import { acceptSocket } from './websocket.ts';

export interface SandboxProxy {
  /** http://127.0.0.1:PORT */
  address: string;
  log: ProxyLog;
  stop(): Promise<void>;
}

export interface ProxyLog {
  requests: number;
  /** Host names that were asked for and are not ours, with how often. At most 1000 names. */
  refused: Map<string, number>;
  /** Connections that were turned away because too many were open. */
  overfull: number;
}

const MAX_CONNECTIONS = 2000;
const MAX_REFUSED_NAMES = 1000;
const IDLE_MS = 120_000;

/** Whether a name can belong to nobody (RFC 2606, RFC 6761). */
export const isReserved = (hostname: string): boolean => /(^|\.)(example|test)$/i.test(hostname);

/** Listens on 127.0.0.1, on a free port when `port` is 0. Rejects when the port is taken. */
export async function startProxy({
  hosts,
  port = 0,
}: {
  hosts: Hosts;
  port?: number;
}): Promise<SandboxProxy> {
  const log: ProxyLog = { requests: 0, refused: new Map(), overfull: 0 };
  const open = new Set<NetSocket>();
  const pair = await sandboxCertificate('sandbox.example', ['*.example', '*.test']);

  const refuse = (hostname: string) => {
    if (log.refused.has(hostname) || log.refused.size < MAX_REFUSED_NAMES)
      log.refused.set(hostname, (log.refused.get(hostname) ?? 0) + 1);
  };

  const answer = (scheme: string) => (request: http.IncomingMessage, response: http.ServerResponse) => {
    const url = urlOf(request, scheme);
    const host = url && isReserved(url.hostname) ? hosts(url.hostname) : null;
    log.requests += 1;
    response.on('error', () => {});
    if (!url) {
      response.writeHead(400).end('not a proxy request\n');
    } else if (!host) {
      if (!isReserved(url.hostname)) refuse(url.hostname);
      const status = isReserved(url.hostname) ? 502 : 403;
      response.writeHead(status, { 'content-type': 'text/plain' }).end('no such host in the sandbox\n');
    } else {
      Promise.resolve(host.request({ request, response, url })).catch((error: unknown) => {
        // A body that was not read to its end leaves nothing to answer on.
        if (response.headersSent || !request.complete) response.destroy();
        else response.writeHead(500, { 'content-type': 'text/plain' }).end(`${error}\n`);
      });
    }
  };

  const upgrade = (scheme: string) => (request: http.IncomingMessage, stream: Duplex, head: Buffer) => {
    const url = urlOf(request, scheme);
    const host = url && isReserved(url.hostname) ? hosts(url.hostname) : null;
    log.requests += 1;
    stream.on('error', () => {});
    if (!url || !host?.socket) return void stream.destroy();
    const socket = acceptSocket(request, stream, head);
    if (socket) host.socket(socket, url);
  };

  // Neither of the inner servers listens: they get connections that came through the proxy's tunnel.
  const plain = http.createServer({ keepAliveTimeout: IDLE_MS }, answer('http'));
  const secure = https.createServer(
    { key: pair.key, cert: pair.cert, keepAliveTimeout: IDLE_MS },
    answer('https'),
  );
  plain.on('upgrade', upgrade('http'));
  secure.on('upgrade', upgrade('https'));
  plain.on('clientError', (_error, stream) => stream.destroy());
  secure.on('clientError', (_error, stream) => stream.destroy());
  secure.on('tlsClientError', () => {});

  const proxy = http.createServer({ keepAliveTimeout: IDLE_MS }, answer('http'));
  proxy.maxConnections = MAX_CONNECTIONS;
  proxy.on('upgrade', upgrade('http'));
  proxy.on('drop', () => {
    log.overfull += 1;
  });
  proxy.on('clientError', (_error, stream) => stream.destroy());
  proxy.on('connection', (socket: NetSocket) => {
    open.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => {});
    socket.on('close', () => open.delete(socket));
  });
  proxy.on('connect', (request: http.IncomingMessage, stream: Duplex, head: Buffer) => {
    const hostname = (request.url ?? '').replace(/:\d+$/, '').toLowerCase();
    if (!isReserved(hostname) || !hosts(hostname)) {
      if (!isReserved(hostname)) refuse(hostname);
      const status = isReserved(hostname) ? '502 Bad Gateway' : '403 Forbidden';
      stream.end(`HTTP/1.1 ${status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
      return;
    }
    stream.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    if (head.length > 0) stream.unshift(head);
    // A browser opens ws:// through CONNECT too, to port 80.
    (/:80$/.test(request.url ?? '') ? plain : secure).emit('connection', stream);
  });

  await new Promise<void>((resolve, reject) => {
    proxy.once('error', reject);
    proxy.listen(port, '127.0.0.1', () => {
      proxy.off('error', reject);
      resolve();
    });
  });
  return {
    address: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    log,
    async stop() {
      const closed = new Promise<void>((resolve) => proxy.close(() => resolve()));
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}

/** The full address of a request: absolute as sent to a proxy, or made of its Host inside a tunnel. */
function urlOf(request: http.IncomingMessage, scheme: string): URL | null {
  const target = request.url ?? '';
  return URL.parse(target.startsWith('/') ? `${scheme}://${request.headers.host ?? ''}${target}` : target);
}
