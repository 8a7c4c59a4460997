/** Parts of one answer that are no answer to something else. */
import type { Finding } from '../../model/assessment.ts';
import type { Facet } from '../../model/vocabulary.ts';
import type { QuantityKind } from '../phrases.ts';
import type { ReadUnit, ReplyText } from '../reply-text.ts';
import type { AnsweringUnits } from './index.ts';

/** What an answer to the first may hold as part of it, and is then none to the second, which nobody asked about. */
const PARTS: readonly [of: Facet, part: Facet, figure?: QuantityKind][] = [
  ['extension', 'term', 'days'],
  ['late-consequences', 'term', 'days'],
  ['late-consequences', 'rate', 'percent'],
  ['extension', 'rate', 'percent'],
  ['early-repayment', 'term', 'days'],
  ['early-repayment', 'late-consequences'],
  ['repayment', 'payout-method'],
  ['repayment', 'time-to-money'],
  ['payout-method', 'repayment'],
];

/** Parts that may stand in the sentence behind: "No fine for two days. Then 2% a day." */
const FOLLOWED: readonly Facet[] = ['rate', 'payout-method', 'time-to-money'];

/** Between a sentence and the next one. */
const NEXT = 4;

/** "For 10 more days", "2% from the fourth day", "no fine": parts of the answer to what was asked. */
export function dropParts(
  wanted: readonly Facet[],
  findings: Finding[],
  answering: AnsweringUnits[],
  reply: ReplyText,
): void {
  for (const [of, part, figure] of PARTS) {
    const whole = answering.find((a) => a.facet === of);
    const at = answering.findIndex((a) => a.facet === part);
    if (!whole || at < 0 || !wanted.includes(of) || wanted.includes(part)) continue;
    const several = (u: ReadUnit): boolean =>
      reply.quantities.filter((q) => q.kind === figure && u.start <= q.start && q.end <= u.end).length > 1;
    const near = FOLLOWED.includes(part) && of !== 'extension' ? NEXT : 0;
    const own = answering[at]!.units.filter(
      (u) => several(u) || !whole.units.some((v) => v.start < u.end && u.start < v.end + near),
    );
    answering[at]!.units = own;
    if (own.length > 0) continue;
    answering.splice(at, 1);
    findings.splice(at, 1);
  }
}
