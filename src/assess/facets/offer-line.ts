/** An offer in figures alone. */
import type { Finding } from '../../model/assessment.ts';
import type { Facet } from '../../model/vocabulary.ts';
import { matchStatement } from '../compiled.ts';
import { demandsIn } from '../demands.ts';
import { PLACEHOLDERS, type QuantityKind } from '../phrases.ts';
import { type ReadUnit, type ReplyText, spanOf } from '../reply-text.ts';

/** Sum, days and percentage in one short line are an offer, with no word to say so. */
export const OFFER_LINE = 160;

const OFFER: Partial<Record<Facet, QuantityKind>> = { amount: 'money', term: 'days' };

/** Facets whose own figures are none of an offer: a fee for an extension, a fine, an age. */
export const OTHERS: readonly Facet[] = ['late-consequences', 'extension', 'eligibility', 'total-cost'];

export function isOfferLine(unit: ReadUnit, facet: Facet, text: string): boolean {
  const kind = OFFER[facet];
  return (
    kind !== undefined &&
    unit.kind === 'sentence' &&
    text.length <= OFFER_LINE &&
    text.includes(PLACEHOLDERS[kind]) &&
    (['money', 'days', 'percent'] as const).every((k) => unit.text.includes(PLACEHOLDERS[k])) &&
    !text.includes('=') &&
    !demandsIn(unit) &&
    !unit.packs.some((p) =>
      p.facets.some(
        ([f, list]) => OTHERS.includes(f) && list.some((s) => matchStatement(unit.text, s) !== null),
      ),
    )
  );
}

/** "0.6% a day": that day is no term. */
export const hasStretch = (reply: ReplyText, unit: ReadUnit): boolean =>
  reply.quantities.some(
    (q) => q.kind === 'days' && unit.start <= q.start && q.end <= unit.end && q.values.some((v) => v !== 1),
  );

export const offerLine = (reply: ReplyText, unit: ReadUnit, facet: Facet): Finding => ({
  criterion: `facet:${facet}`,
  value: true,
  rule: `offer-line.${facet}`,
  reason: 'A sum, a stretch of days and a percentage in one line.',
  span: spanOf(reply.text, unit.start, unit.end),
});
