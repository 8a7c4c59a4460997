/**
 * Assesses a whole wave from its frozen evidence: the same plan, events, mails and rules give the same bytes, whoever
 * asks and whenever (design.md, rule 1). Nothing here looks at a clock, a network or a disk.
 */
import type { AliasBase } from '../model/alias.ts';
import type { Assessment } from '../model/assessment.ts';
import type { ChatVisit } from '../model/chat.ts';
import { InstrumentError } from '../model/errors.ts';
import type { LedgerEvent } from '../model/events.ts';
import type { Capture } from '../model/evidence.ts';
import type { Lender, LendersFile } from '../model/lenders.ts';
import type { ParsedMail } from '../model/mail.ts';
import type { Plan, PlannedProbe } from '../model/plan.ts';
import type { Scenario } from '../model/scenario.ts';
import type { Wordings } from '../model/shared-wording.ts';
import { isAssisted } from '../model/vocabulary.ts';
import { foldWave } from '../model/wave-state.ts';
import { type JudgedProbe, judgeProbe } from './assess-probe.ts';
import { attribute } from './attribution.ts';
import { chatAnswers } from './chat.ts';
import { foldText } from './clean-text.ts';
import { momentOf, receivedOf } from './clocks.ts';
import { type Incoming, type ReviewItem, sortInbox, type Unattributed } from './inbox.ts';
import { chatsOfWave, type MailedTo, type MessengerEvidence } from './messengers/index.ts';
import { nearIdentical } from './near-identical.ts';
import { publishedStatements, type Statement } from './rubric/statements.ts';
import { likeness, sameWords } from './sameness.ts';

export interface WaveEvidence {
  plan: Plan;
  market: LendersFile;
  scenarios: Scenario[];
  events: LedgerEvent[];
  /** By the sha256 of the evidence; every captured one must be in it. */
  mails: Map<string, ParsedMail>;
  /** Visits to chats, by the sha256 of their evidence; every captured one must be in it. */
  chats?: Map<string, ChatVisit> | undefined;
  /** What messengers, operators and the recorder handed in; needed where such evidence was captured. */
  messengers?: MessengerEvidence | undefined;
  aliasBase: AliasBase;
}

export interface WaveAssessment {
  /** One for each probe that fieldwork has ended, by probe id. */
  assessments: Assessment[];
  /** Messages at which a person must look, by evidence. */
  review: ReviewItem[];
  /** Messages that belong to no probe for certain, disputed ones included. */
  unattributed: Unattributed[];
  /** What came for each probe, by its id, in the order of arrival: also where its window is still open. */
  arrived: Map<string, Incoming[]>;
  /** Probes that fieldwork has not ended: they have no outcome yet. By id. */
  open: { probe: string; messages: number }[];
  /** Lenders that answer in nearly the same words. */
  wordings: Wordings;
}

const NO_MESSENGERS: MessengerEvidence = {
  updates: new Map(),
  exports: new Map(),
  sightings: new Map(),
  mailed: new Map(),
  operators: [],
};

/** Rejects a wave whose evidence is not complete: InstrumentError `mail-not-parsed`. */
export function assessWave(input: WaveEvidence): WaveAssessment {
  const state = foldWave(input.events);
  const mailed = state.captures.filter((c) => (c.media ?? 'mail') === 'mail');
  const visited = state.captures.filter((c) => c.media === 'chat');
  const messengers = input.messengers ?? NO_MESSENGERS;
  for (const capture of state.captures)
    if (!isHandedIn(capture, input, messengers))
      throw new InstrumentError(
        'mail-not-parsed',
        `evidence ${capture.evidence} was captured but not handed in`,
      );
  const talks = chatsOfWave(
    { plan: input.plan, state, scenarios: input.scenarios },
    messengers,
    mailed.flatMap((capture) => mailedTo(capture, input, messengers)),
  );
  const inbox = sortInbox(
    mailed.filter((c) => !talks.exportMails.has(c.evidence)),
    input.mails,
    input.plan,
    input.aliasBase,
  );
  inbox.review.push(...talks.review);
  for (const [probe, { incoming }] of talks.byProbe) {
    const all = [...(inbox.byProbe.get(probe) ?? []), ...incoming].sort(byMoment);
    if (all.length > 0) inbox.byProbe.set(probe, all);
  }
  for (const [probe, captures] of Map.groupBy(visited, (c) => c.probe ?? '')) {
    const answers = chatAnswers(
      captures.map((capture) => ({ capture, visit: input.chats!.get(capture.evidence)! })),
    );
    const all = [...(inbox.byProbe.get(probe) ?? []), ...answers].sort(byMoment);
    if (all.length > 0) inbox.byProbe.set(probe, all);
  }
  const lenders = new Map(input.market.lenders.map((l) => [l.id, l]));
  const scenarios = new Map(input.scenarios.map((s) => [s.id, s]));
  const languages = [
    ...new Set([
      ...input.plan.probes.map((p) => p.language),
      ...input.market.lenders.flatMap((l) => l.languages),
    ]),
  ].sort();
  const alike = sameWords(
    input.plan.probes.flatMap((p) =>
      (inbox.byProbe.get(p.id) ?? []).map((m) => ({
        lender: p.lender,
        probe: p.id,
        likeness: likeness(m.mail, namesOf(p, scenarios)),
      })),
    ),
  );

  const published = new Map<string, Statement[]>();
  const publishedOf = (lender: Lender | undefined): Statement[] => {
    if (!lender) return [];
    const found = published.get(lender.id) ?? publishedStatements(lender.terms, languages);
    published.set(lender.id, found);
    return found;
  };
  const judged: JudgedProbe[] = [];
  const open: WaveAssessment['open'] = [];
  for (const probe of [...input.plan.probes].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const probeState = state.probes.get(probe.id) ?? { phase: 'planned', attempts: 0 };
    const incoming = inbox.byProbe.get(probe.id) ?? [];
    const lender = lenders.get(probe.lender);
    const found = judgeProbe({
      probe,
      state: probeState,
      sent: talks.byProbe.get(probe.id)?.sent ?? probeState.sentBetween ?? null,
      incoming,
      lender,
      published: publishedOf(lender),
      scenario: scenarios.get(probe.scenario),
      names: namesOf(probe, scenarios),
      languages,
      plan: input.plan,
      review: inbox.review.filter((r) => r.probes.includes(probe.id)),
      sameForOthers: (mail) => alike(probe.lender, probe.id, likeness(mail, namesOf(probe, scenarios))),
    });
    if (found) judged.push(found);
    else open.push({ probe: probe.id, messages: incoming.length });
  }
  const byLender = Map.groupBy(judged, (j) => j.probe.lender);
  return {
    assessments: judged.map((j) =>
      j.conclude(byLender.get(j.probe.lender)!.flatMap((other) => (other === j ? [] : other.statements))),
    ),
    review: inbox.review,
    unattributed: inbox.unattributed,
    arrived: inbox.byProbe,
    open,
    wordings: nearIdentical(
      judged.flatMap(({ probe, wordings }) =>
        wordings.map((text) => ({
          probe: probe.id,
          lender: probe.lender,
          text,
          names: namesOf(probe, scenarios),
        })),
      ),
    ),
  };
}

function isHandedIn(capture: Capture, input: WaveEvidence, messengers: MessengerEvidence): boolean {
  const { evidence } = capture;
  switch (capture.media ?? 'mail') {
    case 'mail':
      return input.mails.has(evidence);
    case 'chat':
      return input.chats?.has(evidence) ?? false;
    case 'update':
      return messengers.updates.has(evidence);
    case 'export':
      return messengers.exports.has(evidence);
    case 'sighting':
      return messengers.sightings.has(evidence);
    default:
      return true;
  }
}

/** The probe on a messenger to whose alias a mail with files came. */
function mailedTo(capture: Capture, input: WaveEvidence, { mailed }: MessengerEvidence): MailedTo[] {
  const mail = input.mails.get(capture.evidence);
  if (!mail || !mailed.has(capture.evidence)) return [];
  const owner = attribute(capture, mail, input.plan, input.aliasBase);
  const probe = owner.kind === 'probe' ? input.plan.probes.find((p) => p.id === owner.probe) : undefined;
  return probe && isAssisted(probe.channel) ? [{ capture, mail, probe: probe.id }] : [];
}

/** Every form of the persona's name, folded. Personas rotate over the scenarios of the wave. */
function namesOf(probe: PlannedProbe, scenarios: Map<string, Scenario>): string[] {
  const persona = [...scenarios.values()].map((s) => s.persona).find((p) => p.id === probe.persona);
  const forms = Object.values(persona?.names ?? {}).flatMap((n) => [n.given, n.full, ...n.forms]);
  return [...new Set(forms.map(foldText))].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
}

/** In the order of arrival; what the browser saw and what was mailed together. */
const byMoment = (a: Incoming, b: Incoming): number =>
  momentOf(receivedOf(a.capture)) - momentOf(receivedOf(b.capture));
