/**
 * Personalisation: the asker's name; their own figures; their own case taken up. 2 for two of these, 1 for one, 0 for
 * none. A letter that others got in the same words is a template, whatever name was filled in: at most 1.
 */
import type { RubricQuote } from '../../model/rubric.ts';
import { foldText } from '../clean-text.ts';
import { quantify } from '../quantities.ts';
import type { Question } from '../reply-text.ts';
import { type CriterionRule, coded, ofReplies, quoteOf, type RubricReply } from './case.ts';
import { saidIn, says } from './words.ts';

export const personalisation: CriterionRule = ofReplies(({ replies, question }) => {
  const marks = new Map<string, RubricQuote>();
  for (const reply of replies) {
    const name = reply.message.findings.find((f) => f.criterion === 'uses-name')?.span;
    if (name) marks.set('name', { ...name, evidence: reply.message.evidence });
    const figure = question && !marks.has('own figures') ? echoIn(reply, question) : null;
    if (figure) marks.set('own figures', figure);
    const own = saidIn(reply.text).find((s) => says(s, 'ownCase'));
    if (own && !marks.has('own case')) marks.set('own case', quoteOf(reply, own.unit));
  }
  const others = Math.max(...replies.map((r) => r.sameForOthers));
  const quotes = [...marks.values()];
  const names = [...marks.keys()].join(', ');
  if (marks.size === 0)
    return coded(0, 'personalisation.template', 'Neither name, own figures nor own case of the asker.');
  if (others > 0)
    return coded(
      1,
      'personalisation.same-words',
      `Takes up: ${names}; but ${others} other askers got the same words.`,
      quotes,
    );
  return coded(
    marks.size >= 2 ? 2 : 1,
    marks.size >= 2 ? 'personalisation.own' : 'personalisation.one',
    `Takes up: ${names}.`,
    quotes,
  );
});

/** A sum or stretch of time that the question named. Our own sentences that came back were blanked before. */
function echoIn(reply: RubricReply, question: Question): RubricQuote | null {
  const asked = quantify(foldText(`${question.subject}\n${question.body}`), question.language).quantities;
  const own = asked.filter((q) => ['money', 'days', 'num'].includes(q.kind)).flatMap((q) => q.values);
  const figure = reply.text.quantities.find(
    (q) => ['money', 'days', 'num'].includes(q.kind) && q.values.some((v) => v > 1 && own.includes(v)),
  );
  return figure ? quoteOf(reply, figure) : null;
}
