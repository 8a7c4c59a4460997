/**
 * Convenience: barriers between the asker and the answer. 2: none; 1: one; 0: two or more. Barriers: sent elsewhere
 * while something stayed unanswered; sent to a home page at that; personal data demanded first; another language than
 * the question's; more to read than a page.
 */
import type { RubricQuote } from '../../model/rubric.ts';
import { type CriterionRule, coded, ofReplies, quoteOf, type RubricReply } from './case.ts';

/** Letters and digits of an answer; a Chinese sign counts as three. About a page and a half. */
const LONG = 4_000;

export const convenience: CriterionRule = ofReplies(({ replies, asked, answered }) => {
  const barriers = new Map<string, RubricQuote[]>();
  const open = asked.length === 0 || answered.length < asked.length;
  const add = (name: string, quotes: RubricQuote[]): void => {
    barriers.set(name, [...(barriers.get(name) ?? []), ...quotes]);
  };
  for (const reply of replies) {
    const { message } = reply;
    const found = (criterion: string): RubricQuote[] =>
      message.findings
        .filter((f) => f.criterion === criterion && f.span !== undefined)
        .map((f) => ({ ...f.span!, evidence: message.evidence }));
    if (open && message.deflection !== 'none') {
      add(`sent elsewhere (${message.deflection})`, found('deflection'));
      const home = message.deflection === 'website' ? homePageIn(reply) : null;
      if (home) add('a home page, no page with the answer', [home]);
    }
    // To ask for a number to call back is one barrier, not two.
    const callBack = message.deflection === 'phone' && message.personalData.join() === 'phone';
    if (message.personalData.length > 0 && !(open && callBack))
      add(`personal data demanded first (${message.personalData.join(', ')})`, found('personal-data'));
    if (message.reading && !message.reading.languageMatches)
      add(`written in another language than the question (${message.language})`, []);
    if (lengthOf(reply) > LONG) add('more than a page and a half to read', []);
  }
  const names = [...barriers.keys()];
  const quotes = [...barriers.values()].flat();
  if (names.length === 0 && answered.length === 0 && replies.some((r) => r.message.refusal))
    return { status: 'not-applicable', reason: 'the lender declined: there was no answer to come at' };
  if (names.length === 0) return coded(2, 'convenience.none', 'No barrier between the asker and the answer.');
  return coded(
    names.length === 1 ? 1 : 0,
    names.length === 1 ? 'convenience.one-barrier' : 'convenience.barriers',
    `${names.length === 1 ? 'One barrier' : `${names.length} barriers`}: ${names.join('; ')}.`,
    quotes,
  );
});

const lengthOf = ({ text }: RubricReply): number =>
  text.masked.match(/\p{L}|\p{N}/gu)?.reduce((n, c) => n + (/\p{sc=Han}/u.test(c) ? 3 : 1), 0) ?? 0;

/** The links of the answer when each leads to a home page; null where there is none or a deeper one. */
function homePageIn(reply: RubricReply): RubricQuote | null {
  const links = reply.text.quantities.filter((q) => q.kind === 'link');
  const deep = links.some((q) => {
    const link = reply.text.text.slice(q.start, q.end).replace(/^https?:\/\//i, '');
    return /[/?#][^/\s.,)]/.test(link) || link.includes('@');
  });
  return links.length > 0 && !deep ? quoteOf(reply, links[0]!) : null;
}
