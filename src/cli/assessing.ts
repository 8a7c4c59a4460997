/** Assesses a wave from its ledger: the same evidence and rules give the same bytes, whoever asks and whenever. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { assessWave, type WaveAssessment } from '../assess/wave.ts';
import type { Ledger } from '../fieldwork/ports.ts';
import type { Assessment } from '../model/assessment.ts';
import { canonical, digestOf } from '../model/digest.ts';
import type { LedgerEvent } from '../model/events.ts';
import type { ParsedMail } from '../model/mail.ts';
import { openLedgerReadOnly } from '../store/ledger.ts';
import type { StudyFolder } from './folder.ts';
import type { ParsePool } from './parse-pool.ts';
import { assessmentRules } from './rules.ts';
import type { WaveSetup } from './setup-wave.ts';
import { aliasBase } from './wire-fieldwork.ts';

/** How many messages are read from the evidence at once. */
const BATCH = 16;

/** The ledger's reading half. */
type Reader = Pick<Ledger, 'events' | 'evidence'>;

/** The events of a wave, or none where the study has no ledger yet. */
export async function readEventsIfAny(folder: StudyFolder, wave: string): Promise<LedgerEvent[]> {
  if (!existsSync(join(folder.ledger, 'ledger.sqlite'))) return [];
  const ledger = await openLedgerReadOnly({ dir: folder.ledger });
  try {
    return await ledger.events(wave);
  } finally {
    await ledger.close();
  }
}

export interface Assessed extends WaveAssessment {
  events: LedgerEvent[];
  /** The parsed messages by the sha256 of their bytes. */
  mails: Map<string, ParsedMail>;
}

export async function assessLedger(
  setup: WaveSetup,
  reader: Reader,
  parsers: ParsePool,
  onProgress?: (done: number, all: number) => void,
): Promise<Assessed> {
  const events = await reader.events(setup.plan.wave.id);
  const wanted = new Set<string>();
  for (const { body } of events) if (body.kind === 'captured') wanted.add(body.capture.evidence);
  const mails = new Map<string, ParsedMail>();
  const names = [...wanted];
  for (let i = 0; i < names.length; i += BATCH) {
    const batch = names.slice(i, i + BATCH);
    const parsed = await Promise.all(batch.map(async (name) => parsers.parse(await reader.evidence(name))));
    for (const [n, name] of batch.entries()) mails.set(name, parsed[n]!);
    onProgress?.(Math.min(i + BATCH, names.length), names.length);
  }
  const wave = assessWave({
    plan: setup.plan,
    market: setup.study.market,
    scenarios: setup.study.scenarios,
    events,
    mails,
    aliasBase: aliasBase(setup.settings.email),
  });
  return { ...wave, events, mails };
}

/** One assessment a line, each in canonical JSON: byte-equal on every repetition. */
export const assessmentLines = (assessments: Assessment[]): string =>
  assessments.map((a) => `${canonical(a)}\n`).join('');

/** What an assessment was made from: the last event that is not itself an assessment. */
export function inputsDigest(events: LedgerEvent[]): string {
  return digestOf(events.findLast((e) => e.body.kind !== 'assessed')?.hash ?? 'nothing');
}

/** Keeps an assessment of the wave by this version's rules in the ledger; returns its lines, and their sha256. */
export async function keepAssessment(
  ledger: Ledger,
  wave: string,
  assessed: Assessed,
): Promise<{ coder: string; lines: string; evidence: string }> {
  const { coder } = assessmentRules();
  const lines = assessmentLines(assessed.assessments);
  const evidence = await ledger.keep(new TextEncoder().encode(lines));
  await ledger.append(wave, [{ kind: 'assessed', coder, evidence, inputs: inputsDigest(assessed.events) }]);
  return { coder, lines, evidence };
}
