/** `doorbell status` */
import type { Command } from 'commander';
import { foldWave } from '../../model/wave-state.ts';
import { readEventsIfAny } from '../assessing.ts';
import { command } from '../command.ts';
import { studyFolder } from '../folder.ts';
import { print, say, table } from '../output.ts';
import { setupWave } from '../setup-wave.ts';

export const status = (): Command =>
  command(
    {
      name: 'status',
      does: 'Says where the wave stands: probes by phase, instrument health, what comes next.',
      example: 'status -C my-study',
    },
    async (_args, options) => {
      const setup = await setupWave(studyFolder(options.study), { rules: 'any', say });
      const events = await readEventsIfAny(setup.folder, setup.plan.wave.id);
      const state = foldWave(events);
      const phases: Record<string, number> = {};
      for (const probe of setup.plan.probes) {
        const phase = state.probes.get(probe.id)?.phase ?? 'planned';
        phases[phase] = (phases[phase] ?? 0) + 1;
      }
      const canaries = [...state.canaries.values()];
      const value = {
        wave: setup.plan.wave.id,
        plan: setup.planSha,
        probes: setup.plan.probes.length,
        phases,
        captured: state.captures.length,
        canaries: {
          sent: canaries.length,
          seen: canaries.filter((c) => c.seen).length,
          lost: canaries.filter((c) => c.lost).length,
        },
        sendingStopped: state.stopped,
        instrumentFailures: state.failures.length,
        clockJumps: state.jumps.length,
        lastEvent: events.at(-1)?.at ?? null,
        nextSend: setup.plan.probes.find((p) => !state.probes.has(p.id))?.sendAt ?? null,
      };
      print(options, value, () =>
        [
          `wave ${value.wave}, plan ${value.plan}`,
          table([
            ...Object.entries(phases).map(([phase, n]) => [`  ${phase}`, `${n} of ${value.probes}`]),
            ['  messages captured', String(value.captured)],
            [
              '  canaries',
              `${value.canaries.seen} of ${value.canaries.sent} came back, ${value.canaries.lost} lost`,
            ],
            ['  instrument failures', String(value.instrumentFailures)],
            ['  clock jumps', String(value.clockJumps)],
            ['  last event', value.lastEvent ?? 'none yet'],
            ['  next send', value.nextSend ?? 'none'],
          ]),
          ...(state.stopped
            ? [
                `SENDING STOPPED: ${state.stopped}`,
                '  look into it, then: doorbell run --live --resume-sending "who: what was found"',
              ]
            : []),
        ].join('\n'),
      );
      return 0;
    },
  );
