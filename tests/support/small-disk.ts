/** A disk of a few megabytes that a test can fill: a tmpfs of its own. Needs the right to mount one. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Why a small disk can't be had here, or null. Under CI=true a reason is thrown. */
export function missingSmallDisk(): string | null {
  const asUser = process.getuid?.() === 0 ? [] : ['--map-root-user'];
  const tried = spawnSync('unshare', [...asUser, '--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']);
  if (tried.status === 0) return null;
  const reason = 'this machine does not let us mount a small disk';
  if (process.env.CI === 'true') throw new Error(reason);
  console.warn(`skipped: ${reason}`);
  return reason;
}

export interface SmallDisk {
  path: string;
  /** Writes until nothing more fits. */
  fill(): void;
  remove(): void;
}

/** Only as root: the disk is seen by this process too. */
export function diskOf(path: string, bytes: number): SmallDisk {
  mkdirSync(path, { recursive: true });
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', path]);
  return {
    path,
    fill() {
      for (let piece = 0, size = 65_536; size >= 512; piece++)
        try {
          writeFileSync(join(path, `filler-${piece}`), Buffer.alloc(size));
        } catch {
          size /= 2;
        }
    },
    remove() {
      execFileSync('umount', ['-l', path]);
    },
  };
}
