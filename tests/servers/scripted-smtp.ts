/** A raw TCP server that speaks just enough SMTP to break off at one chosen point, in one chosen way. */
import { type AddressInfo, createServer, type Socket } from 'node:net';

export const STAGES = ['connect', 'EHLO', 'MAIL', 'RCPT', 'DATA', 'body', 'dot'] as const;
export type Stage = (typeof STAGES)[number];
export const WAYS = ['end', 'reset', '421'] as const;
export type Way = (typeof WAYS)[number];

export interface ScriptedSmtp {
  port: number;
  /** Messages that came complete, with their final dot. */
  complete: string[];
  /** Bytes of bodies that did not. */
  partial: number;
  close(): Promise<void>;
}

/**
 * Breaks off when the client has sent what `stage` names: `connect` before the greeting, `body` after the first bytes
 * of the message, `dot` after the final dot and before its 250. `pipelining` offers it in EHLO.
 */
export async function startScriptedSmtp(plan: {
  stage: Stage;
  way: Way;
  pipelining: boolean;
}): Promise<ScriptedSmtp> {
  const sockets = new Set<Socket>();
  const self: ScriptedSmtp = { port: 0, complete: [], partial: 0, close: async () => {} };
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    const breakOff = () => {
      socket.removeAllListeners('data');
      if (plan.way === 'end') socket.end();
      else if (plan.way === 'reset') socket.resetAndDestroy();
      else socket.end('421 4.3.2 shutting down\r\n');
    };
    if (plan.stage === 'connect') return breakOff();
    socket.write('220 scripted.test ESMTP\r\n');
    let text = '';
    let inBody = false;
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      while (text !== '') {
        if (inBody) {
          self.partial += text.length;
          if (plan.stage === 'body') return breakOff();
          const end = text.indexOf('\r\n.\r\n');
          if (end < 0) return;
          self.complete.push(text.slice(0, end + 2));
          text = text.slice(end + 5);
          inBody = false;
          if (plan.stage === 'dot') return breakOff();
          socket.write('250 2.0.0 taken\r\n');
          continue;
        }
        const line = text.indexOf('\r\n');
        if (line < 0) return;
        const verb = text.slice(0, 4).toUpperCase();
        text = text.slice(line + 2);
        if (verb === plan.stage) return breakOff();
        if (verb === 'EHLO')
          socket.write(`250-scripted.test\r\n${plan.pipelining ? '250-PIPELINING\r\n' : ''}250 DSN\r\n`);
        else if (verb === 'DATA') {
          inBody = true;
          socket.write('354 go on\r\n');
        } else if (verb === 'QUIT') socket.end('221 bye\r\n');
        else socket.write('250 2.1.0 ok\r\n');
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  self.port = (server.address() as AddressInfo).port;
  self.close = () =>
    new Promise((resolve) => {
      for (const socket of sockets) socket.destroy();
      server.close(() => resolve());
    });
  return self;
}
