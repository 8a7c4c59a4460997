/** `doorbell doctor` */
import { existsSync } from 'node:fs';
import { mkdir, statfs } from 'node:fs/promises';
import type { Command } from 'commander';
import { objectionsTo } from '../../fieldwork/sign-off.ts';
import { sha256 } from '../../model/digest.ts';
import { SetupError } from '../../model/errors.ts';
import { CEILINGS } from '../../model/wave.ts';
import { parsePlan } from '../../plan/plan-bytes.ts';
import { verifyLedger } from '../../store/verify.ts';
import { checkCanary } from '../canary-check.ts';
import { command } from '../command.ts';
import { loadDotEnv, readPlan, studyFolder } from '../folder.ts';
import { print, say, table } from '../output.ts';
import { loadSettings, loadStudy } from '../study/load.ts';
import { systemClock } from '../system-clock.ts';
import { channelOf } from '../wire-fieldwork.ts';

interface Check {
  name: string;
  ok: boolean;
  detail: string;
}

/** Less than this free is not enough for a wave's evidence. Bytes. */
const LEAST_DISK = 500_000_000;

export const doctor = (): Command =>
  command<{ canary?: boolean }>(
    {
      name: 'doctor',
      does: 'Checks the study, mail out and in, clock, disk and sign-off. Contacts no lender.',
      example: 'doctor -C my-study --canary',
      setUp: (c) =>
        c.option(
          '--canary',
          'also send our own message to ourselves: shows that mail comes back, and that clocks agree',
        ),
    },
    async (_args, options) => {
      const folder = studyFolder(options.study);
      loadDotEnv(folder);
      const checks: Check[] = [];
      const check = async (name: string, look: () => Promise<string>): Promise<void> => {
        try {
          checks.push({ name, ok: true, detail: await look() });
        } catch (error) {
          if (!(error instanceof SetupError)) throw error;
          checks.push({ name, ok: false, detail: error.message });
        }
      };
      await check('study', async () => {
        const study = await loadStudy(folder.root);
        return `${study.market.lenders.length} lenders, ${study.scenarios.length} scenarios, wave ${study.wave.id}`;
      });
      await check('disk', async () => {
        await mkdir(folder.ledger, { recursive: true });
        const { bavail, bsize } = await statfs(folder.ledger);
        const free = bavail * bsize;
        if (free < LEAST_DISK)
          throw new SetupError(
            `${Math.round(free / 1e6)} MB free in ${folder.ledger}; ${LEAST_DISK / 1e6} MB are needed`,
          );
        return `${Math.round(free / 1e9)} GB free`;
      });
      await check('ledger', async () => {
        if (!existsSync(`${folder.ledger}/ledger.sqlite`)) return 'none yet';
        const { ok, events, problems } = await verifyLedger(folder.ledger);
        if (!ok) throw new SetupError(`${problems.length} problems: see \`doorbell verify\``);
        return `${events} events, chain and evidence as they were written`;
      });
      await check('plan and sign-off', async () => {
        const study = await loadStudy(folder.root);
        const { email } = await loadSettings(folder.root);
        const bytes = await readPlan(folder, study.wave.id);
        const objections = objectionsTo('live', study.wave, parsePlan(bytes), sha256(bytes), email);
        if (objections.length > 0) throw new SetupError(`not ready for --live: ${objections.join('; ')}`);
        return 'signed off for --live';
      });
      await check('caps', async () => {
        const { caps } = (await loadStudy(folder.root)).wave;
        return `at most ${caps.probesPerEntity} probes per legal entity (ceiling ${CEILINGS.probesPerEntity}), ${caps.entityGapHours} h and ${caps.channelGapDays} days apart, ${caps.mailboxPerDay} messages a day`;
      });
      await check('mail', async () => {
        const { email } = await loadSettings(folder.root);
        const preflight = await channelOf(
          email,
          folder.root,
          systemClock,
          (name) => process.env[name],
        ).preflight();
        for (const c of preflight.checks) checks.push({ ...c, name: `mail: ${c.name}` });
        const failed = preflight.checks.filter((c) => !c.ok).length;
        if (failed > 0) throw new SetupError(`${failed} of ${preflight.checks.length} checks failed`);
        return `${preflight.checks.length} checks passed`;
      });
      if (options.canary)
        await check('canary and clock', async () =>
          checkCanary((await loadSettings(folder.root)).email, folder.root, (name) => process.env[name]),
        );
      const ok = checks.every((c) => c.ok);
      print(options, { ok, checks }, () =>
        table(checks.map((c) => [c.ok ? 'ok  ' : 'FAIL', c.name, c.detail])),
      );
      say(ok ? 'all is well' : 'something is to be put right before a live run');
      return ok ? 0 : 1;
    },
  );
