/** A saved wave: everything that an assessment is a function of, and the assessment that it must give. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseMail } from '../../src/assess/parse-mail.ts';
import { assessWave } from '../../src/assess/wave.ts';
import { assessmentLines } from '../../src/cli/assessing.ts';
import { sha256 } from '../../src/model/digest.ts';
import type { LedgerEvent } from '../../src/model/events.ts';
import type { LendersFile } from '../../src/model/lenders.ts';
import type { ParsedMail } from '../../src/model/mail.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { Scenario } from '../../src/model/scenario.ts';

const DIR = join(import.meta.dirname, 'wave');

export interface SavedWave {
  plan: Plan;
  study: { market: LendersFile; scenarios: Scenario[]; domain: string };
  events: LedgerEvent[];
  /** Raw bytes by sha256. */
  evidence: Map<string, Uint8Array>;
}

const lines = (name: string): string[] => readFileSync(join(DIR, name), 'utf8').split('\n').filter(Boolean);

export function loadSavedWave(): SavedWave {
  const evidence = new Map<string, Uint8Array>();
  for (const line of lines('evidence.jsonl')) {
    const raw = Buffer.from(JSON.parse(line), 'base64');
    evidence.set(sha256(raw), raw);
  }
  return {
    plan: JSON.parse(readFileSync(join(DIR, 'plan.json'), 'utf8')),
    study: JSON.parse(readFileSync(join(DIR, 'study.json'), 'utf8')),
    events: lines('events.jsonl').map((line) => JSON.parse(line)),
    evidence,
  };
}

export function saveWave(wave: SavedWave): void {
  const save = (name: string, text: string) => writeFileSync(join(DIR, name), text);
  save('plan.json', JSON.stringify(wave.plan));
  save('study.json', JSON.stringify(wave.study));
  save('events.jsonl', wave.events.map((e) => `${JSON.stringify(e)}\n`).join(''));
  save(
    'evidence.jsonl',
    [...wave.evidence.values()]
      .map((raw) => `${JSON.stringify(Buffer.from(raw).toString('base64'))}\n`)
      .join(''),
  );
}

export const savedAssessments = (): string => readFileSync(join(DIR, 'assessments.jsonl'), 'utf8');
export const saveAssessments = (text: string): void => writeFileSync(join(DIR, 'assessments.jsonl'), text);

export async function reassess({ plan, study, events, evidence }: SavedWave): Promise<string> {
  const mails = new Map<string, ParsedMail>();
  for (const { body } of events)
    if (body.kind === 'captured')
      mails.set(body.capture.evidence, await parseMail(evidence.get(body.capture.evidence)!));
  const { assessments } = assessWave({ plan, ...study, events, mails, aliasBase: { domain: study.domain } });
  return assessmentLines(assessments);
}
