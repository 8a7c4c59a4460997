/** `doorbell COMMAND`: the list of commands is here, each in its own file under commands/. */
import { Command } from 'commander';
import { runProgram } from './command.ts';
import { commands } from './commands/index.ts';
import { VERSION } from './version.ts';

export function program(): Command {
  const doorbell = new Command('doorbell')
    .description(
      'Rings every door that a lender advertises, and writes down who answers, when, and how well.',
    )
    .version(VERSION)
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, '')) })
    .exitOverride((exit) => {
      process.exit(exit.exitCode === 0 ? 0 : 2);
    });
  for (const command of commands())
    doorbell.addCommand(command.exitOverride((exit) => process.exit(exit.exitCode === 0 ? 0 : 2)));
  return doorbell;
}

export const main = (argv: string[]): Promise<void> => runProgram(program(), argv);
