/** hoodiecrow-imap 2.1 in this process: small, in memory, npm only. Old, with known defects (channels.md 1.3). */
import { createRequire } from 'node:module';
import type { AddressInfo, Server, Socket } from 'node:net';
import { testCertificate } from './certificate.ts';

interface HoodiecrowServer {
  server: Server;
  listen(port: number, host: string, done: () => void): void;
  close(done: () => void): void;
  appendMessage(mailbox: string, flags: string[], internalDate: string, raw: string): void;
  on(event: 'notify', listener: (...args: unknown[]) => void): void;
  setMaxListeners(n: number): void;
  getMailbox(path: string): { messages: Message[]; uidnext: number };
  processMessage(message: Message, mailbox: unknown): void;
}

interface Message {
  uid?: number;
  flags: string[];
  internaldate: string;
  raw: string;
}

export interface Hoodiecrow {
  port: number;
  /** `raw` is taken byte for byte; the date is truncated to its second. */
  append(folder: string, raw: Uint8Array, internalDate?: Date): void;
  /** Leaves a hole of so many UIDs before the next message. */
  skipUids(folder: string, count: number): void;
  /** Shows a message under a UID that was passed over, as some servers do. */
  appearLate(folder: string, raw: Uint8Array, uid: number): void;
  /** Breaks every connection and comes back on the same port with its mail, and with this UIDVALIDITY. */
  restart(uidValidity?: number): Promise<void>;
  /** Ends listening and every connection; `start` brings it back with its mail. */
  stop(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

const create = createRequire(import.meta.url)('hoodiecrow-imap') as (options: unknown) => HoodiecrowServer;

/** `without` leaves capabilities out, e.g. STARTTLS or SPECIAL-USE. */
export async function startHoodiecrow(
  options: { junk?: string; without?: string[] } = {},
): Promise<Hoodiecrow> {
  const { cert, key } = await testCertificate();
  const mail: { folder: string; raw: string; date: string }[] = [];
  const junk = options.junk ?? 'Spam';
  const sockets = new Set<Socket>();
  let uidValidity = 1_700_000_001;
  let port = 0;
  let server: HoodiecrowServer;

  const start = async () => {
    server = create({
      plugins: ['STARTTLS', 'ID', 'IDLE', 'SPECIAL-USE', 'NAMESPACE', 'LITERALPLUS'].filter(
        (plugin) => !options.without?.includes(plugin),
      ),
      credentials: { key, cert },
      storage: {
        INBOX: { uidvalidity: uidValidity },
        '': { separator: '/', folders: { [junk]: { 'special-use': '\\Junk', uidvalidity: uidValidity } } },
      },
    });
    server.setMaxListeners(200);
    server.server.on('connection', (socket: Socket) => {
      // Without it each command costs a Nagle delay.
      socket.setNoDelay(true);
      socket.on('error', () => {});
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    });
    for (const one of mail) server.appendMessage(one.folder, [], one.date, one.raw);
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    port = (server.server.address() as AddressInfo).port;
  };
  const stop = async () => {
    const closed = new Promise<void>((resolve) => server.close(resolve));
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  await start();
  return {
    get port() {
      return port;
    },
    append(folder, raw, internalDate = new Date()) {
      const one = { folder, raw: Buffer.from(raw).toString('binary'), date: imapDate(internalDate) };
      mail.push(one);
      server.appendMessage(one.folder, [], one.date, one.raw);
    },
    skipUids(folder, count) {
      server.getMailbox(folder).uidnext += count;
    },
    appearLate(folder, raw, uid) {
      const mailbox = server.getMailbox(folder);
      const message = {
        uid,
        flags: [],
        internaldate: imapDate(new Date()),
        raw: Buffer.from(raw).toString('binary'),
      };
      server.processMessage(message, mailbox);
      const place = mailbox.messages.findIndex((m) => (m.uid ?? 0) > uid);
      mailbox.messages.splice(place < 0 ? mailbox.messages.length : place, 0, message);
    },
    async restart(newValidity) {
      await stop();
      if (newValidity !== undefined) uidValidity = newValidity;
      await start();
    },
    stop,
    start,
    close: stop,
  };
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const imapDate = (date: Date): string => {
  const two = (n: number) => String(n).padStart(2, '0');
  return `${two(date.getUTCDate())}-${MONTHS[date.getUTCMonth()]}-${date.getUTCFullYear()} ${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())} +0000`;
};
