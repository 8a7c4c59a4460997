/** `doorbell assess` */
import { join } from 'node:path';
import type { Command } from 'commander';
import { openLedger } from '../../store/ledger.ts';
import { assessLedger, assessmentLines, inputsDigest } from '../assessing.ts';
import { command } from '../command.ts';
import { studyFolder, writeWhole } from '../folder.ts';
import { liveLine, print, say, table } from '../output.ts';
import { openParsePool } from '../parse-pool.ts';
import { assessmentRules } from '../rules.ts';
import { setupWave } from '../setup-wave.ts';
import { systemClock } from '../system-clock.ts';

export const assess = (): Command =>
  command(
    {
      name: 'assess',
      does: 'Applies the rules to the saved evidence of the wave: who answered what, when. Can be repeated with better rules.',
      example: 'assess -C my-study',
    },
    async (_args, options) => {
      const setup = await setupWave(studyFolder(options.study), { rules: 'any', say });
      const ledger = await openLedger({ dir: setup.folder.ledger, clock: systemClock });
      const parsers = openParsePool();
      const line = liveLine();
      try {
        const assessed = await assessLedger(setup, ledger, parsers, (done, all) =>
          line.show(`reading message ${done} of ${all}`),
        );
        line.end();
        const lines = assessmentLines(assessed.assessments);
        const evidence = await ledger.keep(new TextEncoder().encode(lines));
        const { coder } = assessmentRules();
        await ledger.append(setup.plan.wave.id, [
          { kind: 'assessed', coder, evidence, inputs: inputsDigest(assessed.events) },
        ]);
        const path = join(setup.folder.out, `${setup.plan.wave.id}-assessments.jsonl`);
        await writeWhole(path, lines);
        const tally = new Map<string, number>();
        for (const a of assessed.assessments) tally.set(a.disposition, (tally.get(a.disposition) ?? 0) + 1);
        print(
          options,
          {
            coder,
            path,
            sha256: evidence,
            dispositions: Object.fromEntries(tally),
            review: assessed.review,
            unattributed: assessed.unattributed,
          },
          () =>
            [
              `${assessed.assessments.length} probes assessed by ${coder}: ${path}`,
              table([...tally].sort((a, b) => b[1] - a[1]).map(([name, n]) => [`  ${name}`, String(n)])),
              `${assessed.review.length} messages for a person to look at, ${assessed.unattributed.length} tied to no probe`,
              ...assessed.review.slice(0, 20).map((r) => `  review: ${JSON.stringify(r)}`),
            ].join('\n'),
        );
        return 0;
      } finally {
        line.end();
        await parsers.close();
        await ledger.close();
      }
    },
  );
