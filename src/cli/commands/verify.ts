/** `doorbell verify` */
import type { Command } from 'commander';
import { verifyLedger } from '../../store/verify.ts';
import { command } from '../command.ts';
import { studyFolder } from '../folder.ts';
import { print } from '../output.ts';

export const verify = (): Command =>
  command(
    {
      name: 'verify',
      does: 'Recomputes the hash chain of the ledger and the sha256 of every evidence file, and names whatever was changed, removed or added.',
      example: 'verify -C my-study',
    },
    async (_args, options) => {
      const result = await verifyLedger(studyFolder(options.study).ledger);
      print(options, result, () =>
        [
          `${result.events} events and ${result.evidenceFiles} evidence files: ${result.ok ? 'all as they were written' : 'NOT as they were written'}`,
          ...result.problems.map((p) => `  ${p.what} ${p.where}: ${p.detail}`),
        ].join('\n'),
      );
      return result.ok ? 0 : 1;
    },
  );
