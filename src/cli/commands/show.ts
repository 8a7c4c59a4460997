/** `doorbell show PROBE` */
import type { Command } from 'commander';
import { SetupError } from '../../model/errors.ts';
import { openLedgerReadOnly } from '../../store/ledger.ts';
import { assessLedger } from '../assessing.ts';
import { command } from '../command.ts';
import { studyFolder } from '../folder.ts';
import { print, say } from '../output.ts';
import { openParsePool } from '../parse-pool.ts';
import { setupWave } from '../setup-wave.ts';
import { renderTimeline, timeline } from '../transcript.ts';

export const show = (): Command =>
  command(
    {
      name: 'show',
      does: 'Shows one probe: its plan, its timeline with the evidence, and what the rules make of it.',
      example: 'show -C my-study w1-acme-email-first-loan',
      setUp: (c) => c.argument('<probe>', 'id of the probe, or its beginning'),
    },
    async (args, options) => {
      const setup = await setupWave(studyFolder(options.study), { rules: 'any', say });
      const wanted = args[0]!;
      const found = setup.plan.probes.filter((p) => p.id === wanted || p.id.startsWith(wanted));
      const probe = found.find((p) => p.id === wanted) ?? found[0];
      if (!probe || (found.length > 1 && probe.id !== wanted))
        throw new SetupError(
          found.length === 0
            ? `no probe "${wanted}" in wave ${setup.plan.wave.id}; ids look like ${setup.plan.probes[0]?.id}`
            : `"${wanted}" begins ${found.length} probes: ${found
                .slice(0, 8)
                .map((p) => p.id)
                .join(', ')}${found.length > 8 ? ', ...' : ''}`,
        );
      const ledger = await openLedgerReadOnly({ dir: setup.folder.ledger });
      const parsers = openParsePool();
      try {
        const assessed = await assessLedger(setup, ledger, parsers);
        const assessment = assessed.assessments.find((a) => a.probe === probe.id);
        const moments = timeline(probe.id, assessed.events, assessment, assessed.mails);
        print(options, { probe, assessment, timeline: moments }, () =>
          [
            `${probe.id}: ${probe.scenario} (${probe.language}/${probe.wording}) to ${probe.address}, ${probe.slot}, planned ${probe.sendAt}`,
            '',
            renderTimeline(moments),
            '',
            assessment ? `disposition: ${assessment.disposition} (${assessment.reason})` : 'not assessed',
            ...Object.entries(assessment?.clocks ?? {}).map(
              ([name, c]) =>
                `${name}: ${c.status === 'scored' ? `${Math.round(c.value / 1000)} s` : c.reason}`,
            ),
          ].join('\n'),
        );
        return 0;
      } finally {
        await parsers.close();
        await ledger.close();
      }
    },
  );
