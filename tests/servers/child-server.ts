/** One server process of a test's own, ended by its pid. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

export interface ChildServer {
  pid: number;
  /** Why it is gone, or null while it runs. */
  died(): string | null;
  /** Sends the signal and waits for the end; SIGKILL after 5 s. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

export function startChild(command: string, args: string[], log: () => string): ChildServer {
  const child: ChildProcess = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  let gone: string | null = null;
  child.stderr?.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-4000);
  });
  child.once('error', (error) => {
    gone = `${command}: ${error.message}`;
  });
  child.once('exit', (code, signal) => {
    gone = `${command} ended (${code ?? signal}): ${said}\n${log().slice(-4000)}`;
  });
  return {
    pid: child.pid ?? -1,
    died: () => gone,
    async stop(signal = 'SIGTERM') {
      if (gone !== null) return;
      const ended = once(child, 'exit');
      const hard = setTimeout(() => child.kill('SIGKILL'), 5000);
      child.kill(signal);
      await ended;
      clearTimeout(hard);
    },
  };
}
