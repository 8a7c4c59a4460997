/** A disk of a few megabytes that a test can fill: a tmpfs of its own. Needs root; without it the test fails under CI. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface SmallDisk {
  path: string;
  /** Writes until nothing more fits. */
  fill(): void;
  remove(): void;
}

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
