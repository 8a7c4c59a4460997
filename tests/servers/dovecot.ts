/**
 * A real Dovecot 2.3 on high loopback ports (channels.md 1.1): IMAP (plain, STARTTLS), IMAPS, and LMTP that delivers
 * every address of every domain into one mailbox. Any user name with the password "secret" logs in.
 */
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ImapFlow } from 'imapflow';
import nodemailer from 'nodemailer';
import { awaitBanner } from './await-banner.ts';
import { type TestCertificate, testCertificate } from './certificate.ts';
import { type ChildServer, startChild } from './child-server.ts';
import { freePort } from './free-port.ts';

export interface Dovecot {
  imapPort: number;
  imapsPort: number;
  lmtpPort: number;
  certificate: TestCertificate;
  /** Where LMTP delivers: the user to log in as. */
  mailbox: string;
  /** Delivers by LMTP, as an MTA does: Return-Path and Delivered-To are added. */
  deliver(message: { from: string; to: string; raw: string | Uint8Array }): Promise<void>;
  /** Appends to a folder with an INTERNALDATE, as no MTA does. */
  append(folder: string, raw: string | Uint8Array, internalDate?: Date): Promise<void>;
  /** Runs IMAP commands as the mailbox's owner. */
  asOwner<T>(work: (client: ImapFlow) => Promise<T>): Promise<T>;
  /** Gives a folder a new UIDVALIDITY, as a restored backup does. */
  changeUidValidity(folder: string): Promise<void>;
  stop(signal?: NodeJS.Signals): Promise<void>;
  start(): Promise<void>;
  /** Stops and removes the files. */
  close(): Promise<void>;
  log(): string;
}

export interface DovecotOptions {
  mailbox?: string;
  /** Token introspection endpoint: log-in is then by XOAUTH2 only, with "owner" as the token of the test itself. */
  introspectionUrl?: string;
  /** Without a spam folder. */
  withoutJunk?: boolean;
  /** Name of the spam folder. */
  junk?: string;
  /** The spam folder does not carry the \Junk mark (RFC 6154). */
  unmarkedJunk?: boolean;
  /** Most connections of one user from one address. */
  mostConnections?: number;
}

/** The processes that this master forked (Linux). */
const workersOf = (pid: number): number[] => {
  const list = `/proc/${pid}/task/${pid}/children`;
  return existsSync(list) ? readFileSync(list, 'utf8').trim().split(' ').map(Number).filter(Boolean) : [];
};

const killQuietly = (pid: number): void => {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Already gone.
  }
};

export async function startDovecot(options: DovecotOptions = {}): Promise<Dovecot> {
  const root = process.getuid?.() === 0;
  const me = userInfo().username;
  const mailbox = options.mailbox ?? 'research';
  const dir = mkdtempSync(join(tmpdir(), 'doorbell-dovecot-'));
  chmodSync(dir, 0o755);
  mkdirSync(join(dir, 'mail'));
  if (root) chownSync(join(dir, 'mail'), 8, 8);
  const certificate = await testCertificate();
  const [imapPort, imapsPort, lmtpPort] = [await freePort(), await freePort(), await freePort()];
  const logFile = join(dir, 'dovecot.log');
  const log = () => (existsSync(logFile) ? readFileSync(logFile, 'utf8') : '');
  if (options.introspectionUrl !== undefined)
    writeFileSync(
      join(dir, 'oauth2.conf'),
      [
        `introspection_url = ${options.introspectionUrl}`,
        'introspection_mode = post',
        'username_attribute = username',
        'active_attribute = active',
        'active_value = true',
        'force_introspection = yes',
      ].join('\n'),
    );
  const conf = join(dir, 'dovecot.conf');
  writeFileSync(
    conf,
    `protocols = imap lmtp
listen = 127.0.0.1
base_dir = ${dir}/run
state_dir = ${dir}/run
log_path = ${logFile}
default_login_user = ${root ? 'dovenull' : me}
default_internal_user = ${root ? 'dovecot' : me}
default_internal_group = ${root ? 'dovecot' : me}
first_valid_uid = 1
ssl = yes
ssl_cert = <${certificate.certFile}
ssl_key = <${certificate.keyFile}
disable_plaintext_auth = no
auth_mechanisms = ${options.introspectionUrl === undefined ? 'plain login' : 'xoauth2'}
recipient_delimiter = +
mail_location = maildir:${dir}/mail/%Ln
mail_max_userip_connections = ${options.mostConnections ?? 10}
namespace inbox {
  inbox = yes
${options.withoutJunk ? '' : `  mailbox "${options.junk ?? 'Spam'}" {\n    auto = create\n${options.unmarkedJunk ? '' : '    special_use = \\Junk\n'}  }`}
}
passdb {
${
  options.introspectionUrl === undefined
    ? '  driver = static\n  args = password=secret'
    : `  driver = oauth2\n  mechanisms = xoauth2 oauthbearer\n  args = ${dir}/oauth2.conf`
}
}
userdb {
  driver = static
  args = uid=${root ? 'mail' : me} gid=${root ? 'mail' : me} home=${dir}/mail/%Ln allow_all_users=yes
}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${imapPort}
  }
  inet_listener imaps {
    port = ${imapsPort}
    ssl = yes
  }
}
service anvil {
  chroot =
}
service stats {
  chroot =
}
service lmtp {
  inet_listener lmtp {
    address = 127.0.0.1
    port = ${lmtpPort}
  }
}
protocol lmtp {
  auth_username_format = ${mailbox}
}
`,
  );

  let child: ChildServer | null = null;
  const start = async () => {
    const until = performance.now() + 10_000;
    for (;;) {
      child = startChild('/usr/sbin/dovecot', ['-F', '-c', conf], log);
      try {
        await awaitBanner(imapPort, /^\* OK/, 20_000, child.died);
        return await awaitBanner(lmtpPort, /^220/, 20_000, child.died);
      } catch (error) {
        // After a SIGKILL its workers outlive the master for a moment and keep the ports.
        await child.stop('SIGKILL');
        if (!String(error).includes('Failed to start listeners') || performance.now() > until) throw error;
        await sleep(100);
      }
    }
  };
  const stop = async (signal: NodeJS.Signals = 'SIGKILL') => {
    if (child === null) return;
    // A worker with a client outlives its master and goes on serving; a stopped server must be silent.
    const workers = workersOf(child.pid);
    await child.stop(signal);
    for (const pid of workers) killQuietly(pid);
    child = null;
  };
  const asOwner = async <T>(work: (client: ImapFlow) => Promise<T>): Promise<T> => {
    const client = new ImapFlow({
      host: '127.0.0.1',
      port: imapPort,
      secure: false,
      doSTARTTLS: false,
      auth:
        options.introspectionUrl === undefined
          ? { user: mailbox, pass: 'secret' }
          : { user: mailbox, accessToken: 'owner' },
      logger: false,
      disableAutoIdle: true,
    });
    client.on('error', () => {});
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.logout();
    }
  };
  await start();
  return {
    imapPort,
    imapsPort,
    lmtpPort,
    certificate,
    mailbox,
    async deliver({ from, to, raw }) {
      const lmtp = nodemailer.createTransport({
        host: '127.0.0.1',
        port: lmtpPort,
        lmtp: true,
        secure: false,
        ignoreTLS: true,
      });
      await lmtp.sendMail({ envelope: { from, to: [to] }, raw: Buffer.from(raw) });
      lmtp.close();
    },
    append: (folder, raw, internalDate) =>
      asOwner(async (client) => {
        await client.append(folder, Buffer.from(raw), [], internalDate);
      }),
    asOwner,
    async changeUidValidity(folder) {
      // Dovecot keeps it in dovecot-uidlist ("3 V<uidvalidity> N<next> ..."), and believes that file when the index is gone.
      await stop();
      const path = join(dir, 'mail', mailbox, folder === 'INBOX' ? '' : `.${folder}`);
      const list = join(path, 'dovecot-uidlist');
      const text = readFileSync(list, 'utf8');
      const old = Number(/ V(\d+)/.exec(text)?.[1]);
      writeFileSync(list, text.replace(/ V\d+/, ` V${old + 7}`));
      for (const index of [
        'dovecot.index',
        'dovecot.index.log',
        'dovecot.index.cache',
        'dovecot.index.log.2',
      ])
        rmSync(join(path, index), { force: true });
      await start();
    },
    stop,
    start,
    async close() {
      await stop();
      rmSync(dir, { recursive: true, force: true });
    },
    log,
  };
}
