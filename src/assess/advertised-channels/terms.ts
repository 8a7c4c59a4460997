/** Published terms: what loans cost, how much and for how long, in the lender's own sentences. */
import type { PublishedTerm } from '../../model/lenders.ts';
import type { Facet } from '../../model/vocabulary.ts';
import { foldText } from '../clean-text.ts';
import { quantify } from '../quantities.ts';
import type { PageFacts } from './page-facts.ts';
import { pageKind } from './page-kind.ts';
import { sentencesOf } from './page-sentences.ts';
import { wordPattern } from './words.ts';

type TermFacet = Extract<Facet, 'rate' | 'amount' | 'term'>;
const QUANTITY = { rate: 'percent', amount: 'money', term: 'days' } as const;
const FACETS: readonly TermFacet[] = ['amount', 'term', 'rate'];
const WORD: Record<TermFacet, RegExp> = {
  rate: wordPattern((w) => w.terms.rate),
  amount: wordPattern((w) => w.terms.amount),
  term: wordPattern((w) => w.terms.term),
};
const NEVER = wordPattern((w) => w.terms.never);
/** "25 000 clients trust us" is no amount; "for regular clients" may stand beside a rate. */
const COUNTED =
  /\d[\d ,.]{0,12}\+?\s?(?:тис\S*\s|тыс\S*\s|млн\s|万|余)?(?:\p{L}{3,14}\s)?(?:клиент|клієнт|customers|clients|borrowers|заёмщик|заемщик|позичальник|客户|用户|客戶)/iu;
/** Sentences with figures that are read on a page; a table of a thousand instalments says nothing more. */
const MOST_READ = 400;
const MOST = 30;
const MOST_A_FACET = 3;

/** Sentences on rate, amount and term; `source` is the page's address, `seenOn` our day. */
export function termsOn(facts: PageFacts, language: string, seenOn: string): PublishedTerm[] {
  const kind = pageKind(facts);
  if (kind === 'news' || kind === 'privacy') return [];
  const out: PublishedTerm[] = [];
  const count = new Map<TermFacet, number>();
  let read = 0;
  for (let i = 0; i < facts.lines.length && read < MOST_READ && out.length < MOST; i++) {
    const { text } = facts.lines[i]!;
    if (!/\d|[一二三四五六七八九十百千万]/.test(text) || text.length > 1_500) continue;
    for (const sentence of sentencesOf(text)) {
      if (sentence.length > 400 || !/\d|[十百千万]/.test(sentence)) continue;
      const label = labelBefore(facts, i, sentence === text ? text : '');
      const said = label === '' ? sentence : `${label} ${sentence}`;
      if (NEVER.test(said) || COUNTED.test(said) || /[?？]$/.test(sentence)) continue;
      if (!FACETS.some((f) => WORD[f].test(said))) continue;
      if (++read > MOST_READ) break;
      const { quantities } = quantify(foldText(sentence), language);
      for (const facet of FACETS) {
        if ((count.get(facet) ?? 0) >= MOST_A_FACET || !WORD[facet].test(said)) continue;
        if (!quantities.some((q) => q.kind === QUANTITY[facet])) continue;
        count.set(facet, (count.get(facet) ?? 0) + 1);
        out.push({ facet, text: said.replace(/\s+/g, ' ').slice(0, 1000), source: facts.page.url, seenOn });
      }
    }
  }
  return out;
}

/** The name of a figure that stands in a line of its own ahead of it: "Amount" above "up to $500". */
function labelBefore(facts: PageFacts, line: number, text: string): string {
  if (text === '' || text.length > 60) return '';
  const before = facts.lines[line - 1]?.text ?? '';
  return before.length > 0 &&
    before.length <= 40 &&
    !/\d/.test(before) &&
    FACETS.some((f) => WORD[f].test(before))
    ? before
    : '';
}
