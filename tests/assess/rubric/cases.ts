/** A probe with one reply or several, as the rubric sees it. */
import { assessMessage } from '../../../src/assess/assess-message.ts';
import { foldText } from '../../../src/assess/clean-text.ts';
import { judgedReplies, type RubricCase } from '../../../src/assess/rubric/case.ts';
import { criteriaOf } from '../../../src/assess/rubric/index.ts';
import {
  publishedStatements,
  type Statement,
  statementsOfReply,
} from '../../../src/assess/rubric/statements.ts';
import { sha256 } from '../../../src/model/digest.ts';
import { PublishedTerm } from '../../../src/model/lenders.ts';
import type { MailHeader, ParsedMail } from '../../../src/model/mail.ts';
import { unreadableMail } from '../../../src/model/mail.ts';
import { scored } from '../../../src/model/measured.ts';
import {
  type Criterion,
  type CriterionVerdict,
  RUBRIC_WEIGHTS,
  SPEED_ANCHORS,
} from '../../../src/model/rubric.ts';
import type { Facet } from '../../../src/model/vocabulary.ts';

export const LANGUAGES = ['en', 'uk', 'ru', 'zh'];

export interface Told {
  lang: string;
  question: string;
  asked: Facet[];
  replies: string[];
  names?: string[];
  /** Published sentences by facet. */
  terms?: [Facet, string][];
  /** What the lender told other askers. */
  others?: string[];
  headers?: MailHeader[];
  same?: number;
}

export function mailOf(text: string, headers: MailHeader[] = []): ParsedMail {
  const { malformed: _, ...mail } = unreadableMail(text.length, '');
  return { ...mail, subject: 'Re: loan', visibleText: text, headers, inReplyTo: ['<q@probe.example>'] };
}

export function caseOf(told: Told): RubricCase {
  const question = { language: told.lang, subject: 'loan', body: told.question };
  const read = (text: string, from: string) => {
    const {
      reply,
      reasoned: _r,
      blamesUs: _b,
      unreadable: _u,
      objection: _o,
      ...codes
    } = assessMessage(mailOf(text, told.headers), {
      question,
      asked: told.asked,
      languages: LANGUAGES,
      latencyMs: 3_600_000,
      live: false,
      inOurThread: true,
      sameForOthers: told.same ?? 0,
      names: (told.names ?? []).map(foldText),
    });
    const at = '2026-09-01T10:00:00.000Z';
    const message = {
      ...codes,
      evidence: sha256(`${from} ${text}`),
      received: { from: at, to: at },
      by: [],
      late: false,
    };
    return { message, text: reply, sameForOthers: told.same ?? 0 };
  };
  const replies = told.replies.map((text) => read(text, 'own'));
  const published = publishedStatements(
    (told.terms ?? []).map(([facet, text]) =>
      PublishedTerm.parse({ facet, text, source: 'https://acme.example/terms', seenOn: '2026-08-18' }),
    ),
    LANGUAGES,
  );
  const elsewhere = (told.others ?? []).flatMap((text, i): Statement[] =>
    statementsOfReply(read(text, `other ${i}`), `other-${i}`),
  );
  return {
    replies: judgedReplies(replies),
    question,
    asked: told.asked,
    answered: told.asked.filter((f) => replies.some((r) => r.message.answered.includes(f))),
    substantive: scored(3_600_000),
    anchors: SPEED_ANCHORS,
    published,
    elsewhere,
  };
}

export const verdictOf = (criterion: Criterion, told: Told): CriterionVerdict =>
  criteriaOf(caseOf(told), RUBRIC_WEIGHTS).find((c) => c.criterion === criterion)!.verdict;

/** 0, 1, 2, or the status. */
export function codeOf(criterion: Criterion, told: Told): number | string {
  const verdict = verdictOf(criterion, told);
  return verdict.status === 'scored' ? (verdict.code ?? verdict.points) : verdict.status;
}
