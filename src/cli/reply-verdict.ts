/** What one reply is and is worth, by the rules of a probe that got this reply alone and whose window is closed. */
import { assessMessage, type MessageVerdict } from '../assess/assess-message.ts';
import { foldText } from '../assess/clean-text.ts';
import { clocksOf } from '../assess/clocks.ts';
import { outcomeOf } from '../assess/disposition.ts';
import { languageOf } from '../assess/language.ts';
import { PACKS } from '../assess/languages/index.ts';
import { judgedReplies } from '../assess/rubric/case.ts';
import { criteriaOf } from '../assess/rubric/index.ts';
import { scoreOf } from '../assess/score.ts';
import type { Finding, MessageAssessment } from '../model/assessment.ts';
import type { ParsedMail } from '../model/mail.ts';
import { type Measured, unscorable } from '../model/measured.ts';
import type { Reading } from '../model/reading.ts';
import { type CriterionResult, RUBRIC_WEIGHTS, SPEED_ANCHORS } from '../model/rubric.ts';
import { instant } from '../model/scalars.ts';
import type { Disposition, Facet } from '../model/vocabulary.ts';
import { askerNames, salutedName } from './asker-names.ts';
import type { ReplyLine } from './reply-line.ts';
import { type SpanMap, spanMap } from './span-map.ts';

/** What is printed of a reply. What the rules do not know of it is left out, never said to be false. */
export interface ReplyVerdict {
  responder: string;
  confidence: number;
  answered: Facet[];
  /** The first figure of the offer on each facet, `more` where others are named. */
  values?: Partial<Record<Facet, Figure & { more?: Figure[] }>>;
  deflection: string;
  personal_data: string[];
  greets?: boolean;
  uses_name?: boolean;
  automation_disclosed?: boolean;
  /** `unknown` for too few letters. */
  language: string;
  language_matches?: boolean;
  refusal: boolean;
  over_promise?: boolean;
  next_step?: boolean;
  staff_names?: string[];
  /** Left out where nothing was asked and the reply alone can't tell. */
  disposition?: Disposition;
  /** 0 to 100, or why there is none. */
  score: number | Exclude<Measured<never>, { status: 'scored' }>;
  findings: PrintedFinding[];
}

type Figure = Omit<Reading['values'][number], 'facet' | 'start' | 'end'>;

interface PrintedFinding {
  criterion: string;
  value: string | number | boolean;
  /** The words in the text as it was given; of a raw message, in its visible text. */
  quote?: string;
  /** UTF-16 code units. */
  start?: number;
  end?: number;
  rule: string;
  reason: string;
}

/** What the reply tells of a probe in which nothing was asked. */
const WITHOUT_QUESTION: readonly Disposition[] = ['undeliverable', 'refused', 'no-reply', 'invalid'];

export function verdictOnReply(mail: ParsedMail, reply: Omit<ReplyLine, 'id' | 'raw'>): ReplyVerdict {
  const asked = [...new Set(reply.asked)];
  const packs = PACKS.map((p) => p.code);
  const lang = reply.lang ?? (reply.question ? languageOf(reply.question, packs) : 'unknown');
  const latencyMs = reply.latency_s === undefined ? null : Math.round(reply.latency_s * 1000);
  const question =
    reply.question.trim() === '' ? null : { language: lang, subject: '', body: reply.question };
  const judge = (names: string[]): MessageVerdict =>
    assessMessage(mail, {
      question,
      asked,
      languages: [...new Set([...packs, ...(reply.lang ? [reply.lang] : [])])],
      latencyMs,
      // Where the envelope was not given, its silence on our conversation is no sign: as in a chat, which has none.
      live:
        (reply.channel !== 'email' && reply.channel !== 'form') ||
        (reply.text !== undefined && !mail.headers.some((h) => CONVERSATION.includes(h.name))),
      // Whoever collected it knows the question's Message-ID; here it is enough that it answers some message.
      inOurThread: mail.inReplyTo.length > 0 || mail.references.length > 0,
      sameForOthers: 0,
      lender: reply.lender && {
        name: reply.lender.name,
        domains: reply.lender.domain === undefined ? [] : [reply.lender.domain],
        phone: reply.lender.phone,
      },
      names: names.map(foldText),
    });
  const verdict = judgeNamed(mail, reply.question, judge);
  const { reasoned, blamesUs, unreadable, objection: _, reply: text, ...codes } = verdict;
  const received = instant(latencyMs ?? 0);
  const message: MessageAssessment = {
    ...codes,
    evidence: ONE,
    received: { from: received, to: received },
    by: [],
    late: false,
  };
  const answered = asked.filter((f) => codes.answered.includes(f));
  const counts = !['marketing', 'unrelated', 'bounce'].includes(codes.responder);
  const only = (yes: boolean): Set<string> => new Set(yes ? [ONE] : []);
  const outcome = outcomeOf({
    state: { phase: 'closed', attempts: 1, closed: CLOSED },
    messages: [message],
    asked,
    answered: counts ? answered : [],
    blamingUs: only(blamesUs),
    unreadable: only(unreadable),
    rejectionBlamesUs: false,
    unsettled: false,
  })!;
  const { substantive } = clocksOf({
    acceptedAt: latencyMs === null ? null : 0,
    messages: [message],
    asked,
    reasonedRefusals: only(reasoned),
    hours: undefined,
    timeZone: 'UTC',
  });
  // The rubric of a wave that says nothing else; what the lender publishes and told others is not known here.
  const criteria =
    asked.length === 0 || outcome.disposition === 'invalid'
      ? []
      : criteriaOf(
          {
            replies: judgedReplies([{ message, text, sameForOthers: 0 }]),
            question,
            asked,
            answered: counts ? answered : [],
            substantive,
            anchors: SPEED_ANCHORS,
            published: [],
            elsewhere: [],
          },
          RUBRIC_WEIGHTS,
        );
  const score =
    asked.length === 0
      ? unscorable('nothing was asked')
      : scoreOf({ disposition: outcome.disposition, substantive, criteria });
  const { reading } = codes as { reading?: Reading };
  return {
    responder: codes.responder,
    confidence: codes.confidence,
    answered: codes.answered,
    ...(reading && { values: valuesByFacet(reading) }),
    deflection: codes.deflection,
    personal_data: codes.personalData,
    ...(reading && {
      greets: reading.greets,
      uses_name: reading.usesName,
      automation_disclosed: reading.automationDisclosed,
    }),
    language: codes.language,
    ...languageMatches(codes.language, lang, reading),
    refusal: codes.refusal,
    ...(reading && {
      over_promise: reading.overPromise,
      next_step: reading.nextStep,
      staff_names: reading.staffNames,
    }),
    ...((asked.length > 0 || WITHOUT_QUESTION.includes(outcome.disposition)) && {
      disposition: outcome.disposition,
    }),
    score: score.status === 'scored' ? score.value : score,
    findings: printedFindings(
      [...codes.findings, ...criteria.flatMap(findingsOf)],
      mail.visibleText,
      reply.text,
    ),
  };
}

/** Words that one criterion is shown with. */
const MOST_QUOTES = 3;

/** A criterion as findings: one for each of its quotes, with its code or points, or why it has none. */
function findingsOf({ criterion, verdict }: CriterionResult): Finding[] {
  if (verdict.status !== 'scored')
    return [
      { criterion, value: verdict.status, rule: `${criterion}.${verdict.status}`, reason: verdict.reason },
    ];
  const { rule, reason, quotes, points, code } = verdict;
  const said = { criterion, value: code ?? points, rule, reason };
  if (quotes.length === 0) return [said];
  return quotes
    .slice(0, MOST_QUOTES)
    .map(({ quote, start, end }) => ({ ...said, span: { quote, start, end } }));
}

/** By the name in the question, and where that is not said or not known, by the one in the reply's salutation. */
function judgeNamed(
  mail: ParsedMail,
  question: string,
  judge: (names: string[]) => MessageVerdict,
): MessageVerdict {
  const names = askerNames(question);
  const verdict = judge(names);
  const salutation = verdict.findings.find((f) => f.criterion === 'greets')?.span;
  // Mail that is not for the asker greets somebody else.
  const astray = verdict.responder === 'unrelated' || (verdict.responder === 'marketing' && names.length > 0);
  if (verdict.reading.usesName || !salutation || astray) return verdict;
  const saluted = salutedName(mail.visibleText, salutation);
  return saluted === undefined ? verdict : judge([...names, saluted]);
}

/** Header fields that would tell which conversation a message belongs to. */
const CONVERSATION = ['subject', 'in-reply-to', 'references'];

/** The one message of the probe. */
const ONE = '0'.repeat(64);
const CLOSED = { kind: 'window-closed', probe: 'reply', coveredTo: instant(0), canary: '' } as const;

function languageMatches(
  language: string,
  asked: string,
  reading: Reading | undefined,
): { language_matches?: boolean } {
  if (asked === 'unknown') return {};
  if (reading) return { language_matches: reading.languageMatches };
  return language === 'unknown' ? {} : { language_matches: language === asked };
}

function valuesByFacet(reading: Reading): NonNullable<ReplyVerdict['values']> {
  const out: NonNullable<ReplyVerdict['values']> = {};
  for (const { facet, start: _start, end: _end, ...figure } of reading.values) {
    const first = out[facet];
    if (!first) out[facet] = figure;
    else first.more = [...(first.more ?? []), figure];
  }
  return out;
}

function printedFindings(
  findings: MessageAssessment['findings'],
  visible: string,
  given: string | undefined,
): PrintedFinding[] {
  let toGiven: SpanMap | undefined;
  return findings.map(({ criterion, value, rule, reason, span }) => {
    if (!span) return { criterion, value, rule, reason };
    if (given === undefined)
      return { criterion, value, quote: span.quote, start: span.start, end: span.end, rule, reason };
    toGiven ??= spanMap(visible, given);
    const at = toGiven(span);
    if (!at) return { criterion, value, quote: span.quote, rule, reason };
    return { criterion, value, quote: given.slice(at.start, at.end), ...at, rule, reason };
  });
}
