/** Assesses a wave from its ledger: the same evidence and rules give the same bytes, whoever asks and whenever. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { filesInMail } from '../assess/messengers/mailed.ts';
import { type Update, updateOf } from '../assess/messengers/updates.ts';
import {
  type CodesByReply,
  type CriterionAgreement,
  criterionAgreements,
  withAgreement,
} from '../assess/rubric-agreement.ts';
import { assessWave, type WaveAssessment } from '../assess/wave.ts';
import type { Ledger } from '../fieldwork/ports.ts';
import type { Assessment } from '../model/assessment.ts';
import { ChatVisit } from '../model/chat.ts';
import { canonical } from '../model/digest.ts';
import type { LedgerEvent } from '../model/events.ts';
import type { ParsedMail } from '../model/mail.ts';
import { Sighting } from '../model/sighting.ts';
import { openLedgerReadOnly } from '../store/ledger.ts';
import { codesOfRules, readCoders } from './coders.ts';
import { SavedAssessment } from './codes.ts';
import type { StudyFolder } from './folder.ts';
import { inputsDigest, isPerson } from './inputs-digest.ts';
import type { ParsePool } from './parse-pool.ts';
import { assessmentRules } from './rules.ts';
import type { WaveSetup } from './setup-wave.ts';
import { aliasBase, assistedProbe } from './wire-fieldwork.ts';

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
  /** People who coded replies of the wave, and how far they and these rules agree. */
  agreement: { people: string[]; rows: CriterionAgreement[] };
}

export async function assessLedger(
  setup: WaveSetup,
  reader: Reader,
  parsers: ParsePool,
  onProgress?: (done: number, all: number) => void,
): Promise<Assessed> {
  const events = await reader.events(setup.plan.wave.id);
  const wanted = new Set<string>();
  const chats = new Map<string, ChatVisit>();
  const messengers = emptyMessengers(setup);
  const base = aliasBase(setup.settings.email);
  for (const { body } of events) {
    if (body.kind !== 'captured') continue;
    const { media = 'mail', evidence } = body.capture;
    if (media === 'mail') {
      wanted.add(evidence);
      if (assistedProbe(body.capture, setup.plan, base))
        messengers.mailed.set(evidence, await filesInMail(await reader.evidence(evidence)));
    } else if (media === 'chat')
      chats.set(evidence, ChatVisit.parse(jsonOf(await reader.evidence(evidence))));
    else if (media === 'update') messengers.updates.set(evidence, updateOf(await reader.evidence(evidence)));
    else if (media === 'export') messengers.exports.set(evidence, await reader.evidence(evidence));
    else if (media === 'sighting')
      messengers.sightings.set(evidence, Sighting.parse(jsonOf(await reader.evidence(evidence))));
  }
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
    chats,
    messengers,
    aliasBase: base,
  });
  const { people, rows, assessments } = await agreedOn(wave.assessments, setup, events, reader);
  return { ...wave, assessments, events, mails, agreement: { people, rows } };
}

const emptyMessengers = (setup: WaveSetup) => ({
  updates: new Map<string, Update | null>(),
  exports: new Map<string, Uint8Array>(),
  sightings: new Map<string, Sighting>(),
  mailed: new Map<string, Uint8Array[]>(),
  operators: setup.settings.desk?.operators ?? [],
});

const jsonOf = (bytes: Uint8Array): unknown => JSON.parse(new TextDecoder().decode(bytes));

/** With people's codes in the ledger, what they and these rules agree on; without any, the assessments as they are. */
async function agreedOn(
  assessments: Assessment[],
  setup: WaveSetup,
  events: LedgerEvent[],
  reader: Reader,
): Promise<{ people: string[]; rows: CriterionAgreement[]; assessments: Assessment[] }> {
  const people = (await readCoders(events, reader)).coders.filter((c) => isPerson(c.name));
  if (people.length === 0) return { people: [], rows: [], assessments };
  const probes = new Map(setup.plan.probes.map((p) => [p.id, p.language]));
  const languageOf = (probe: string): string => probes.get(probe) ?? 'unknown';
  const rules = codesOfRules(assessments.map((a) => SavedAssessment.parse(a)));
  const rows = criterionAgreements(
    [rules, ...people.map((p) => p.codes)],
    (key) => languageOf(key.split(' ')[0]!),
    setup.plan.wave.id,
  );
  const byProbe = people.map((p) => Map.groupBy(p.codes, ([key]) => key.split(' ')[0]!));
  return {
    people: people.map((p) => p.name),
    rows,
    assessments: assessments.map((a) =>
      withAgreement(
        a,
        languageOf(a.probe),
        rows,
        byProbe.map((codes): CodesByReply => new Map(codes.get(a.probe))),
      ),
    ),
  };
}

/** One assessment a line, each in canonical JSON: byte-equal on every repetition. */
export const assessmentLines = (assessments: Assessment[]): string =>
  assessments.map((a) => `${canonical(a)}\n`).join('');

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
