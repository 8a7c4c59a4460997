/** Each command is documented: in the README's table, and in its own help with an example that parses. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commands } from '../src/cli/commands/index.ts';
import { program } from '../src/cli/program.ts';

const read = (name: string): string => readFileSync(join(import.meta.dirname, '..', name), 'utf8');
const readme = read('README.md');
const all = await commands();

describe('the commands', () => {
  it('are those of design.md, section 5, as far as they exist', () => {
    expect(all.map((c) => c.name())).toEqual([
      'init',
      'doctor',
      'census',
      'plan',
      'run',
      'desk',
      'status',
      'show',
      'assess',
      'agreement',
      'diff',
      'report',
      'notify',
      'replied',
      'close',
      'verify',
      'try',
      'demo',
      'sandbox',
      'schemas',
    ]);
  });

  it.each(all.map((c) => [c.name(), c] as const))(
    '%s stands in the README, and has help with an example and --json',
    (name, command) => {
      expect(readme).toMatch(new RegExp(`^\\| \`${name}[ \`]`, 'm'));
      let help = '';
      command.configureOutput({
        writeOut: (text) => {
          help += text;
        },
      });
      command.outputHelp();
      expect(help).toContain(`$ doorbell ${name}`);
      expect(help).toContain('--json');
      expect(command.description().length).toBeGreaterThan(20);
      for (const option of command.options) expect(option.description, option.flags).not.toBe('');
    },
  );

  it("show in the program's own help", async () => {
    const help = (await program()).helpInformation();
    for (const command of all) expect(help).toContain(command.name());
  });
});

describe('the documents', () => {
  it('name only files that exist', () => {
    for (const [, path] of [...readme.matchAll(/\]\((?!http)([^)#]+)\)/g)])
      expect(() => read(path!), path).not.toThrow();
  });

  it('name only scripts that package.json has', () => {
    const { scripts } = JSON.parse(read('package.json'));
    for (const [, script] of [...(readme + read('METHODOLOGY.md')).matchAll(/npm run (?:-s )?([a-z]+)/g)])
      expect(scripts).toHaveProperty(script!);
  });
});
