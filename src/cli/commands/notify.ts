/** `doorbell notify` */
import type { Command } from 'commander';
import { Option } from 'commander';
import { SetupError } from '../../model/errors.ts';
import { command } from '../command.ts';
import { print, table } from '../output.ts';
import {
  appendTo,
  dayOf,
  requireBy,
  requireContacted,
  type ToldWave,
  toldWave,
  untold,
} from '../told-lenders.ts';

interface NotifyOptions {
  notice?: 'results' | 'disclosure';
  all?: boolean;
  how?: string;
  by?: string;
  on?: string;
}

export const notify = (): Command =>
  command<NotifyOptions>(
    {
      name: 'notify',
      does: 'Writes down that a lender was sent its own results, or told after the study that it was one. Sends nothing itself: `report --packets` writes the letters. Without a lender it shows who has been told.',
      example:
        'notify -C my-study acme-credit --notice results --how "mail to its complaints office" --by "R. Desk"',
      setUp: (c) =>
        c
          .argument('[lenders...]', 'ids of the lenders')
          .addOption(new Option('--notice <kind>', 'what they were sent').choices(['results', 'disclosure']))
          .option('--all', 'every contacted lender that has not had this notice')
          .option('--how <words>', 'by which way it was sent')
          .option('--by <name>', 'who sent it')
          .option('--on <day>', 'when, e.g. 2026-11-20; today when left out'),
    },
    async (lenders, options) => {
      const wave = await toldWave(options.study);
      if (lenders.length === 0 && !options.all) {
        if (options.notice ?? options.how ?? options.by)
          throw new SetupError('notify needs the ids of the lenders, or --all');
        print(options, overview(wave), () => shown(wave));
        return 0;
      }
      const { notice } = options;
      if (!notice) throw new SetupError('notify needs --notice results or --notice disclosure');
      const how = options.how?.trim() ?? '';
      if (how.length < 3 || how.length > 300)
        throw new SetupError('--how must say by which way it was sent, in 3 to 300 characters');
      const by = requireBy(options.by);
      const on = dayOf(options.on);
      const told = options.all ? untold(wave, notice) : [...new Set(lenders)];
      requireContacted(wave, told);
      await appendTo(
        wave,
        told.map((lender) => ({ kind: 'lender-notified', lender, notice, on, how, by })),
      );
      print(options, { notice, on, lenders: told }, () =>
        told.length === 0
          ? `every contacted lender has had this notice (${notice})`
          : `${notice}, ${on}: ${told.join(', ')}`,
      );
      return 0;
    },
  );

interface Overview {
  wave: string;
  lenders: { lender: string; contacts: number; results?: string; disclosure?: string; replies: number }[];
}

function overview({ setup, state, contacts }: ToldWave): Overview {
  const lastOf = (lender: string, kind: string) =>
    state.notices
      .filter((n) => n.lender === lender && n.notice === kind)
      .map((n) => n.on)
      .sort()
      .at(-1);
  return {
    wave: setup.plan.wave.id,
    lenders: [...contacts]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([lender, list]) => {
        const [results, disclosure] = [lastOf(lender, 'results'), lastOf(lender, 'disclosure')];
        return {
          lender,
          contacts: list.length,
          ...(results !== undefined && { results }),
          ...(disclosure !== undefined && { disclosure }),
          replies: state.replies.filter((r) => r.lender === lender).length,
        };
      }),
  };
}

function shown(wave: ToldWave): string {
  const rows = overview(wave).lenders;
  return [
    table([
      ['lender', 'contacts', 'results sent', 'told of the study', 'replies'],
      ...rows.map((r) => [
        r.lender,
        String(r.contacts),
        r.results ?? 'not yet',
        r.disclosure ?? 'not yet',
        String(r.replies),
      ]),
    ]),
    wave.state.closedBy === null ? 'the wave is not closed' : `the wave was closed by ${wave.state.closedBy}`,
  ].join('\n');
}
