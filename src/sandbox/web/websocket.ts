/** The server's side of a WebSocket (RFC 6455): text messages, pings, a clean end. What is too large closes it. */
import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

export interface Socket {
  send(text: string): void;
  close(): void;
  onText(listener: (text: string) => void): void;
  onClose(listener: () => void): void;
}

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const MAX_MESSAGE = 256 * 1024;
const TEXT = 1;
const CLOSE = 8;
const PING = 9;
const PONG = 10;

/** Shakes hands and takes over the connection. Destroys it and returns null when it is no WebSocket request. */
export function acceptSocket(request: IncomingMessage, stream: Duplex, head: Buffer): Socket | null {
  const key = request.headers['sec-websocket-key'];
  if (request.headers.upgrade?.toLowerCase() !== 'websocket' || !key) {
    stream.destroy();
    return null;
  }
  const accept = createHash('sha1')
    .update(key + GUID)
    .digest('base64');
  stream.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );

  const textListeners: ((text: string) => void)[] = [];
  const closeListeners: (() => void)[] = [];
  let unread = Buffer.alloc(0);
  let parts: Buffer[] = [];
  let open = true;

  const end = () => {
    if (!open) return;
    open = false;
    for (const listener of closeListeners) listener();
  };
  const write = (opcode: number, payload: Buffer) => {
    if (open) stream.write(frame(opcode, payload));
  };

  function take(opcode: number, final: boolean, payload: Buffer): void {
    if (opcode === PING) write(PONG, payload);
    else if (opcode === CLOSE) {
      write(CLOSE, payload.subarray(0, 2));
      stream.end();
      end();
    } else if (opcode <= TEXT) {
      parts.push(payload);
      if (!final) return;
      const text = Buffer.concat(parts).toString('utf8');
      parts = [];
      for (const listener of textListeners) listener(text);
    }
  }

  function read(chunk: Buffer): void {
    unread = Buffer.concat([unread, chunk]);
    while (open) {
      const got = parse(unread);
      if (got === null) break;
      unread = unread.subarray(got.length);
      take(got.opcode, got.final, got.payload);
    }
    const kept = unread.length + parts.reduce((sum, p) => sum + p.length, 0);
    if (kept > MAX_MESSAGE) stream.destroy();
  }

  stream.on('data', read);
  stream.on('close', end);
  stream.on('error', end);
  if (head.length > 0) read(head);

  return {
    send: (text) => write(TEXT, Buffer.from(text, 'utf8')),
    close() {
      write(CLOSE, Buffer.from([3, 232]));
      stream.end();
      end();
    },
    onText: (listener) => void textListeners.push(listener),
    onClose: (listener) => void closeListeners.push(listener),
  };
}

function frame(opcode: number, payload: Buffer): Buffer {
  const size = payload.length;
  const head =
    size < 126
      ? Buffer.from([0x80 | opcode, size])
      : size < 65_536
        ? Buffer.from([0x80 | opcode, 126, size >> 8, size & 255])
        : Buffer.alloc(10);
  if (size >= 65_536) {
    head[0] = 0x80 | opcode;
    head[1] = 127;
    head.writeBigUInt64BE(BigInt(size), 2);
  }
  return Buffer.concat([head, payload]);
}

/** The first frame of the bytes, unmasked; null when it is not complete yet. */
function parse(bytes: Buffer): { opcode: number; final: boolean; payload: Buffer; length: number } | null {
  if (bytes.length < 2) return null;
  const masked = (bytes[1]! & 0x80) !== 0;
  let size = bytes[1]! & 0x7f;
  let at = 2;
  if (size === 126) {
    if (bytes.length < 4) return null;
    size = bytes.readUInt16BE(2);
    at = 4;
  } else if (size === 127) {
    if (bytes.length < 10) return null;
    size = Number(bytes.readBigUInt64BE(2));
    at = 10;
  }
  const mask = masked ? bytes.subarray(at, at + 4) : null;
  if (masked) at += 4;
  if (bytes.length < at + size) return null;
  const payload = Buffer.from(bytes.subarray(at, at + size));
  if (mask) for (let i = 0; i < payload.length; i++) payload[i]! ^= mask[i & 3]!;
  return { opcode: bytes[0]! & 15, final: (bytes[0]! & 0x80) !== 0, payload, length: at + size };
}
