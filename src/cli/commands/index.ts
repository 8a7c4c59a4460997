/** Every command by its name, in the order of the help page. Only the one that is called is loaded: it starts at once. */
import type { Command } from 'commander';

const COMMANDS: Record<string, () => Promise<Command>> = {
  init: async () => (await import('./init.ts')).init(),
  doctor: async () => (await import('./doctor.ts')).doctor(),
  census: async () => (await import('./census.ts')).census(),
  plan: async () => (await import('./plan.ts')).plan(),
  run: async () => (await import('./run.ts')).run(),
  desk: async () => (await import('./desk.ts')).desk(),
  status: async () => (await import('./status.ts')).status(),
  show: async () => (await import('./show.ts')).show(),
  assess: async () => (await import('./assess.ts')).assess(),
  agreement: async () => (await import('./agreement.ts')).agreement(),
  diff: async () => (await import('./diff.ts')).diff(),
  report: async () => (await import('./report.ts')).report(),
  notify: async () => (await import('./notify.ts')).notify(),
  replied: async () => (await import('./replied.ts')).replied(),
  close: async () => (await import('./close.ts')).close(),
  verify: async () => (await import('./verify.ts')).verify(),
  try: async () => (await import('./try.ts')).tryChannel(),
  demo: async () => (await import('./demo.ts')).demo(),
  sandbox: async () => (await import('./sandbox.ts')).sandbox(),
  schemas: async () => (await import('./schemas.ts')).schemas(),
};

/** The command of that name alone, or all of them where there is none. */
export function commands(name?: string): Promise<Command[]> {
  const one = name === undefined || !Object.hasOwn(COMMANDS, name) ? undefined : COMMANDS[name];
  return Promise.all((one ? [one] : Object.values(COMMANDS)).map((load) => load()));
}
