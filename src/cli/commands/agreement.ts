/** `doorbell agreement` */
import type { Command } from 'commander';
import {
  type CriterionAgreement,
  criterionAgreements,
  criterionNotices,
} from '../../assess/rubric-agreement.ts';
import { SetupError } from '../../model/errors.ts';
import { openLedgerReadOnly } from '../../store/ledger.ts';
import { type Agreement, agreementOf, noticesOf } from '../agreeing.ts';
import { type Coder, readCoders } from '../coders.ts';
import { command } from '../command.ts';
import { studyFolder } from '../folder.ts';
import { print, say, table } from '../output.ts';
import { setupWave } from '../setup-wave.ts';

export const agreement = (): Command =>
  command(
    {
      name: 'agreement',
      does: "Says how far the coders of the wave agree: Krippendorff's alpha per criterion and language, with a 95% interval and what it lets the criterion do.",
      example: 'agreement -C my-study',
      setUp: (c) =>
        c.argument('[coders...]', 'only these coders; all people and the last rules when left out'),
    },
    async (names, options) => {
      const setup = await setupWave(studyFolder(options.study), { rules: 'any', say });
      const ledger = await openLedgerReadOnly({ dir: setup.folder.ledger });
      let all: Coder[];
      try {
        ({ coders: all } = await readCoders(await ledger.events(setup.plan.wave.id), ledger));
      } finally {
        await ledger.close();
      }
      const coders = names.length === 0 ? all : names.map((name) => named(name, all));
      const wave = setup.plan.wave.id;
      if (coders.length < 2)
        throw new SetupError(
          `${coders[0] ? `only ${coders[0].name}` : 'nobody'} has coded wave ${wave}: enter a person's codes with \`doorbell assess --codes FILE --coder NAME\``,
        );
      const languages = new Map(setup.plan.probes.map((p) => [p.id, p.language]));
      const languageOf = (key: string): string => languages.get(key.split(' ')[0]!) ?? 'unknown';
      const rows = agreementOf(coders, languageOf, wave);
      const rubric = criterionAgreements(
        coders.map((c) => c.codes),
        languageOf,
        wave,
      );
      const notices = [...noticesOf(rows), ...criterionNotices(rubric).map((n) => `rubric: ${n}`)];
      print(options, { wave, coders: coders.map((c) => c.name), agreement: rows, rubric, notices }, () =>
        [
          `wave ${wave}, coders: ${coders.map((c) => `${c.name} (${c.codes.size} replies)`).join(', ')}`,
          table([
            ['  criterion', 'language', 'n', 'alpha', '95% interval', 'verdict'],
            ...rows.filter((r) => r.alpha.status === 'scored').map(cells),
          ]),
          ...constant(rows),
          ...(rubric.length > 0 ? [table([RUBRIC_HEAD, ...rubric.map(rubricCells)])] : []),
          ...notices.map((n) => `notice: ${n}`),
        ].join('\n'),
      );
      return 0;
    },
  );

function named(name: string, all: readonly Coder[]): Coder {
  const found = all.find((c) => c.name === name);
  if (!found) throw new SetupError(`no coder "${name}"; there are: ${all.map((c) => c.name).join(', ')}`);
  return found;
}

const cells = (row: Agreement): string[] => [
  `  ${row.criterion}`,
  row.language,
  String(row.units),
  row.alpha.status === 'scored' ? row.alpha.value.toFixed(3) : '',
  row.interval.status === 'scored'
    ? `${row.interval.value.low.toFixed(3)} to ${row.interval.value.high.toFixed(3)}`
    : 'none',
  row.verdict,
];

const RUBRIC_HEAD = ['  rubric', 'measured by', 'language', 'n', 'alpha', 'verdict'];

const rubricCells = (row: CriterionAgreement): string[] => [
  `  ${row.criterion}`,
  row.by.replace(/:$/, ''),
  row.language,
  String(row.units),
  row.alpha.status === 'scored' ? row.alpha.value.toFixed(3) : 'none',
  row.verdict,
];

/** Criteria of which alpha says nothing, in one line each reason. */
function constant(rows: readonly Agreement[]): string[] {
  const undecided = rows.filter((r) => r.alpha.status !== 'scored' && r.language === 'all');
  const byReason = Map.groupBy(undecided, (r) => (r.alpha.status === 'scored' ? '' : r.alpha.reason));
  return [...byReason].map(
    ([reason, some]) => `undecided, ${reason}: ${some.map((r) => r.criterion).join(', ')}`,
  );
}
