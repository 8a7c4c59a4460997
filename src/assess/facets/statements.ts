/** Sentences and paragraphs that answer a facet in so many words. */
import type { Finding } from '../../model/assessment.ts';
import { FACETS, type Facet } from '../../model/vocabulary.ts';
import { type CompiledPack, type CompiledStatement, clausesAt, matchStatement } from '../compiled.ts';
import { demandsIn } from '../demands.ts';
import { type ReadUnit, type ReplyText, sentencesOf, spanOf } from '../reply-text.ts';
import { hasStretch, isOfferLine, OFFER_LINE, offerLine } from './offer-line.ts';

/** Facets on which a sentence that demands data says nothing. */
const NOT_BY_DEMAND: readonly Facet[] = ['documents', 'eligibility', 'payout-method', 'repayment'];

/** `procedure`: how to apply was asked and told, so that what is to be handed over is a step. */
export function answerOf(
  reply: ReplyText,
  facet: Facet,
  unit: ReadUnit,
  masked: string,
  procedure = false,
): Finding | null {
  const text = masked.slice(unit.start, unit.end).replace(/\n/g, ' ');
  if (unit.question) return null;
  // What is demanded before an answer is no information on what an application will need.
  if (NOT_BY_DEMAND.includes(facet) && demandsIn(unit) && !(procedure && facet === 'documents')) return null;
  const figures = /[\uE001-\uE005\uE00B]/.test(text);
  const first = facet === 'how-to-apply' && unit.packs.some((p) => p.demandedFirst?.test(text));
  if (first && demandsIn(unit)) return null;
  for (const pack of unit.packs) {
    if (unit.kind === 'sentence' && pack.notFacet?.test(text)) continue;
    const vague = unit.kind === 'sentence' && !figures && pack.vague?.test(text) === true;
    const own = unit.kind === 'sentence' && !(figures && SAID_BY_FIGURES.includes(facet));
    const clauses = clausesOf(text, unit, pack);
    const parts = speaksShort(unit, facet) ? partsOf(text) : [];
    const said = (part: string, s: CompiledStatement): boolean =>
      matchStatement(part, s) !== null && !pack.refers?.test(part);
    for (const s of statementsOf(pack, facet)) {
      if (s.paragraph !== (unit.kind === 'paragraph')) continue;
      // "It depends, but a bad history is no obstacle": what stands apart from it is said all the same.
      const whole = !vague && (matchStatement(text, s) !== null || clauses.some((c) => matchStatement(c, s)));
      const elsewhere = whole && own && pack.refers?.test(text);
      const inParts = (): boolean =>
        (elsewhere || vague ? partsOf(text) : parts).some((part) => said(part, s) && !pack.vague?.test(part));
      if (!(whole && !elsewhere) && !inParts()) continue;
      return {
        criterion: `facet:${facet}`,
        value: true,
        rule: s.id,
        reason: `The reply gives concrete information on ${facet}.`,
        span: spanOf(reply.text, unit.start, unit.end),
      };
    }
  }
  return isOfferLine(unit, facet, text) &&
    !speaks(reply, NOTICE) &&
    (facet !== 'term' || hasStretch(reply, unit))
    ? offerLine(reply, unit, facet)
    : null;
}

/** "The rate is 1% a day, but a late payment costs 2%": each half speaks for itself. Empty where there is one clause. */
function clausesOf(text: string, unit: ReadUnit, pack: CompiledPack): string[] {
  if (!pack.clauses || unit.kind !== 'sentence') return [];
  const out: string[] = [];
  let start = 0;
  while (out.length < MOST_CLAUSES) {
    const m = pack.clauses.exec(text.slice(start + 1));
    if (!m) break;
    const end = start + 1 + m.index;
    out.push(text.slice(start, end));
    start = end;
  }
  return out.length === 0 ? out : [...out, text.slice(start)];
}

/** Clauses of one sentence that are read by themselves. */
const MOST_CLAUSES = 8;

/** More stretches than this add nothing to a facet. */
export const MOST_UNITS = 5;

/** Facets that a figure beside "ask us about it" may answer all the same. */
const SAID_BY_FIGURES: readonly Facet[] = FACETS.filter(
  (f) => !['documents', 'payout-method', 'repayment', 'how-to-apply'].includes(f),
);

/** Their exclusions are the words of other facets, which stand behind the next comma of a telegram. */
const TELEGRAPHIC: readonly Facet[] = ['amount', 'time-to-money', 'payout-method'];

const speaksShort = (unit: ReadUnit, facet: Facet): boolean =>
  TELEGRAPHIC.includes(facet) &&
  unit.kind === 'sentence' &&
  unit.text.length <= OFFER_LINE &&
  !/[=\p{sc=Han}]/u.test(unit.text) &&
  !demandsIn(unit);

/** What stands between commas: a part that says where the answer is to be had takes nothing from the others. */
const partsOf = (text: string): string[] => clausesAt(text).map((c) => text.slice(c.start, c.end));

export const statementsOf = (pack: CompiledPack, facet: Facet) =>
  pack.facets.find(([f]) => f === facet)?.[1] ?? [];

export const sendsAway = (pack: CompiledPack, text: string): boolean =>
  pack.deflection.some(([, list]) => list.some((s) => matchStatement(text, s) !== null));

/** In a notice that a message came, or that nobody is there, figures are those of the notice. */
export const NOTICE: readonly string[] = ['acknowledgement', 'ticket', 'absence', 'unattended'];

const spoken = new WeakMap<ReplyText, Map<readonly string[], boolean>>();

/** Asked for each facet anew: remembered for as long as the reply is read. */
export function speaks(reply: ReplyText, kinds: readonly string[]): boolean {
  const known = spoken.get(reply) ?? new Map<readonly string[], boolean>();
  spoken.set(reply, known);
  const said =
    known.get(kinds) ??
    sentencesOf(reply).some((u) =>
      u.packs.some((p) => p.responder.some(([k, r]) => kinds.includes(k) && r.test(u.text))),
    );
  known.set(kinds, said);
  return said;
}
