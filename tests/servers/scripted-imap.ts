/** A raw TCP server that speaks just enough IMAP to misbehave in one chosen way. Messages are by UID, dated now. */
import { type AddressInfo, createServer, type Socket } from 'node:net';

export interface ImapScript {
  /** The text of each message, by folder and UID; may be changed at any time. */
  folders: Record<string, Map<number, string>>;
  /** Before a folder is opened. */
  onSelect?(path: string): void;
  /** Before one message's text is given; anything but OK is the answer. */
  onFetch?(uid: number): string;
  /** `trickle` sends something every 20 ms, and never the end. */
  onSearch?(): 'answer' | 'trickle';
  /** `drop` says goodbye. */
  onIdle?: 'drop';
  /** The answer to a log-in, given its line. */
  onLogin?(line: string): string;
}

export interface ScriptedImap {
  port: number;
  /** When each connection came, performance.now(). */
  connectedAt: number[];
  close(): Promise<void>;
}

export async function startScriptedImap(script: ImapScript): Promise<ScriptedImap> {
  const sockets = new Set<Socket>();
  const connectedAt: number[] = [];
  const server = createServer((socket) => {
    connectedAt.push(performance.now());
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    const say = (line: string) => socket.write(`${line}\r\n`);
    say('* OK [CAPABILITY IMAP4rev1 IDLE] ready');
    let idling = '';
    let path = '';
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      for (let end = text.indexOf('\r\n'); end >= 0; end = text.indexOf('\r\n')) {
        const line = text.slice(0, end);
        text = text.slice(end + 2);
        obey(line);
      }
    });

    function obey(line: string): void {
      const [tag, verb, ...rest] = line.split(' ');
      const box = script.folders[path] ?? new Map<number, string>();
      if (line.toUpperCase() === 'DONE') return void say(`${idling} OK idle is over`);
      switch (verb?.toUpperCase()) {
        case 'CAPABILITY':
          say('* CAPABILITY IMAP4rev1 IDLE');
          break;
        case 'LOGIN': {
          const answer = script.onLogin?.(line);
          if (answer !== undefined) return void say(`${tag} ${answer}`);
          break;
        }
        case 'LIST':
        case 'LSUB':
          if (rest[1] === '""') say('* LIST (\\Noselect) "/" ""');
          else for (const name of Object.keys(script.folders)) say(`* ${verb} () "/" ${name}`);
          break;
        case 'SELECT':
        case 'EXAMINE': {
          path = rest[0]?.replaceAll('"', '') ?? '';
          script.onSelect?.(path);
          const uids = [...(script.folders[path]?.keys() ?? [])];
          say(`* FLAGS ()\r\n* ${uids.length} EXISTS\r\n* OK [UIDVALIDITY 1] x`);
          say(`* OK [UIDNEXT ${Math.max(0, ...uids) + 1}] x\r\n${tag} OK [READ-ONLY] open`);
          return;
        }
        case 'UID':
          if (rest[0]?.toUpperCase() === 'SEARCH') {
            if (script.onSearch?.() === 'trickle') return void trickle();
            say(`* SEARCH ${[...box.keys()].join(' ')}`);
          } else {
            const answer = give(box, (rest[1] ?? '').split(',').map(Number), line.includes('BODY'));
            if (answer !== 'OK') return void say(`${tag} ${answer}`);
          }
          break;
        case 'IDLE':
          if (script.onIdle === 'drop') return void socket.end('* BYE too long\r\n');
          idling = tag ?? '';
          return void say('+ idling');
        case 'LOGOUT':
          return void socket.end(`* BYE\r\n${tag} OK bye\r\n`);
      }
      say(`${tag} OK done`);
    }

    function give(box: Map<number, string>, uids: number[], whole: boolean): string {
      for (const uid of uids) {
        const answer = whole ? (script.onFetch?.(uid) ?? 'OK') : 'OK';
        if (answer !== 'OK') return answer;
        const found = box.get(uid);
        if (found === undefined) continue;
        const raw = `To: anna.abcdefgh23@research.test\r\n\r\n${found}\r\n`;
        const seq = [...box.keys()].indexOf(uid) + 1;
        const date = new Date()
          .toUTCString()
          .replace(/^\w+, (\d+) (\w+) (\d+) ([\d:]+).*/, '$1-$2-$3 $4 +0000');
        const body = whole ? ` BODY[]<0> {${raw.length}}\r\n${raw}` : '';
        say(`* ${seq} FETCH (UID ${uid} RFC822.SIZE ${raw.length} INTERNALDATE "${date}"${body})`);
      }
      return 'OK';
    }

    function trickle(): void {
      const timer = setInterval(() => say('* OK still here'), 20);
      socket.on('close', () => clearInterval(timer));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    connectedAt,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
