import { startHoodiecrow } from '../servers/hoodiecrow.ts';
import { type Arriving, describeEmailChannel, type Rig } from './email-suite.ts';

/** What a delivering server writes on top; hoodiecrow has none of its own. */
const stamped = ({ from, to, raw }: Arriving): Uint8Array =>
  Buffer.concat([Buffer.from(`Return-Path: <${from}>\r\nDelivered-To: ${to}\r\n`), raw]);

async function rig(): Promise<Rig> {
  const server = await startHoodiecrow();
  let validity = 1_700_000_001;
  return {
    inbound: [
      {
        kind: 'imap',
        name: 'crow',
        host: '127.0.0.1',
        port: server.port,
        security: 'none',
        auth: { kind: 'password', user: 'testuser', passwordEnv: 'IMAP_PASSWORD' },
        folders: ['INBOX', '\\Junk'],
      },
    ],
    secrets: { IMAP_PASSWORD: 'testpass' },
    arrives: async (message) => server.append('INBOX', stamped(message)),
    imap: {
      intoJunk: async (message) => server.append('Spam', stamped(message)),
      stop: () => server.stop(),
      start: () => server.start(),
      changeUidValidity: () => {
        validity += 1;
        return server.restart(validity);
      },
      backDated: async (message, taken) => server.append('INBOX', stamped(message), taken),
    },
    close: () => server.close().catch(() => {}),
  };
}

describeEmailChannel('hoodiecrow (IMAP)', 'mailbox', rig, null);
