/** One probe of a wave: what its messages are, what became of it, and what the rubric makes of it. */
import type { Assessment, MessageAssessment } from '../model/assessment.ts';
import { digestOf } from '../model/digest.ts';
import type { Capture, Interval } from '../model/evidence.ts';
import type { Lender } from '../model/lenders.ts';
import type { ParsedMail } from '../model/mail.ts';
import type { Plan, PlannedProbe } from '../model/plan.ts';
import type { CriterionResult } from '../model/rubric.ts';
import { instant, millis } from '../model/scalars.ts';
import type { Scenario } from '../model/scenario.ts';
import { isAssisted } from '../model/vocabulary.ts';
import { deadlineOf, type ProbeState } from '../model/wave-state.ts';
import { assessMessage, type MessageVerdict } from './assess-message.ts';
import { rejectionBlamesUs } from './bounce.ts';
import { boundsOf, clocksOf, isLate, momentOf, receivedOf } from './clocks.ts';
import { outcomeOf } from './disposition.ts';
import type { Incoming, ReviewItem } from './inbox.ts';
import type { LenderIdentity } from './lender-identity.ts';
import type { Question } from './reply-text.ts';
import { judgedReplies } from './rubric/case.ts';
import { criteriaOf } from './rubric/index.ts';
import { type Statement, statementsOfReply } from './rubric/statements.ts';
import { CODER } from './rubric-identity.ts';
import { scoreOf } from './score.ts';

export interface ProbeInput {
  probe: PlannedProbe;
  state: ProbeState;
  /** Where the moment of our question is known only as an interval: its bounds. The later end starts the clocks. */
  sent?: Interval | null;
  incoming: readonly Incoming[];
  lender: Lender | undefined;
  scenario: Scenario | undefined;
  names: readonly string[];
  languages: readonly string[];
  plan: Plan;
  review: ReviewItem[];
  /** Figures of the lender's published terms. */
  published: readonly Statement[];
  sameForOthers: (mail: ParsedMail) => number;
}

/** A probe with its messages read: all but what depends on the lender's replies to other probes. */
export interface JudgedProbe {
  probe: PlannedProbe;
  /** What its replies say in figures, for the lender's other probes. Only facets that were asked. */
  statements: Statement[];
  /** Its replies' words, folded and masked, for those of other lenders. */
  wordings: string[];
  /** `elsewhere`: the statements of the lender's other probes. */
  conclude(elsewhere: readonly Statement[]): Assessment;
}

/** Null where fieldwork has not ended: no outcome yet. */
export function judgeProbe(input: ProbeInput): JudgedProbe | null {
  const { probe, plan } = input;
  const sent = input.sent ?? null;
  const state =
    sent && input.state.acceptedAt !== undefined ? { ...input.state, acceptedAt: sent.to } : input.state;
  const acceptedAt = state.acceptedAt === undefined ? null : millis(state.acceptedAt);
  const deadline = deadlineOf(state, plan.wave.deadlineHours);
  const question = questionOf(probe, input.scenario);
  const review = input.review.map((r) => r.reason);
  if (state.reconciled?.outcome === 'sent' && state.reconciled.acceptedAt === undefined)
    review.push(
      'The moment at which our message was accepted is not known; the moment of the intent stands in for it.',
    );

  const read = input.incoming.map(({ capture, mail, by, doubtful, precision }) => {
    const received = receivedOf(capture);
    if (capture.clocks.received === undefined)
      review.push(
        `No server says when message ${capture.evidence.slice(0, 12)} came; the moment at which we saw it stands in.`,
      );
    const alike = input.sameForOthers(mail);
    const verdict = assessMessage(mail, {
      question,
      asked: probe.asks,
      languages: input.languages,
      latencyMs: acceptedAt === null ? null : waitOf(received, sent, acceptedAt),
      live: probe.channel === 'webchat' || isAssisted(probe.channel),
      inOurThread: by.includes('references'),
      sameForOthers: alike,
      names: input.names,
      lender: input.lender && identityOf(input.lender),
    });
    const message = messageOf(capture, by, received, deadline, verdict, precision);
    return {
      verdict,
      message,
      text: verdict.reply,
      sameForOthers: alike,
      doubtful,
      letters: lettersIn(mail),
    };
  });
  const passing = (r: (typeof read)[number]): boolean =>
    r.doubtful === true && !saysSomething(r.verdict, probe.asks);
  const judged = read.filter((r) => !passing(r));
  // Words that may be an answer, under no question of ours: nobody may call that silence.
  const unclear = read.some((r) => passing(r) && !r.message.late && r.letters >= GREETING);
  if (unclear)
    review.push('The chat shows new words where our question is not to be seen: a person must look.');
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
    unsettled: unclear || input.review.some((r) => r.open && !isLate(r.received, deadline)),
    rejectionBlamesUs: state.rejected ? rejectionBlamesUs(state.rejected.response) : false,
  });
  if (!outcome) return null;
  const clockInput = {
    acceptedAt,
    messages: inTime,
    asked: probe.asks,
    reasonedRefusals: marked((v) => v.reasoned),
    hours: input.lender?.channels.find((c) => c.kind === probe.channel && c.address === probe.address)?.hours,
    timeZone: input.lender?.timeZone ?? 'UTC',
  };
  const clocks = clocksOf(clockInput);
  const bounds = boundsOf(clockInput, sent === null ? acceptedAt : millis(sent.from));
  const replies = judgedReplies(judged);
  const known = new Set<string>(probe.asks);
  const assessed: Omit<Assessment, 'criteria' | 'score'> = {
    probe: probe.id,
    coder: CODER,
    evidenceDigest: digestOf([...new Set(messages.map((m) => m.evidence))].sort()),
    ...outcome,
    ...(state.acceptedAt !== undefined && { sentAt: state.acceptedAt }),
    ...(deadline !== null && { deadlineAt: instant(deadline) }),
    clocks,
    ...(bounds && { bounds }),
    answered,
    messages,
    review,
  };
  const { disposition } = outcome;
  return {
    probe,
    statements: replies
      .flatMap((r) => statementsOfReply(r, probe.id))
      .filter((s) => known.has(s.value.facet)),
    wordings: replies.map((r) => r.text.masked),
    conclude(elsewhere) {
      if (disposition === 'invalid')
        return { ...assessed, criteria: [], score: scoreOf({ ...clocks, disposition, criteria: [] }) };
      const criteria = criteriaOf(
        {
          replies,
          question,
          asked: probe.asks,
          answered,
          substantive: clocks.substantive,
          anchors: plan.wave.speedAnchors,
          published: input.published,
          elsewhere,
        },
        plan.wave.weights,
      );
      return {
        ...assessed,
        criteria,
        review: [...review, ...confirmations(criteria)],
        score: scoreOf({ ...clocks, disposition, criteria }),
      };
    },
  };
}

/** Of so much the wait tells nothing of who answered. */
const SLOW = 3 * 60_000;

/** How long we waited, where that is known well enough to tell a machine's haste by; else null. */
function waitOf(received: Interval, sent: Interval | null, acceptedAt: number): number | null {
  const least = momentOf(received) - acceptedAt;
  const most = millis(received.to) - (sent === null ? acceptedAt : millis(sent.from));
  return sent === null || most - least <= 2_000 || least >= SLOW ? least : null;
}

/** Letters of a chat's title or of a bare hello; more may be an answer. */
const GREETING = 40;

/** A Chinese sign says as much as three letters. */
const lettersIn = ({ visibleText }: ParsedMail): number =>
  (visibleText.match(/\p{L}/gu)?.length ?? 0) + 2 * (visibleText.match(/\p{sc=Han}/gu)?.length ?? 0);

const saysSomething = (v: MessageVerdict, asked: readonly string[]): boolean =>
  v.answered.some((f) => asked.includes(f)) ||
  v.refusal ||
  v.deflection !== 'none' ||
  v.personalData.length > 0;

/** A figure that is called wrong is for a person to confirm (methods.md, section 4). */
export const confirmations = (criteria: readonly CriterionResult[]): string[] =>
  criteria.flatMap(({ criterion, verdict }) =>
    criterion === 'accuracy' && verdict.status === 'scored' && verdict.points === 0
      ? [`accuracy: ${verdict.reason}`]
      : [],
  );

function messageOf(
  capture: Capture,
  by: Incoming['by'],
  received: MessageAssessment['received'],
  deadline: number | null,
  v: MessageVerdict,
  precision: Incoming['precision'],
): MessageAssessment {
  return {
    evidence: capture.evidence,
    received,
    by,
    responder: v.responder,
    confidence: v.confidence,
    ...(v.bounce !== undefined && { bounce: v.bounce }),
    ...(precision !== undefined && { precision }),
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
