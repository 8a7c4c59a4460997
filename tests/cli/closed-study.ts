/** A study on disk whose wave was run to its end: three lenders of the sandbox, each asked once for every scenario. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';
import { parse, stringify } from 'yaml';
import { studyFolder } from '../../src/cli/folder.ts';
import { assessmentRules } from '../../src/cli/rules.ts';
import { loadStudy } from '../../src/cli/study/load.ts';
import { BUILD, PACKAGE_ROOT } from '../../src/cli/version.ts';
import { replyAlias } from '../../src/model/alias.ts';
import { sha256 } from '../../src/model/digest.ts';
import type { EventBody } from '../../src/model/events.ts';
import type { Plan, PlannedProbe } from '../../src/model/plan.ts';
import { instant, millis } from '../../src/model/scalars.ts';
import { freezePlan } from '../../src/plan/freeze.ts';
import { planBytes } from '../../src/plan/plan-bytes.ts';
import { openLedger } from '../../src/store/ledger.ts';

const HOUR = 3_600_000;
const DOMAIN = 'mailhome.example';

// biome-ignore lint/suspicious/noExplicitAny: files as their author writes them, before they are checked
type Files = { lenders: any; wave: any; scenarios: any[] };

interface Options {
  /** So many of the first probes are left open, sent late, spoilt. */
  open?: number;
  late?: number;
  invalid?: number;
  /** The plan it was run under; its own when left out. */
  ranUnder?: Uint8Array;
  /** What is written other than in the sandbox's study. */
  change?: (files: Files) => void;
  /** The raw mail that answers a probe an hour after it was sent, to the address given. Nobody answers when left out. */
  reply?: (probe: PlannedProbe, to: string) => Uint8Array;
}

export interface ClosedStudy {
  dir: string;
  /** Their ids, in order. */
  lenders: string[];
  plan: Plan;
}

export async function closedStudy(options: Options = {}): Promise<ClosedStudy> {
  const dir = mkdtempSync(join(tmpdir(), 'doorbell-closed-'));
  afterAll(() => rmSync(dir, { recursive: true, force: true }));
  cpSync(join(PACKAGE_ROOT, 'settings.yml'), join(dir, 'settings.yml'));
  writeStudy(dir, options.change);
  const study = await loadStudy(dir);
  const plan = freezePlan({ study, code: BUILD, rubric: assessmentRules() });
  const folder = studyFolder(dir);
  mkdirSync(dirname(folder.plan(plan.wave.id)), { recursive: true });
  writeFileSync(folder.plan(plan.wave.id), planBytes(plan));
  const mailboxes = new Map(study.scenarios.map((s) => [s.persona.id, s.persona.mailbox]));
  await play(folder.ledger, plan, mailboxes, options);
  return { dir, lenders: [...new Set(plan.probes.map((p) => p.lender))].sort(), plan };
}

function writeStudy(dir: string, change: Options['change']): void {
  const read = (name: string) => parse(readFileSync(join(PACKAGE_ROOT, name), 'utf8'));
  const files: Files = {
    lenders: read('lenders.yml'),
    wave: read('wave.yml'),
    scenarios: readdirSync(join(PACKAGE_ROOT, 'scenarios')).map((name) => read(`scenarios/${name}`)),
  };
  const kept = ['larkmoor-loans', 'pennyfield', 'qingheque', 'zorepad-lite'];
  files.lenders.lenders = files.lenders.lenders.filter((l: { id: string }) => kept.includes(l.id));
  delete files.wave.only;
  files.wave.channels = ['email'];
  files.wave.scenarios = ['first-loan', 'student'];
  change?.(files);
  mkdirSync(join(dir, 'scenarios'));
  writeFileSync(join(dir, 'lenders.yml'), stringify(files.lenders));
  writeFileSync(join(dir, 'wave.yml'), stringify(files.wave));
  for (const scenario of files.scenarios)
    writeFileSync(join(dir, 'scenarios', `${scenario.id}.yml`), stringify(scenario));
}

async function play(
  dir: string,
  plan: Plan,
  mailboxes: ReadonlyMap<string, string>,
  { open = 0, late = 0, invalid = 0, ranUnder, reply }: Options,
): Promise<void> {
  let now = millis(plan.probes[0]!.sendAt) - HOUR;
  const ledger = await openLedger({ dir, clock: { now: () => now } });
  const wave = plan.wave.id;
  const sha = await ledger.keep(ranUnder ?? planBytes(plan));
  await ledger.append(wave, [{ kind: 'wave-opened', plan: sha, mode: 'sandbox' }]);
  for (const [i, probe] of plan.probes.entries()) {
    now = millis(i >= open && i < open + late ? probe.sendBy : probe.sendAt) + 1000;
    const raw = new TextEncoder().encode(probe.id);
    const alias = replyAlias({ domain: DOMAIN }, mailboxes.get(probe.persona)!, probe.token);
    const messageId = `<${probe.token}.1@${DOMAIN}>`;
    const { id, entity, lender, channel, address } = probe;
    const about = { probe: id, plan: sha, entity, lender, channel, address, alias, messageId };
    await ledger.claimSend(
      wave,
      { kind: 'send-intended', ...about, evidence: sha256(raw), attempt: 1 },
      raw,
      () => null,
    );
    await ledger.append(wave, [{ kind: 'sent', probe: id, acceptedAt: instant(now), response: '250 ok' }]);
    if (reply) {
      const mail = reply(probe, alias);
      const at = instant(now + HOUR);
      const capture = {
        account: 'sandbox',
        key: id,
        evidence: sha256(mail),
        bytes: mail.length,
        clocks: { received: { from: at, to: at }, observed: at },
        correlation: { recipients: [alias], inReplyTo: [messageId], references: [] },
      };
      await ledger.sink(wave).commit({ items: [{ capture, raw: mail }] });
    }
    const spoilt = i >= open + late && i < open + late + invalid;
    const coveredTo = instant(now + (plan.wave.deadlineHours + 1) * HOUR);
    const ends: EventBody = spoilt
      ? { kind: 'invalidated', probe: id, code: 'no-coverage', reason: 'the account was not read' }
      : { kind: 'window-closed', probe: id, coveredTo, canary: 'abcdefghij' };
    if (i >= open) await ledger.append(wave, [ends]);
  }
  await ledger.close();
}
