import { startDovecot } from '../servers/dovecot.ts';
import { missing } from '../servers/package-binaries.ts';
import { startTokenServer } from '../servers/token-server.ts';
import { type Arriving, describeEmailChannel, type Rig } from './email-suite.ts';

const stamped = ({ from, to, raw }: Arriving): Uint8Array =>
  Buffer.concat([Buffer.from(`Return-Path: <${from}>\r\nDelivered-To: ${to}\r\n`), raw]);

async function byPassword(): Promise<Rig> {
  const server = await startDovecot();
  return {
    inbound: [
      {
        kind: 'imap',
        name: 'dovecot',
        host: 'localhost',
        port: server.imapsPort,
        security: 'tls',
        caFile: server.certificate.certFile,
        auth: { kind: 'password', user: server.mailbox, passwordEnv: 'IMAP_PASSWORD' },
        folders: ['INBOX', '\\Junk'],
      },
    ],
    secrets: { IMAP_PASSWORD: 'secret' },
    arrives: (message) => server.deliver(message),
    imap: {
      intoJunk: (message) => server.append('Spam', stamped(message)),
      stop: () => server.stop(),
      start: () => server.start(),
      changeUidValidity: () => server.changeUidValidity('INBOX'),
      backDated: (message, taken) => server.append('INBOX', stamped(message), taken),
    },
    close: () => server.close(),
  };
}

/** XOAUTH2 over STARTTLS, with a local token and introspection server. The spam folder has a Ukrainian name. */
async function byToken(): Promise<Rig> {
  const tokens = await startTokenServer('research', 'refresh-secret');
  const server = await startDovecot({ introspectionUrl: tokens.introspectionUrl, junk: 'Спам' });
  tokens.valid.add('owner');
  return {
    inbound: [
      {
        kind: 'imap',
        name: 'dovecot-oauth',
        host: 'localhost',
        port: server.imapPort,
        security: 'starttls',
        caFile: server.certificate.certFile,
        auth: {
          kind: 'oauth2',
          user: server.mailbox,
          tokenUrl: tokens.tokenUrl,
          clientId: 'doorbell',
          refreshTokenEnv: 'REFRESH',
        },
        folders: ['INBOX', '\\Junk'],
      },
    ],
    secrets: { REFRESH: 'refresh-secret' },
    arrives: (message) => server.deliver(message),
    imap: {
      intoJunk: (message) => server.append('Спам', stamped(message)),
      stop: () => server.stop(),
      start: () => server.start(),
      changeUidValidity: () => server.changeUidValidity('INBOX'),
      backDated: (message, taken) => server.append('INBOX', stamped(message), taken),
    },
    close: async () => {
      await server.close();
      await tokens.close();
    },
  };
}

const skip = missing('dovecot');
describeEmailChannel('Dovecot (IMAP over TLS)', 'mailbox', byPassword, skip);
describeEmailChannel('Dovecot (STARTTLS and XOAUTH2)', 'mailbox', byToken, skip);
