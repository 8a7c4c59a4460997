/** What every command shares: the study it works on, --json, and how it ends. */
import { Command, Option } from 'commander';
import { InstrumentError, SetupError } from '../model/errors.ts';

export interface CommonOptions {
  study: string;
  json?: boolean;
}

/**
 * A command with the options that all have. `does` is one sentence; `example` is a line that works as it stands.
 * `run` returns the exit code: 0, or 1 when it found something wrong.
 */
export function command<Options extends object>(
  spec: { name: string; does: string; example: string; setUp?: (c: Command) => void; noStudy?: boolean },
  run: (args: string[], options: Options & CommonOptions) => Promise<number>,
): Command {
  const made = new Command(spec.name).description(spec.does);
  spec.setUp?.(made);
  if (!spec.noStudy) made.option('-C, --study <dir>', 'the folder of the study', '.');
  made.addOption(new Option('--json', 'print the result as JSON'));
  made.addHelpText('after', `\nExample:\n  $ doorbell ${spec.example}`);
  made.action(async () => {
    process.exitCode = await run(made.args, made.opts());
  });
  return made;
}

/** Runs a program; tells the user's mistakes (2) from our own faults (1). A bug keeps its stack. */
export async function runProgram(program: Command, argv: string[]): Promise<void> {
  try {
    await program.parseAsync(argv);
  } catch (error) {
    const sentence = error instanceof SetupError ? error.message : faultOfTheMachine(error);
    if (sentence !== null) {
      process.stderr.write(`${sentence}\n`);
      process.exitCode = 2;
    } else if (error instanceof InstrumentError) {
      process.stderr.write(`instrument fault (${error.code}): ${error.message}\n`);
      process.exitCode = 1;
    } else throw error;
  }
}

const FAULTS: Record<string, string> = {
  EACCES: 'may not be used by this user',
  EADDRINUSE: 'is in use by another process',
  EEXIST: 'is there already, and is not what is needed',
  EISDIR: 'is a folder, not a file',
  ENOSPC: 'is on a disk that is full',
  ENOTDIR: 'is a file where a folder is needed',
  EROFS: 'is on a disk that is read-only',
};

/** A sentence for what the user's files, disk or ports refuse; null for anything else. */
function faultOfTheMachine(error: unknown): string | null {
  const { code, path, port, address } = error as NodeJS.ErrnoException & { port?: number; address?: string };
  const what = FAULTS[code ?? ''];
  if (!what) return null;
  return `${path ?? (port === undefined ? 'something' : `port ${port} on ${address}`)} ${what}`;
}
