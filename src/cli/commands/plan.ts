/** `doorbell plan` */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { whyUnread } from '../../assess/rubric/statements.ts';
import { sha256 } from '../../model/digest.ts';
import { SetupError } from '../../model/errors.ts';
import type { Lender } from '../../model/lenders.ts';
import { balance, renderBalance } from '../../plan/balance.ts';
import { counted } from '../../plan/counted.ts';
import { freezePlan } from '../../plan/freeze.ts';
import { differences } from '../../plan/ingredients.ts';
import { parsePlan, planBytes } from '../../plan/plan-bytes.ts';
import { power, renderPower } from '../../plan/power.ts';
import { readEventsIfAny } from '../assessing.ts';
import { command } from '../command.ts';
import { studyFolder, writeWhole } from '../folder.ts';
import { print, say } from '../output.ts';
import { assessmentRules } from '../rules.ts';
import { loadStudy } from '../study/load.ts';
import { BUILD } from '../version.ts';

export const plan = (): Command =>
  command<{ again?: boolean }>(
    {
      name: 'plan',
      does: 'Freezes the wave: who is asked what, when and in which words. Prints its sha256, its balance, and what n can tell.',
      example: 'plan -C my-study',
      setUp: (c) =>
        c.option('--again', 'freeze anew what was frozen before (only until the first message has gone)'),
    },
    async (_args, options) => {
      const folder = studyFolder(options.study);
      const study = await loadStudy(folder.root);
      const path = folder.plan(study.wave.id);
      const rubric = assessmentRules();
      const begun = (await readEventsIfAny(folder, study.wave.id)).length > 0;
      let bytes: Uint8Array;
      let frozen: 'now' | 'before' = 'now';
      if (existsSync(path) && !(options.again && !begun)) {
        bytes = await readFile(path);
        const changed = differences(parsePlan(bytes), study, rubric);
        if (changed.length > 0)
          throw new SetupError(
            `wave ${study.wave.id} is frozen as ${sha256(bytes).slice(0, 12)}..., and the study has changed since:\n${changed.map((d) => `  ${d}`).join('\n')}\n` +
              (begun
                ? 'Messages of it have gone out: put the files back, or give the new design another wave id.'
                : 'Put the files back, or freeze it anew with `doorbell plan --again`.'),
          );
        frozen = 'before';
      } else {
        bytes = planBytes(freezePlan({ study, code: BUILD, rubric, now: Date.now() }));
        await writeWhole(path, bytes);
      }
      const made = parsePlan(bytes);
      const sha = sha256(bytes);
      const unread = unreadTerms(study.market.lenders);
      const perLender = Math.max(...counts(made.probes.map((p) => p.lender)));
      const lenders = new Set(made.probes.map((p) => p.lender)).size;
      print(
        options,
        {
          wave: made.wave.id,
          sha256: sha,
          path,
          frozen,
          probes: made.probes.length,
          excluded: made.excluded,
          unread,
          balance: balance(made),
          power: power(perLender, { lenders }),
        },
        () =>
          [
            `wave ${made.wave.id}: ${counted(made.probes.length, 'probe')} to ${counted(lenders, 'lender')}, ${made.wave.starts} to ${made.wave.ends}`,
            ...made.excluded.map((e) => `left out: ${e.lender} (${e.reason})`),
            ...unread.map((u) => `note: lenders.yml: ${u}`),
            '',
            renderBalance(balance(made)),
            '',
            renderPower(power(perLender, { lenders })),
            '',
            `plan sha256 ${sha}`,
          ].join('\n'),
      );
      say(
        frozen === 'before'
          ? `this plan was frozen before and still fits the files: ${path}`
          : `frozen in ${path}`,
      );
      return 0;
    },
  );

/** Published terms with which no reply can be compared, a sentence each. */
const unreadTerms = (lenders: readonly Lender[]): string[] =>
  lenders.flatMap((lender) =>
    lender.terms.flatMap((term) => {
      const why = whyUnread(term, lender.languages);
      return why === null
        ? []
        : [
            `lender ${lender.id}: the published sentence on ${term.facet} ${why}: no reply is compared with it`,
          ];
    }),
  );

function counts(items: string[]): number[] {
  const seen = new Map<string, number>();
  for (const item of items) seen.set(item, (seen.get(item) ?? 0) + 1);
  return [...seen.values(), 0];
}
