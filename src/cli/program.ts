/** `doorbell COMMAND`: the list of commands is here, each in its own file under commands/. */
import { Command } from 'commander';
import { runProgram } from './command.ts';
import { commands } from './commands/index.ts';
import { VERSION } from './version.ts';

/** With a name the program knows that command alone; without one, or by a wrong one, it knows them all. */
export async function program(name?: string): Promise<Command> {
  const doorbell = new Command('doorbell')
    .description(
      'Rings every door that a lender advertises, and writes down who answers, when, and how well.',
    )
    .version(VERSION)
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, '')) })
    .exitOverride((exit) => {
      process.exit(exit.exitCode === 0 ? 0 : 2);
    });
  for (const command of await commands(name))
    doorbell.addCommand(command.exitOverride((exit) => process.exit(exit.exitCode === 0 ? 0 : 2)));
  return doorbell;
}

export const main = async (argv: string[]): Promise<void> => runProgram(await program(argv[2]), argv);
