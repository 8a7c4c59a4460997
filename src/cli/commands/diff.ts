/** `doorbell diff A B` */
import type { Command } from 'commander';
import { openLedgerReadOnly } from '../../store/ledger.ts';
import { command } from '../command.ts';
import { differencesOf, sideOf, type WaveReader } from '../differing.ts';
import { studyFolder } from '../folder.ts';
import { print, say, table } from '../output.ts';
import { setupWave } from '../setup-wave.ts';
import { inert } from '../transcript.ts';

/** Differences that are printed as text; --json has all. */
const MOST_SHOWN = 100;

export const diff = (): Command =>
  command(
    {
      name: 'diff',
      does: 'Compares two assessments of one wave: what changed, per reply and criterion. Exit code 1 when anything did.',
      example: 'diff -C my-study rules@0.1.0 maria',
      setUp: (c) =>
        c
          .argument(
            '<a>',
            'a file of JSON Lines that assess wrote, a coder, or the number of an assessed event',
          )
          .argument('<b>', 'the other one'),
    },
    async ([a, b], options) => {
      let ledger: Awaited<ReturnType<typeof openLedgerReadOnly>> | undefined;
      let opened: Promise<WaveReader> | undefined;
      const open = async (): Promise<WaveReader> => {
        const setup = await setupWave(studyFolder(options.study), { rules: 'any', say });
        const reader = await openLedgerReadOnly({ dir: setup.folder.ledger });
        ledger = reader;
        return { wave: setup.plan.wave.id, events: await reader.events(setup.plan.wave.id), reader };
      };
      const wave = (): Promise<WaveReader> => {
        opened ??= open();
        return opened;
      };
      try {
        const [left, right] = [await sideOf(a!, wave), await sideOf(b!, wave)];
        const { compared, differences } = differencesOf(left, right);
        const counts = new Map<string, number>();
        for (const d of differences) counts.set(d.criterion, (counts.get(d.criterion) ?? 0) + 1);
        const value = {
          a: left.name,
          b: right.name,
          compared,
          counts: Object.fromEntries(counts),
          differences,
        };
        print(options, value, () =>
          [
            `a: ${left.name}`,
            `b: ${right.name}`,
            `${compared} compared, ${differences.length} differences`,
            ...(counts.size > 0
              ? [table([...counts].sort((x, y) => y[1] - x[1]).map(([name, n]) => [`  ${name}`, String(n)]))]
              : []),
            ...differences
              .slice(0, MOST_SHOWN)
              .map((d) => inert(`${d.unit}  ${d.criterion}: ${d.a ?? 'not there'} -> ${d.b ?? 'not there'}`)),
            ...(differences.length > MOST_SHOWN
              ? [`... and ${differences.length - MOST_SHOWN} more (--json prints all)`]
              : []),
          ].join('\n'),
        );
        return differences.length > 0 ? 1 : 0;
      } finally {
        await ledger?.close();
      }
    },
  );
