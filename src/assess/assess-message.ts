/** One received message of a known probe, as the rules see it. */
import type { Finding, MessageAssessment } from '../model/assessment.ts';
import type { ParsedMail } from '../model/mail.ts';
import type { Reading } from '../model/reading.ts';
import type { Facet } from '../model/vocabulary.ts';
import { bounceOf } from './bounce.ts';
import { complaintOf, objectionOf } from './complaint.ts';
import { deflectionOf } from './deflection.ts';
import { personalDataOf } from './demands.ts';
import { type AnsweringUnits, answeredFacets } from './facets/index.ts';
import { injectionFinding } from './injection-finding.ts';
import { isFromLender, type LenderIdentity } from './lender-identity.ts';
import { type ReadingContext, readMessage } from './reading/read-message.ts';
import { refusalOf } from './refusal.ts';
import { type Question, type ReplyText, readReply } from './reply-text.ts';
import { responderOf } from './responder/index.ts';
import type { ResponderContext } from './responder/signals.ts';

export interface MessageContext
  extends Pick<ResponderContext, 'latencyMs' | 'live' | 'inOurThread' | 'sameForOthers' | 'names'> {
  question: Question | null;
  asked: readonly Facet[];
  /** Languages of the study. */
  languages: readonly string[];
  /** Whom we asked, as far as it is known. */
  lender?: LenderIdentity | undefined;
}

export type MessageVerdict = Pick<
  MessageAssessment,
  | 'responder'
  | 'confidence'
  | 'bounce'
  | 'language'
  | 'answered'
  | 'deflection'
  | 'refusal'
  | 'personalData'
  | 'findings'
> & {
  reading: Reading;
  /** The message as the rules read it. */
  reply: ReplyText;
  /** The refusal says why. */
  reasoned: boolean;
  /** A failed delivery that blames our message or server. */
  blamesUs: boolean;
  unreadable: boolean;
  objection: 'complaint' | 'stop-request' | null;
};

const NOTHING = {
  answered: [],
  deflection: 'none',
  refusal: false,
  personalData: [],
  reasoned: false,
  blamesUs: false,
  unreadable: false,
} satisfies Partial<MessageVerdict>;

export function assessMessage(mail: ParsedMail, context: MessageContext): MessageVerdict {
  const reply = readReply(mail, context.question, context.languages, context.lender);
  const verdict = verdictOn(mail, reply, context);
  const injection = injectionFinding(mail, reply.injections);
  if (!injection) return verdict;
  const { reading, findings } = verdict;
  return { ...verdict, reading: { ...reading, injection: true }, findings: [...findings, injection] };
}

function verdictOn(mail: ParsedMail, reply: ReplyText, context: MessageContext): MessageVerdict {
  const language = reply.language;
  const read = (answering: readonly AnsweringUnits[], how: Partial<ReadingContext> = {}) =>
    readMessage(reply, {
      names: context.names,
      lender: context.lender?.name ?? '',
      asked: context.question?.language ?? null,
      languages: context.languages,
      answering,
      inert: false,
      idle: false,
      sent: null,
      ...how,
    });
  const bounce = bounceOf(mail);
  if (bounce)
    return {
      ...NOTHING,
      responder: 'bounce',
      confidence: bounce.confidence,
      bounce: bounce.kind,
      language,
      reading: read([], { inert: true }).reading,
      reply,
      findings: bounce.findings,
      blamesUs: bounce.blame === 'us',
      objection: null,
    };
  if (mail.malformed !== undefined && mail.visibleText === '')
    return {
      ...NOTHING,
      responder: 'unrelated',
      confidence: 0,
      language: 'unknown',
      reading: read([], { inert: true }).reading,
      reply,
      findings: [
        { criterion: 'responder', value: 'unreadable', rule: 'parser.unreadable', reason: mail.malformed },
      ],
      unreadable: true,
      objection: null,
    };

  const complaint = complaintOf(mail);
  if (complaint)
    return {
      ...NOTHING,
      responder: 'unrelated',
      confidence: 0.95,
      language,
      reading: read([], { inert: true }).reading,
      reply,
      findings: [complaint.finding],
      objection: complaint.kind,
    };

  const facets = answeredFacets(reply, context.question, context.asked);
  const open = context.asked.filter((f) => !facets.facets.includes(f));
  const told = facets.facets.filter((f) => context.asked.includes(f));
  const demanded = personalDataOf(reply, open, told);
  const sent = deflectionOf(reply, open);
  const objection = objectionOf(reply);
  const declined = refusalOf(reply, facets.facets);
  const fromLender = isFromLender(mail, context.lender);
  const verdict = responderOf(mail, reply, {
    ...context,
    ourSubject: context.question?.subject ?? null,
    fromLender,
    fromElsewhere: !fromLender && (context.lender?.domains.length ?? 0) > 0,
    answers: facets.facets.some((f) => context.asked.length === 0 || context.asked.includes(f)),
    acts: declined.refusal || demanded.kinds.length > 0 || sent.deflection !== 'none' || objection !== null,
  });
  const automatic = verdict.responder === 'auto-acknowledgement' || verdict.responder === 'out-of-office';
  // Who says that nobody will answer here sends the asker away; "urgent? call us" beside a promise does not.
  const signal = (name: string): boolean => verdict.findings.some((f) => f.rule === `responder.${name}`);
  const closed = !signal('promise') && (declined.refusal || (signal('unattended') && !signal('ticket')));
  const stranger = verdict.responder === 'marketing' || verdict.responder === 'unrelated';
  // Who will answer himself names the site for the time until then.
  const meanwhile = sent.deflection === 'website' && signal('promise') && !signal('unattended');
  const beside = automatic && !closed && (verdict.responder === 'out-of-office' || meanwhile);
  const deflection = stranger || beside ? 'none' : sent.deflection;
  // A notice that nobody is there declines nothing and sends nobody away; who asks us to stop does decline.
  const stop = objection && verdict.responder === 'human' && facets.facets.length === 0 ? objection : null;
  const refusal = (declined.refusal && (!automatic || (closed && deflection !== 'none'))) || stop !== null;
  const demands = stranger ? [] : demanded.kinds;
  // Mail for somebody else tells the asker nothing.
  const answered = verdict.responder === 'unrelated' ? { ...facets, facets: [], findings: [] } : facets;
  const acts = [...(deflection === 'none' ? [] : sent.findings), ...(stranger ? [] : demanded.findings)];
  const further = read(facets.answering, {
    sent: acts[0] ?? null,
    idle: acts.length === 0 && (automatic || verdict.responder === 'unrelated'),
  });
  const findings: Finding[] = [...verdict.findings, ...answered.findings];
  if (deflection !== 'none') findings.push(...sent.findings);
  if (!stranger) findings.push(...demanded.findings);
  if (declined.refusal && refusal) findings.push(...declined.findings);
  if (stop) findings.push(stop.finding);
  findings.push(...further.findings);
  if (reply.cut)
    findings.push({
      criterion: 'length',
      value: 'cut',
      rule: 'text.cut',
      reason: 'The reply is longer than rules read; the rest was not judged.',
    });
  return {
    responder: verdict.responder,
    confidence: verdict.confidence,
    language,
    answered: answered.facets,
    deflection,
    refusal,
    personalData: demands,
    reading: further.reading,
    reply,
    findings,
    reasoned: declined.reasoned,
    blamesUs: false,
    unreadable: false,
    objection: stop?.kind ?? null,
  };
}
