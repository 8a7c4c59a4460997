/**
 * Accuracy and honesty. 0: a figure contradicts the lender's dated published terms, or what it told others; "0%" stands
 * there without its condition; an answer that its own headers call automatic does not say so. 2: a figure agrees with
 * the published terms, and nothing of the above. Else it can't be verified: missing, no middle mark. To agree with
 * oneself proves nothing: what a lender told others can only count against it, and only where at least as many of its
 * replies contradict the figure as agree with it. Every 0 is for a person to confirm (methods.md, section 4).
 */
import type { RubricQuote } from '../../model/rubric.ts';
import { type CriterionRule, coded, ofReplies, quoteOf, type RubricCase, type RubricReply } from './case.ts';
import { compare } from './comparison.ts';
import { conditionsAsked, FOR_WHOM, figuresIn, type Statement, statementsOfReply } from './statements.ts';
import { saidIn, says } from './words.ts';

export const accuracy: CriterionRule = ofReplies((given) => {
  const checks = checksOf(given);
  const clash = checks.find((c) => c.result === 'contradicts' && c.by === 'published');
  if (clash)
    return coded(
      0,
      `accuracy.published.${clash.facet}`,
      `Contradicts the lender's published terms of ${clash.known!.quote.seenOn}: ${clash.facet}. To be confirmed by a person.`,
      [clash.said.quote, clash.known!.quote],
    );
  const own = checks.find((c) => c.result === 'contradicts');
  if (own)
    return coded(
      0,
      `accuracy.own-replies.${own.facet}`,
      `Contradicts what the lender told others: ${own.facet}. To be confirmed by a person.`,
      [own.said.quote, own.known!.quote],
    );
  const slogan = given.replies.map(bareZero).find((q) => q !== null);
  if (slogan)
    return coded(
      0,
      'accuracy.zero-without-condition',
      'Promises 0% without the condition. To be confirmed by a person.',
      [slogan],
    );
  const hidden = given.replies.map(undeclaredAutomation).find((q) => q !== null);
  if (hidden)
    return coded(
      0,
      'accuracy.undeclared-automation',
      'Its headers call the answer automatic, its words do not. To be confirmed by a person.',
      [hidden],
    );
  const agreed = checks.filter((c) => c.result === 'agrees' && c.by === 'published');
  if (agreed.length > 0)
    return coded(
      2,
      'accuracy.agrees',
      `Agrees with the lender's published terms: ${[...new Set(agreed.map((c) => c.facet))].join(', ')}.`,
      agreed.flatMap((c) => [c.said.quote, c.known!.quote]),
    );
  if (checks.length === 0) return { status: 'unscorable', reason: "can't verify: no figure to compare" };
  const facets = [...new Set(checks.map((c) => c.facet))].join(', ');
  return {
    status: 'unscorable',
    reason: checks.some((c) => c.result === 'agrees')
      ? `can't verify: no published terms to compare, though its replies agree with each other: ${facets}`
      : `can't verify: nothing published or told to others that compares: ${facets}`,
  };
});

interface Check {
  facet: string;
  result: 'agrees' | 'contradicts' | 'cannot-verify';
  by: 'published' | 'own-replies';
  said: Statement;
  known?: Statement;
}

/**
 * One check for each asked facet on which figures were given. A figure that was not asked for may be about something
 * else (a fine, an extension): it is left alone. Of several figures one that fits is enough, on either side.
 */
function checksOf(given: RubricCase): Check[] {
  const said = given.replies.flatMap((r) => statementsOfReply(r));
  if (said.length === 0) return [];
  const asked = { conditions: conditionsAsked(given.question), ...figuresIn(given.question) };
  return [...Map.groupBy(said, (s) => s.value.facet)]
    .filter(([facet]) => given.asked.includes(facet))
    .map(([facet, mine]): Check => {
      const against = (list: readonly Statement[], range: 'whole' | 'said') =>
        mine.flatMap((s) =>
          list
            .filter((known) => known.value.facet === facet)
            .map((known) => ({ said: s, known, result: compare(s, known, asked, range) })),
        );
      const published = against(given.published, 'whole');
      const fits = pick(published, 'agrees') ?? pick(published, 'contradicts');
      if (fits) return { facet, by: 'published', ...fits };
      const own = against(given.elsewhere, 'said');
      const [agree, clash] = [probesOf(own, 'agrees'), probesOf(own, 'contradicts')];
      const outvoted = clash.size > 0 && clash.size >= agree.size;
      const told = outvoted ? pick(own, 'contradicts') : pick(own, 'agrees');
      if (told) return { facet, by: 'own-replies', ...told };
      return { facet, by: 'published', result: 'cannot-verify', said: mine[0]! };
    });
}

type Compared = Required<Pick<Check, 'said' | 'known' | 'result'>>;

const pick = (list: readonly Compared[], result: Check['result']): Compared | undefined =>
  list.find((c) => c.result === result);

const probesOf = (list: readonly Compared[], result: Check['result']): Set<string | undefined> =>
  new Set(list.filter((c) => c.result === result).map((c) => c.known.probe));

/** A longer sentence explains what it promises. */
const SLOGAN = 80;

/** A slogan: a rate of nought that is limited to nobody, no time and no sum. */
function bareZero(reply: RubricReply): RubricQuote | null {
  for (const said of saidIn(reply.text)) {
    if (said.unit.question || said.words.trim().length > SLOGAN) continue;
    const inside = reply.text.quantities.filter((q) => q.start >= said.unit.start && q.end <= said.unit.end);
    const zero = inside.some(
      (q) => q.kind === 'percent' && q.values.length > 0 && q.values.every((v) => v === 0),
    );
    if (!zero || !says(said, 'lending') || says(said, 'fee')) continue;
    const limited =
      inside.some((q) => ['days', 'money', 'num', 'date', 'time'].includes(q.kind)) ||
      [...FOR_WHOM, 'condition' as const].some((list) => says(said, list));
    if (!limited) return quoteOf(reply, said.unit);
  }
  return null;
}

/** Only what the machine's own headers say is held against it: signs that are weighed may err. */
const CERTAIN: readonly string[] = ['responder.auto-submitted', 'responder.autoreply-header'];

function undeclaredAutomation(reply: RubricReply): RubricQuote | null {
  const { message } = reply;
  if (message.responder !== 'bot' || message.reading?.automationDisclosed !== false) return null;
  if (!message.findings.some((f) => CERTAIN.includes(f.rule))) return null;
  return quoteOf(reply, { start: 0, end: Math.min(120, reply.text.text.length) });
}
