/** Answers that leave out what was asked. */
import type { Finding } from '../../model/assessment.ts';
import type { Facet, PersonalData } from '../../model/vocabulary.ts';
import { type CompiledPack, clausesAt, matchStatement } from '../compiled.ts';
import { demandsIn } from '../demands.ts';
import { PLACEHOLDERS, type QuantityKind } from '../phrases.ts';
import type { Quantity } from '../quantities.ts';
import { type ReadUnit, type ReplyText, spanOf } from '../reply-text.ts';
import { HAN } from './figures.ts';
import { OTHERS } from './offer-line.ts';
import { NOTICE, sendsAway, speaks, statementsOf } from './statements.ts';

/** The quantity that is an answer by itself, where that facet was asked. */
const BARE: Partial<Record<Facet, readonly QuantityKind[]>> = {
  rate: ['percent'],
  amount: ['money'],
  term: ['days'],
  'time-to-money': ['time', 'days'],
  'total-cost': ['money'],
};

/** Facets that a question can be asked about with yes or no. */
const YES_NO: readonly Facet[] = ['early-repayment', 'extension', 'eligibility'];

/** Both are answered by a way of paying. */
const WAYS: readonly Facet[] = ['payout-method', 'repayment'];

/** A longer sentence says itself what its figures are. */
const BARE_SENTENCE = 90;

const BARE_REPLY = 60;

const SIGN_SENTENCE = 140;

/** "- PAN number" among the data that are demanded. */
const ITEM = /^\s*[-–•*]/u;

/** A menu names what it could tell, an advertisement what it sells. */
const CHOICES: readonly string[] = ['menu', 'marketing'];

/**
 * Short answers leave out what was asked: "0.8% a day, up to 30 days", "yes, of course". A figure counts in a short
 * sentence that none of the facet's exclusions fits; a bare yes or no where one such thing was asked.
 */
export function bareAnswer(
  reply: ReplyText,
  facet: Facet,
  masked: string,
  wanted: readonly Facet[],
  asked: readonly Quantity[],
): { unit: ReadUnit; finding: Finding }[] {
  // Days are those of the term where it was asked too.
  const kinds = (BARE[facet] ?? []).filter(
    (k) => !(facet === 'time-to-money' && k === 'days' && wanted.includes('term')),
  );
  const letters = reply.masked.match(/\p{L}/gu)?.length ?? 0;
  const maySay = !speaks(reply, CHOICES);
  if (speaks(reply, NOTICE) || (!maySay && reply.packs.some((p) => p.notFacet?.test(reply.masked))))
    return [];
  const maySign = maySay && (!WAYS.includes(facet) || wanted.filter((f) => WAYS.includes(f)).length === 1);
  const demanding = facet === 'documents' && asksForMore(reply);
  const mayList = facet === 'documents' && !demanding;
  for (const unit of reply.units) {
    if (unit.kind !== 'sentence' || unit.question) continue;
    const text = masked.slice(unit.start, unit.end).replace(/\n/g, ' ');
    const answer = (rule: string) => [
      {
        unit,
        finding: {
          criterion: `facet:${facet}`,
          value: true,
          rule,
          reason: `A short answer to the question about ${facet}.`,
          span: spanOf(reply.text, unit.start, unit.end),
        },
      },
    ];
    // Chinese strings its answers together with commas: there each clause is read by itself.
    for (const { start, end } of HAN.test(text) ? clausesAt(text) : [{ start: 0, end: text.length }]) {
      const own = text.slice(start, end);
      const figure =
        kinds.some((k) => own.includes(PLACEHOLDERS[k])) ||
        (kinds.includes('money') && maySay && roundIn(reply, unit.start + start, unit.start + end, asked));
      if (own.trim().length > BARE_SENTENCE || !figure) continue;
      const sofar = text.slice(0, end);
      const excluded = unit.packs.some(
        (p) =>
          p.notFacet?.test(text) ||
          p.facets.some(([f, list]) => f === facet && list.some((s) => s.none?.test(own))) ||
          p.facets.some(
            ([f, list]) => OTHERS.includes(f) && list.some((s) => matchStatement(sofar, s) !== null),
          ) ||
          p.responder.some(([k, r]) => (k === 'promise' || k === 'acknowledgement') && r.test(own)),
      );
      const sum = facet === 'amount' || facet === 'total-cost';
      if (!excluded && !(sum && wanted.includes('amount') && wanted.includes('total-cost')))
        return answer(`bare-figure.${facet}`);
    }
    const oneAsked = wanted.filter((f) => YES_NO.includes(f)).length === 1;
    if (YES_NO.includes(facet) && oneAsked && !demandsIn(unit)) {
      const short = wanted.length === 1 && letters <= BARE_REPLY;
      if (
        unit.packs.some((p) => (short && p.yesNo?.test(text) && !sendsAway(p, text)) || saysYesOrNo(p, text))
      )
        return answer(`bare-yes.${facet}`);
    }
    if (mayList && text.trim().length <= BARE_SENTENCE)
      for (const p of unit.packs)
        for (const [kind, pattern] of p.personalData)
          if (
            DOCUMENTS.includes(kind) &&
            pattern.test(text) &&
            !sendsAway(p, text) &&
            !p.notFacet?.test(text)
          )
            return answer(`bare-list.${facet}`);
    if (
      maySign &&
      !(demanding && ITEM.test(text)) &&
      text.trim().length <= SIGN_SENTENCE &&
      !text.includes('?') &&
      !demandsIn(unit)
    )
      if (unit.packs.some((p) => showsSign(p, facet, text))) return answer(`sign.${facet}`);
  }
  return [];
}

/** "Two hundred to begin with": a round number from a hundred on, where a sum was asked; none of ours. */
const roundIn = (reply: ReplyText, start: number, end: number, asked: readonly Quantity[]): boolean =>
  !HAN.test(reply.masked) &&
  reply.quantities.some(
    (q) =>
      q.kind === 'num' &&
      start <= q.start &&
      q.end <= end &&
      q.values.length === 1 &&
      q.values.every((v) => v >= 100 && v % 50 === 0 && !asked.some((a) => a.values.includes(v))),
  );

const TIMED: readonly Facet[] = ['time-to-money', 'how-to-apply'];

/** What was asked needs no saying again: a word of its own is enough where nobody is sent elsewhere. */
function showsSign(pack: CompiledPack, facet: Facet, text: string): boolean {
  const sign = pack.signs.find(([f]) => f === facet)?.[1];
  return (
    sign?.test(text) === true &&
    !pack.notFacet?.test(text) &&
    !pack.refers?.test(text) &&
    !pack.vague?.test(text) &&
    // Who is declined needs no papers.
    !(facet === 'documents' && pack.refusal.some((r) => matchStatement(text, r) !== null)) &&
    // "Wait for our call within the day": a time and a step, of the answer and not of the loan.
    !(TIMED.includes(facet) && pack.responder.some(([k, r]) => k === 'promise' && r.test(text))) &&
    !(facet === 'how-to-apply' && statementsOf(pack, facet).some((s) => s.none?.test(text))) &&
    // Two steps are a procedure, wherever they lead.
    (facet === 'how-to-apply' || !sendsAway(pack, text))
  );
}

const DOCUMENTS: readonly PersonalData[] = ['passport', 'tax-id'];

/** It speaks of the asker's own data: then a passport in it is one more thing demanded. */
const asksForMore = (reply: ReplyText): boolean =>
  reply.units.some(demandsIn) ||
  reply.packs.some((p) =>
    p.personalData.some(([k, r]) => !DOCUMENTS.includes(k) && k !== 'income' && r.test(reply.masked)),
  );

/** The sentence opens with a yes or no of its own: "Yes, students can ...". */
function saysYesOrNo(pack: CompiledPack, text: string): boolean {
  const m = pack.yesNo?.exec(text);
  return m != null && m.index <= 2 && /^\s*[,.!:，。！;-]/u.test(text.slice(m.index + m[0].length));
}
