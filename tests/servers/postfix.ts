/**
 * A real Postfix 3.7 of a test's own on a high loopback port: submission for us (STARTTLS), delivery by a transport
 * table, with short queue times so that its bounces and delayed notices come within seconds (channels.md 1.2).
 * `master` is started directly on its own configuration: nothing of the system's Postfix is touched. Root only.
 */
import { execFileSync } from 'node:child_process';
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
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { awaitBanner } from './await-banner.ts';
import { type TestCertificate, testCertificate } from './certificate.ts';
import { type ChildServer, startChild } from './child-server.ts';
import { freePort } from './free-port.ts';

export interface Postfix {
  port: number;
  certificate: TestCertificate;
  stop(signal?: NodeJS.Signals): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
  log(): string;
}

/** `transports` maps a domain to where it goes, e.g. "lmtp:inet:127.0.0.1:40024" or "smtp:[127.0.0.1]:40025". `lifetime` is of the queue. */
export async function startPostfix(
  transports: Record<string, string>,
  { lifetime = '8s' }: { lifetime?: string } = {},
): Promise<Postfix> {
  const dir = mkdtempSync(join(tmpdir(), 'doorbell-postfix-'));
  chmodSync(dir, 0o755);
  const etc = join(dir, 'etc');
  const queue = join(dir, 'queue');
  const port = await freePort();
  const certificate = await testCertificate();
  const owner = Number(execFileSync('id', ['-u', 'postfix'], { encoding: 'utf8' }));
  const group = Number(execFileSync('id', ['-g', 'postfix'], { encoding: 'utf8' }));
  mkdirSync(etc);
  mkdirSync(queue);
  const logFile = join(dir, 'mail.log');
  const log = () => (existsSync(logFile) ? readFileSync(logFile, 'utf8') : '');
  for (const name of [
    'active',
    'bounce',
    'corrupt',
    'defer',
    'deferred',
    'flush',
    'hold',
    'incoming',
    'maildrop',
    'private',
    'public',
    'saved',
    'trace',
    '../data',
  ]) {
    mkdirSync(join(queue, name));
    chownSync(join(queue, name), owner, group);
    chmodSync(join(queue, name), name === 'public' ? 0o710 : 0o700);
  }
  mkdirSync(join(queue, 'pid'));
  writeFileSync(
    join(etc, 'transport'),
    Object.entries(transports)
      .map(([domain, to]) => `${domain} ${to}\n`)
      .join(''),
  );
  writeFileSync(
    join(etc, 'main.cf'),
    `compatibility_level = 3.6
queue_directory = ${queue}
data_directory = ${dir}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
maillog_file = ${logFile}
maillog_file_prefixes = ${dir}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mta.test
mydomain = test
mydestination =
mynetworks = 127.0.0.0/8
local_recipient_maps =
smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination
smtpd_recipient_restrictions =
transport_maps = texthash:${etc}/transport
smtp_dns_support_level = disabled
smtp_host_lookup = native
smtpd_tls_cert_file = ${certificate.certFile}
smtpd_tls_key_file = ${certificate.keyFile}
smtpd_tls_security_level = may
smtp_tls_security_level = may
smtpd_peername_lookup = no
queue_run_delay = 1s
minimal_backoff_time = 1s
maximal_backoff_time = 2s
maximal_queue_lifetime = ${lifetime}
bounce_queue_lifetime = ${lifetime}
delay_warning_time = 2s
smtp_connect_timeout = 5s
message_size_limit = 52428800
`,
  );
  const services = [
    'bounce',
    'defer:bounce',
    'trace:bounce',
    'verify',
    'error',
    'retry:error',
    'discard',
    'lmtp',
  ];
  writeFileSync(
    join(etc, 'master.cf'),
    `127.0.0.1:${port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
${services
  .map((s) => s.split(':'))
  .map(([name, command]) => `${name} unix - - n - 0 ${command ?? name}`)
  .join('\n')}
`,
  );
  let child: ChildServer | null = null;
  const start = async () => {
    child = startChild('/usr/lib/postfix/sbin/master', ['-c', etc], log);
    await awaitBanner(port, /^220/, 20_000, child.died);
  };
  const stop = async (signal: NodeJS.Signals = 'SIGTERM') => {
    await child?.stop(signal);
    child = null;
  };
  await start();
  return {
    port,
    certificate,
    start,
    stop,
    log,
    async close() {
      await stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
