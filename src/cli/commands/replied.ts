/** `doorbell replied` */
import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { SetupError } from '../../model/errors.ts';
import { command } from '../command.ts';
import { print } from '../output.ts';
import { appendTo, dayOf, requireBy, requireContacted, toldWave } from '../told-lenders.ts';

const LONGEST = 4000;
const LONGEST_CORRECTION = 2000;

export const replied = (): Command =>
  command<{ text?: string; file?: string; correction?: string; by?: string; on?: string }>(
    {
      name: 'replied',
      does: 'Writes down what a lender says to its results, and what was corrected; the report prints both beside its score. Nothing written down is ever changed: a second entry follows the first.',
      example:
        'replied -C my-study acme-credit --text "Our mail server was down that week." --correction "None: two other weeks show the same." --by "R. Desk"',
      setUp: (c) =>
        c
          .argument('<lender>', 'id of the lender')
          .option('--text <words>', 'what it says')
          .option('--file <path>', 'the same from a text file, UTF-8')
          .option('--correction <words>', 'what was corrected, or why nothing was')
          .option('--by <name>', 'who writes it down')
          .option('--on <day>', 'day of the reply, e.g. 2026-11-20; today when left out'),
    },
    async ([lender], options) => {
      const text = await textOf(options);
      const correction = options.correction?.trim();
      if (correction !== undefined && (correction === '' || correction.length > LONGEST_CORRECTION))
        throw new SetupError(`--correction must have 1 to ${LONGEST_CORRECTION} characters`);
      const by = requireBy(options.by);
      const on = dayOf(options.on);
      const wave = await toldWave(options.study);
      requireContacted(wave, [lender!]);
      await appendTo(wave, [
        {
          kind: 'lender-replied',
          lender: lender!,
          on,
          text,
          ...(correction !== undefined && { correction }),
          by,
        },
      ]);
      print(
        options,
        { lender, on, text, correction },
        () => `${lender}, ${on}: written down; the next report prints it`,
      );
      return 0;
    },
  );

async function textOf({ text, file }: { text?: string; file?: string }): Promise<string> {
  if ((text === undefined) === (file === undefined))
    throw new SetupError('replied needs what the lender says: either --text or --file');
  const said = (text ?? (await readText(file!))).trim();
  if (said === '' || said.length > LONGEST)
    throw new SetupError(
      `what the lender says must have 1 to ${LONGEST} characters (it has ${said.length}): enter the part that is to be printed`,
    );
  return said;
}

async function readText(path: string): Promise<string> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path));
  } catch (error) {
    throw new SetupError(
      `${path} can't be read as UTF-8 text: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
