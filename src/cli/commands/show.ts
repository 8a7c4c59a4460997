/** `doorbell show PROBE` */
import type { Command } from 'commander';
import { SetupError } from '../../model/errors.ts';
import type { Plan, PlannedProbe } from '../../model/plan.ts';
import { assessedWave } from '../assessed-wave.ts';
import { command } from '../command.ts';
import { print } from '../output.ts';
import { renderRubric } from '../rubric-lines.ts';
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
      const { setup, assessed } = await assessedWave(options.study);
      const probe = find(setup.plan, args[0]!);
      const assessment = assessed.assessments.find((a) => a.probe === probe.id);
      const moments = timeline(probe.id, assessed);
      print(options, { probe, assessment, timeline: moments }, () =>
        [
          `${probe.id}: ${probe.scenario} (${probe.language}/${probe.wording}) to ${probe.address}, ${probe.slot}, planned ${probe.sendAt}`,
          '',
          renderTimeline(moments),
          '',
          assessment
            ? `disposition: ${assessment.disposition} (${assessment.reason})`
            : 'not assessed: its window is still open',
          ...Object.entries(assessment?.clocks ?? {}).map(
            ([name, c]) => `${CLOCKS[name] ?? name}: ${c.status === 'scored' ? inHours(c.value) : c.reason}`,
          ),
          ...(assessment ? ['', ...renderRubric(assessment)] : []),
        ].join('\n'),
      );
      return 0;
    },
  );

/** The probe with this id, or the only one whose id begins with it. */
function find(plan: Plan, wanted: string): PlannedProbe {
  const exact = plan.probes.find((p) => p.id === wanted);
  if (exact) return exact;
  const found = plan.probes.filter((p) => p.id.startsWith(wanted));
  if (found.length === 1) return found[0]!;
  throw new SetupError(
    found.length === 0
      ? `no probe "${wanted}" in wave ${plan.wave.id}; ids look like ${plan.probes[0]?.id}`
      : `"${wanted}" begins ${found.length} probes: ${found
          .slice(0, 8)
          .map((p) => p.id)
          .join(', ')}${found.length > 8 ? ', ...' : ''}`,
  );
}

const CLOCKS: Record<string, string> = {
  anything: 'first message of any kind',
  nonAutomatic: 'first that is not automatic',
  substantive: 'first that answers or refuses',
  substantiveBusiness: "the same in the lender's own hours",
};

const inHours = (ms: number): string =>
  ms < 3_600_000 ? `${(ms / 60_000).toFixed(1)} min` : `${(ms / 3_600_000).toFixed(2)} h`;
