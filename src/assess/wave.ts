/**
 * Assesses a whole wave from its frozen evidence: the same plan, events, mails and rules give the same bytes, whoever
 * asks and whenever (design.md, rule 1). Nothing here looks at a clock, a network or a disk.
 */
import type { AliasBase } from '../model/alias.ts';
import type { Assessment, MessageAssessment } from '../model/assessment.ts';
import { digestOf } from '../model/digest.ts';
import { InstrumentError } from '../model/errors.ts';
import type { LedgerEvent } from '../model/events.ts';
import type { Capture } from '../model/evidence.ts';
import type { Lender, LendersFile } from '../model/lenders.ts';
import type { ParsedMail } from '../model/mail.ts';
import type { Plan, PlannedProbe } from '../model/plan.ts';
import { instant, millis } from '../model/scalars.ts';
import type { Scenario } from '../model/scenario.ts';
import { deadlineOf, foldWave, type ProbeState } from '../model/wave-state.ts';
import { assessMessage, type MessageVerdict } from './assess-message.ts';
import { rejectionBlamesUs } from './bounce.ts';
import { foldText } from './clean-text.ts';
import { clocksOf, isLate, momentOf, receivedOf } from './clocks.ts';
import { outcomeOf } from './disposition.ts';
import { type Incoming, type ReviewItem, sortInbox, type Unattributed } from './inbox.ts';
import type { LenderIdentity } from './lender-identity.ts';
import type { Question } from './reply-text.ts';
import { CODER } from './rubric-identity.ts';
import { likeness, sameWords } from './sameness.ts';
import { scoreOf } from './score.ts';

export interface WaveEvidence {
  plan: Plan;
  market: LendersFile;
  scenarios: Scenario[];
  events: LedgerEvent[];
  /** By the sha256 of the evidence; every captured one must be in it. */
  mails: Map<string, ParsedMail>;
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
}

/** Rejects a wave whose evidence is not complete: InstrumentError `mail-not-parsed`. */
export function assessWave(input: WaveEvidence): WaveAssessment {
  const state = foldWave(input.events);
  for (const capture of state.captures)
    if (!input.mails.has(capture.evidence))
      throw new InstrumentError(
        'mail-not-parsed',
        `evidence ${capture.evidence} was captured but not handed in`,
      );
  const inbox = sortInbox(state.captures, input.mails, input.plan, input.aliasBase);
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

  const assessments: Assessment[] = [];
  const open: WaveAssessment['open'] = [];
  for (const probe of [...input.plan.probes].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const probeState = state.probes.get(probe.id) ?? { phase: 'planned', attempts: 0 };
    const incoming = inbox.byProbe.get(probe.id) ?? [];
    const assessment = assessProbe({
      probe,
      state: probeState,
      incoming,
      lender: lenders.get(probe.lender),
      scenario: scenarios.get(probe.scenario),
      names: namesOf(probe, scenarios),
      languages,
      plan: input.plan,
      review: inbox.review.filter((r) => r.probes.includes(probe.id)),
      sameForOthers: (mail) => alike(probe.lender, probe.id, likeness(mail, namesOf(probe, scenarios))),
    });
    if (assessment) assessments.push(assessment);
    else open.push({ probe: probe.id, messages: incoming.length });
  }
  return {
    assessments,
    review: inbox.review,
    unattributed: inbox.unattributed,
    arrived: inbox.byProbe,
    open,
  };
}

interface ProbeInput {
  probe: PlannedProbe;
  state: ProbeState;
  incoming: readonly Incoming[];
  lender: Lender | undefined;
  scenario: Scenario | undefined;
  names: readonly string[];
  languages: readonly string[];
  plan: Plan;
  review: ReviewItem[];
  sameForOthers: (mail: ParsedMail) => number;
}

function assessProbe(input: ProbeInput): Assessment | null {
  const { probe, state, plan } = input;
  const acceptedAt = state.acceptedAt === undefined ? null : millis(state.acceptedAt);
  const deadline = deadlineOf(state, plan.wave.deadlineHours);
  const question = questionOf(probe, input.scenario);
  const review = input.review.map((r) => r.reason);
  if (state.reconciled?.outcome === 'sent' && state.reconciled.acceptedAt === undefined)
    review.push(
      'The moment at which our message was accepted is not known; the moment of the intent stands in for it.',
    );

  const judged = input.incoming.map(({ capture, mail, by }) => {
    const received = receivedOf(capture);
    if (capture.clocks.received === undefined)
      review.push(
        `No server says when message ${capture.evidence.slice(0, 12)} came; the moment at which we saw it stands in.`,
      );
    const verdict = assessMessage(mail, {
      question,
      asked: probe.asks,
      languages: input.languages,
      latencyMs: acceptedAt === null ? null : momentOf(received) - acceptedAt,
      live: probe.channel === 'webchat',
      inOurThread: by.includes('references'),
      sameForOthers: input.sameForOthers(mail),
      names: input.names,
      lender: input.lender && identityOf(input.lender),
    });
    return { capture, by, received, verdict, message: messageOf(capture, by, received, deadline, verdict) };
  });
  const messages = judged.map((j) => j.message);
  const marked = (test: (v: MessageVerdict) => boolean): Set<string> =>
    new Set(judged.filter((j) => test(j.verdict)).map((j) => j.message.evidence));
  for (const j of judged)
    if (j.verdict.unreadable) review.push(`Message ${j.message.evidence.slice(0, 12)} could not be read.`);

  const inTime = messages.filter((m) => !m.late);
  const answered = probe.asks.filter((f) =>
    inTime.some((m) => !['marketing', 'unrelated', 'bounce'].includes(m.responder) && m.answered.includes(f)),
  );
  const outcome = outcomeOf({
    state,
    messages,
    asked: probe.asks,
    answered,
    blamingUs: marked((v) => v.blamesUs),
    unreadable: marked((v) => v.unreadable),
    unsettled: input.review.some((r) => r.open && !isLate(r.received, deadline)),
    rejectionBlamesUs: state.rejected ? rejectionBlamesUs(state.rejected.response) : false,
  });
  if (!outcome) return null;
  const clocks = clocksOf({
    acceptedAt,
    messages: inTime,
    asked: probe.asks,
    reasonedRefusals: marked((v) => v.reasoned),
    hours: input.lender?.channels.find((c) => c.kind === probe.channel && c.address === probe.address)?.hours,
    timeZone: input.lender?.timeZone ?? 'UTC',
  });
  return {
    probe: probe.id,
    coder: CODER,
    evidenceDigest: digestOf([...new Set(messages.map((m) => m.evidence))].sort()),
    ...outcome,
    ...(state.acceptedAt !== undefined && { sentAt: state.acceptedAt }),
    ...(deadline !== null && { deadlineAt: instant(deadline) }),
    clocks,
    answered,
    messages,
    review,
    score: scoreOf({
      disposition: outcome.disposition,
      substantive: clocks.substantive,
      asked: probe.asks,
      answered,
      weights: plan.wave.weights,
    }),
  };
}

function messageOf(
  capture: Capture,
  by: Incoming['by'],
  received: MessageAssessment['received'],
  deadline: number | null,
  v: MessageVerdict,
): MessageAssessment {
  return {
    evidence: capture.evidence,
    received,
    by,
    responder: v.responder,
    confidence: v.confidence,
    ...(v.bounce !== undefined && { bounce: v.bounce }),
    late: isLate(received, deadline),
    language: v.language,
    answered: v.answered,
    deflection: v.deflection,
    refusal: v.refusal,
    personalData: v.personalData,
    reading: v.reading,
    findings: v.findings,
  };
}

/** What the lender was asked, as it was sent but for the name under it. */
function questionOf(probe: PlannedProbe, scenario: Scenario | undefined): Question | null {
  const text = scenario?.texts[probe.language]?.[probe.wording];
  if (!text) return null;
  return { language: probe.language, subject: text.subject, body: text.body.replaceAll('{name}', '') };
}

/** Mail comes from the site's domain or from that of an advertised mailbox. */
function identityOf(lender: Lender): LenderIdentity {
  const addresses = (kind: string): string[] =>
    lender.channels.filter((c) => c.kind === kind).map((c) => c.address);
  return {
    name: lender.name,
    domains: [
      new URL(lender.site).hostname,
      ...addresses('email').map((a) => a.slice(a.lastIndexOf('@') + 1)),
    ],
    phone: addresses('phone')[0],
  };
}

/** Every form of the persona's name, folded. Personas rotate over the scenarios of the wave. */
function namesOf(probe: PlannedProbe, scenarios: Map<string, Scenario>): string[] {
  const persona = [...scenarios.values()].map((s) => s.persona).find((p) => p.id === probe.persona);
  const forms = Object.values(persona?.names ?? {}).flatMap((n) => [n.given, n.full, ...n.forms]);
  return [...new Set(forms.map(foldText))].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
}
