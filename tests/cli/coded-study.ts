/** A study on disk whose wave was run and assessed, in four languages: what second coders start from. */
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { assessmentLines } from '../../src/cli/assessing.ts';
import { studyFolder } from '../../src/cli/folder.ts';
import { assessmentRules } from '../../src/cli/rules.ts';
import { loadStudy } from '../../src/cli/study/load.ts';
import { BUILD, PACKAGE_ROOT } from '../../src/cli/version.ts';
import type { Assessment, MessageAssessment } from '../../src/model/assessment.ts';
import { sha256 } from '../../src/model/digest.ts';
import { scored } from '../../src/model/measured.ts';
import type { PlannedProbe } from '../../src/model/plan.ts';
import { freezePlan } from '../../src/plan/freeze.ts';
import { planBytes } from '../../src/plan/plan-bytes.ts';
import { openLedger } from '../../src/store/ledger.ts';
import { temporaryFolder } from './temporary.ts';

export const AT = Date.parse('2026-10-01T10:00:00.000Z');

export interface CodedStudy {
  dir: string;
  wave: string;
  /** One reply each. */
  probes: PlannedProbe[];
  evidenceOf: (probe: PlannedProbe) => string;
}

export function aReply(probe: PlannedProbe, over: Partial<MessageAssessment> = {}): MessageAssessment {
  return {
    evidence: sha256(probe.id),
    received: { from: '2026-09-08T10:00:00.000Z', to: '2026-09-08T10:00:00.000Z' },
    by: ['alias'],
    responder: 'human',
    confidence: 0.9,
    late: false,
    language: probe.language,
    answered: [],
    deflection: 'none',
    refusal: false,
    personalData: [],
    findings: [],
    ...over,
  };
}

export function anAssessment(probe: PlannedProbe, message: MessageAssessment): Assessment {
  const clock = scored(3_600_000);
  return {
    probe: probe.id,
    coder: assessmentRules().coder,
    evidenceDigest: sha256(probe.id),
    disposition: 'answered',
    reason: 'for the test',
    clocks: { anything: clock, nonAutomatic: clock, substantive: clock, substantiveBusiness: clock },
    answered: message.answered,
    messages: [message],
    review: [],
    criteria: [],
    score: scored(80),
  };
}

/** The sandbox's study with `n` probes of each language assessed by the rules; `message` says what they found. */
export async function codedStudy(
  n: number,
  message: (probe: PlannedProbe, i: number) => Partial<MessageAssessment>,
): Promise<CodedStudy> {
  const dir = temporaryFolder();
  for (const name of ['lenders.yml', 'scenarios', 'wave.yml', 'settings.yml'])
    cpSync(join(PACKAGE_ROOT, name), join(dir, name), { recursive: true });
  const plan = freezePlan({ study: await loadStudy(dir), code: BUILD, rubric: assessmentRules() });
  const folder = studyFolder(dir);
  mkdirSync(dirname(folder.plan(plan.wave.id)), { recursive: true });
  writeFileSync(folder.plan(plan.wave.id), planBytes(plan));
  const byLanguage = Map.groupBy(plan.probes, (p) => p.language);
  const probes = [...byLanguage.values()].flatMap((some) => some.slice(0, n));
  const ledger = await openLedger({ dir: folder.ledger, clock: { now: () => AT } });
  const lines = assessmentLines(probes.map((p, i) => anAssessment(p, aReply(p, message(p, i)))));
  const evidence = await ledger.keep(new TextEncoder().encode(lines));
  await ledger.append(plan.wave.id, [
    { kind: 'assessed', coder: assessmentRules().coder, evidence, inputs: sha256('inputs') },
  ]);
  await ledger.close();
  return { dir, wave: plan.wave.id, probes, evidenceOf: (p) => sha256(p.id) };
}
