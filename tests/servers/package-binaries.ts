/** Finds the servers that come from Debian packages. Under CI an absent one is a failure; elsewhere the tests skip. */
import { existsSync } from 'node:fs';

const WHERE: Record<string, { path: string; package: string; needsRoot: boolean }> = {
  dovecot: { path: '/usr/sbin/dovecot', package: 'dovecot-imapd dovecot-lmtpd', needsRoot: false },
  postfix: { path: '/usr/lib/postfix/sbin/master', package: 'postfix', needsRoot: true },
};

/** Why the server can't be used here, or null. Under CI=true a reason is thrown. */
export function missing(name: 'dovecot' | 'postfix'): string | null {
  const { path, package: pkg, needsRoot } = WHERE[name]!;
  const reason = !existsSync(path)
    ? `${name} is not installed: apt-get install -y --no-install-recommends ${pkg}`
    : needsRoot && process.getuid?.() !== 0
      ? `${name} needs root`
      : null;
  if (reason !== null && process.env.CI === 'true') throw new Error(reason);
  if (reason !== null) console.warn(`skipped: ${reason}`);
  return reason;
}
