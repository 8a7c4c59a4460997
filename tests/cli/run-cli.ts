/** The real command line as a child process. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';

const MAIN = join(import.meta.dirname, '../../src/cli/main.ts');

export interface Ended {
  code: number | null;
  out: string;
  /** Without the progress that shows on a slow machine. */
  err: string;
}

const withoutProgress = (err: string): string => err.replace(/^\d+ replies assessed\n/gm, '');

export const startDoorbell = (...args: string[]) =>
  spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });

/** Runs `doorbell ARGS` to its end. */
export function doorbell(...args: string[]): Promise<Ended> {
  const child = startDoorbell(...args);
  const [out, err]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) =>
      resolve({
        code,
        out: Buffer.concat(out).toString(),
        err: withoutProgress(Buffer.concat(err).toString()),
      }),
    );
  });
}

/** The JSON values of an output, one a line. */
// biome-ignore lint/suspicious/noExplicitAny: tests look into it as a reader of the output would
export const jsonLines = (text: string): any[] =>
  text
    .split('\n')
    .filter((l) => l !== '')
    .map((l) => JSON.parse(l));
