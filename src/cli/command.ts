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
    if (error instanceof SetupError) {
      process.stderr.write(`${error.message}\n`);
      process.exitCode = 2;
    } else if (error instanceof InstrumentError) {
      process.stderr.write(`instrument fault (${error.code}): ${error.message}\n`);
      process.exitCode = 1;
    } else throw error;
  }
}
