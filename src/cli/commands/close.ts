/** `doorbell close` */
import type { Command } from 'commander';
import { SetupError } from '../../model/errors.ts';
import { command } from '../command.ts';
import { print } from '../output.ts';
import { appendTo, openProbes, requireBy, toldWave, untold } from '../told-lenders.ts';

export const close = (): Command =>
  command<{ by?: string }>(
    {
      name: 'close',
      does: 'Closes the wave: its round is over. Refused while a probe is open, or a contacted lender has not been told of the study.',
      example: 'close -C my-study --by "R. Desk"',
      setUp: (c) => c.option('--by <name>', 'who closes it'),
    },
    async (_args, options) => {
      const by = requireBy(options.by);
      const wave = await toldWave(options.study);
      const { id } = wave.setup.plan.wave;
      if (wave.state.closedBy !== null)
        throw new SetupError(`wave ${id} was closed already, by ${wave.state.closedBy}`);
      const open = openProbes(wave);
      if (open.length > 0)
        throw new SetupError(
          `wave ${id} can't be closed: fieldwork has not ended for ${open.length} of its probes (${open[0]}${open.length > 1 ? ', ...' : ''}); \`doorbell run\` goes on with it`,
        );
      const left = untold(wave, 'disclosure');
      if (left.length > 0)
        throw new SetupError(
          `wave ${id} can't be closed: ${left.length === 1 ? 'a lender has' : `${left.length} lenders have`} not been told of the study: ${left.join(', ')}. \`doorbell report --packets\` writes the notices, \`doorbell notify --notice disclosure\` keeps that they were sent`,
        );
      await appendTo(wave, [{ kind: 'wave-closed', by }]);
      print(
        options,
        { wave: id, closedBy: by, told: wave.contacts.size },
        () =>
          `wave ${id} is closed; all ${wave.contacts.size} lenders that it contacted were told of the study`,
      );
      return 0;
    },
  );
