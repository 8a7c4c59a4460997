/** Which of the thirteen facets a reply answers with concrete, usable information (codebook.md, "answered"). */
import type { Finding } from '../model/assessment.ts';
import { FACETS, type Facet, type PersonalData } from '../model/vocabulary.ts';
import { foldText } from './clean-text.ts';
import { type CompiledPack, type CompiledStatement, clausesAt, matchStatement } from './compiled.ts';
import { demandsIn } from './demands.ts';
import { type LabelledCell, labelledCells, saysSomething } from './labelled-lines.ts';
import { PLACEHOLDERS, type QuantityKind } from './phrases.ts';
import { type Quantity, quantify } from './quantities.ts';
import { endsIn } from './reading/values.ts';
import { type Question, type ReadUnit, type ReplyText, spanOf } from './reply-text.ts';

/** Takes the place of a quantity that may not answer the facet at hand. */
const VOID = '\uE0FE';

/** The stretches of a reply that answer a facet, and the quantities that may not count for it. */
export interface AnsweringUnits {
  facet: Facet;
  units: ReadUnit[];
  void: ReadonlySet<Quantity>;
}

/** More stretches than this add nothing to a facet. */
const MOST_UNITS = 5;
/** Clauses of one sentence that are read by themselves. */
const MOST_CLAUSES = 8;

/** Facets in the vocabulary's order, one finding each: the first sentence that answers it. */
export function answeredFacets(
  reply: ReplyText,
  question: Question | null,
  wanted: readonly Facet[],
): { facets: Facet[]; findings: Finding[]; answering: AnsweringUnits[] } {
  const asked = question ? askedFigures(question) : [];
  const examples = reply.units.filter(
    (u) => u.kind === 'sentence' && answerOf(reply, 'total-cost', u, reply.masked) !== null,
  );
  const cells = labelledCells(reply.masked, reply.packs);
  const findings: Finding[] = [];
  const answering: AnsweringUnits[] = [];
  for (const facet of FACETS) {
    const excluded = new Set(
      reply.quantities.filter(
        (q) => mayNotCount(q, facet, asked, reply) || supposed(q, facet, examples, reply),
      ),
    );
    const masked = voided(reply, excluded);
    const stated = [
      ...labelledAnswers(reply, facet, masked, cells),
      ...answersIn(reply, facet, masked),
    ].filter(
      // Steps that hand over one's data for something else that was asked.
      ({ unit }) => facet !== 'how-to-apply' || wanted.includes(facet) || !onlyDemands(reply, unit),
    );
    const found =
      stated.length > 0 || !wanted.includes(facet) ? stated : bareAnswer(reply, facet, masked, wanted, asked);
    if (found.length === 0) continue;
    findings.push(found[0]!.finding);
    answering.push({ facet, units: found.map((f) => f.unit), void: excluded });
  }
  dropParts(wanted, findings, answering, reply);
  return { facets: answering.map((a) => a.facet), findings, answering };
}

/** What an answer to the first may hold as part of it, and is then none to the second, which nobody asked about. */
const PARTS: readonly [of: Facet, part: Facet, figure?: QuantityKind][] = [
  ['extension', 'term', 'days'],
  ['late-consequences', 'term', 'days'],
  ['late-consequences', 'rate', 'percent'],
  ['extension', 'rate', 'percent'],
  ['early-repayment', 'term', 'days'],
  ['early-repayment', 'late-consequences'],
  ['repayment', 'payout-method'],
  ['payout-method', 'repayment'],
];

/** Parts that may stand in the sentence behind: "No fine for two days. Then 2% a day." */
const FOLLOWED: readonly Facet[] = ['rate', 'payout-method'];
/** Between a sentence and the next one. */
const NEXT = 4;

/** "For 10 more days", "2% from the fourth day", "no fine": parts of the answer to what was asked. */
function dropParts(
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

function answersIn(reply: ReplyText, facet: Facet, masked: string): { unit: ReadUnit; finding: Finding }[] {
  const out: { unit: ReadUnit; finding: Finding }[] = [];
  for (const unit of reply.units) {
    if (out.length >= MOST_UNITS) break;
    const finding = answerOf(reply, facet, unit, masked);
    if (finding) out.push({ unit, finding });
  }
  return out;
}

/** Answers that a label or a column's heading names. */
function labelledAnswers(
  reply: ReplyText,
  facet: Facet,
  masked: string,
  cells: readonly LabelledCell[],
): { unit: ReadUnit; finding: Finding }[] {
  return cells
    .filter((c) => c.facet === facet)
    .flatMap(({ start, end, head }) => {
      const text = masked.slice(start, end);
      const unit: ReadUnit = {
        start,
        end,
        kind: 'sentence',
        question: false,
        text,
        packs: reply.packs,
        head,
      };
      const figures = /[\uE001-\uE005]/.test(text);
      const elsewhere = reply.packs.some((p) => (!figures && p.vague?.test(text)) || sendsAway(p, text));
      if (!saysSomething(text, facet) || elsewhere || demandsIn(unit)) return [];
      return [
        {
          unit,
          finding: {
            criterion: `facet:${facet}`,
            value: true,
            rule: `label.${facet}`,
            reason: `Stands under a label that names ${facet}.`,
            span: spanOf(reply.text, start, end),
          },
        },
      ];
    })
    .slice(0, MOST_UNITS);
}

/** Every sentence of the stretch asks for data. */
const onlyDemands = (reply: ReplyText, unit: ReadUnit): boolean => {
  const within = reply.units.filter(
    (u) => u.kind === 'sentence' && unit.start <= u.start && u.end <= unit.end,
  );
  return within.length > 0 && within.every(demandsIn);
};

/** Facets on which a sentence that demands data says nothing. */
const NOT_BY_DEMAND: readonly Facet[] = ['documents', 'eligibility'];

function answerOf(reply: ReplyText, facet: Facet, unit: ReadUnit, masked: string): Finding | null {
  const text = masked.slice(unit.start, unit.end).replace(/\n/g, ' ');
  if (unit.question) return null;
  // What is demanded before an answer is no information on what an application will need.
  if (NOT_BY_DEMAND.includes(facet) && demandsIn(unit)) return null;
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

/** Sum, days and percentage in one short line are an offer, with no word to say so. */
const OFFER_LINE = 160;
const OFFER: Partial<Record<Facet, QuantityKind>> = { amount: 'money', term: 'days' };

function isOfferLine(unit: ReadUnit, facet: Facet, text: string): boolean {
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
      p.facets.some(([f, list]) => OTHERS.includes(f) && list.some((s) => matchStatement(text, s) !== null)),
    )
  );
}

/** "0.6% a day": that day is no term. */
const hasStretch = (reply: ReplyText, unit: ReadUnit): boolean =>
  reply.quantities.some(
    (q) => q.kind === 'days' && unit.start <= q.start && q.end <= unit.end && q.values.some((v) => v !== 1),
  );

const offerLine = (reply: ReplyText, unit: ReadUnit, facet: Facet): Finding => ({
  criterion: `facet:${facet}`,
  value: true,
  rule: `offer-line.${facet}`,
  reason: 'A sum, a stretch of days and a percentage in one line.',
  span: spanOf(reply.text, unit.start, unit.end),
});

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
/** Between the figures of an example and its result. */
const EXAMPLE = 60;
const HAN = /\p{sc=Han}/u;
/** In a notice that a message came, or that nobody is there, figures are those of the notice. */
/** A menu names what it could tell, an advertisement what it sells. */
const CHOICES: readonly string[] = ['menu', 'marketing'];
const NOTICE: readonly string[] = ['acknowledgement', 'ticket', 'absence', 'unattended'];

/**
 * Short answers leave out what was asked: "0.8% a day, up to 30 days", "yes, of course". A figure counts in a short
 * sentence that none of the facet's exclusions fits; a bare yes or no where one such thing was asked.
 */
function bareAnswer(
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
  const mayList = facet === 'documents' && !asksForMore(reply);
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
      if (unit.packs.some((p) => (short && p.yesNo?.test(text)) || saysYesOrNo(p, text)))
        return answer(`bare-yes.${facet}`);
    }
    if (mayList && text.trim().length <= BARE_SENTENCE)
      for (const p of unit.packs)
        for (const [kind, pattern] of p.personalData)
          if (DOCUMENTS.includes(kind) && pattern.test(text) && !sendsAway(p, text))
            return answer(`bare-list.${facet}`);
    if (maySign && text.trim().length <= SIGN_SENTENCE && !text.includes('?') && !demandsIn(unit))
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

const spoken = new WeakMap<ReplyText, Map<readonly string[], boolean>>();

/** Asked for each facet anew: remembered for as long as the reply is read. */
function speaks(reply: ReplyText, kinds: readonly string[]): boolean {
  const known = spoken.get(reply) ?? new Map<readonly string[], boolean>();
  spoken.set(reply, known);
  const said =
    known.get(kinds) ??
    reply.units.some((u) =>
      u.packs.some((p) => p.responder.some(([k, r]) => kinds.includes(k) && r.test(u.text))),
    );
  known.set(kinds, said);
  return said;
}

const statementsOf = (pack: CompiledPack, facet: Facet) => pack.facets.find(([f]) => f === facet)?.[1] ?? [];

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

const sendsAway = (pack: CompiledPack, text: string): boolean =>
  pack.deflection.some(([, list]) => list.some((s) => matchStatement(text, s) !== null));

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

/** Facets whose own figures are none of an offer: a fee for an extension, a fine, an age. */
const OTHERS: readonly Facet[] = ['late-consequences', 'extension', 'eligibility', 'total-cost'];

/** Our own figures, by kind: said back to us they are no offer. */
function askedFigures(question: Question): Quantity[] {
  const text = foldText(`${question.subject}\n${question.body}`);
  // "1) your rate, 2) the term": numbers of a list are no figures.
  return quantify(text, question.language).quantities.filter(
    (q) => q.kind !== 'num' || !/^[.)]\s/.test(text.slice(q.end)),
  );
}

/** The masked text with the quantities blotted out that may not count for this facet. */
function voided(reply: ReplyText, excluded: ReadonlySet<Quantity>): string {
  let out = reply.masked;
  for (const q of excluded) {
    out = out.slice(0, q.start) + VOID.repeat(q.end - q.start) + out.slice(q.end);
  }
  return out;
}

function mayNotCount(q: Quantity, facet: Facet, asked: readonly Quantity[], reply: ReplyText): boolean {
  if (facet === 'rate' && q.kind === 'percent') {
    // 100 % is a promise of approval or of "online"; 0 % without its condition is a slogan.
    if (q.values.every((v) => v === 100)) return true;
    return (
      q.values.length > 0 && q.values.every((v) => v === 0) && (isFrom(reply, q) || !nearby(reply, q, 'days'))
    );
  }
  // A range is what one may borrow.
  if (facet === 'total-cost' && q.kind === 'money' && q.values.length > 1) return true;
  const echoes: Partial<Record<Facet, QuantityKind>> = {
    amount: 'money',
    term: 'days',
    'total-cost': 'money',
  };
  if (echoes[facet] !== q.kind || q.values.length === 0) return false;
  return q.values.every((v) =>
    asked.some((a) => a.values.includes(v) && (a.kind === q.kind || a.kind === 'num')),
  );
}

/**
 * "On £300 for 20 days you give back £348": the sum and the days of a worked example are no offer. A range or an end
 * ("up to 500") is one even there.
 */
function supposed(q: Quantity, facet: Facet, examples: readonly ReadUnit[], reply: ReplyText): boolean {
  if (!(facet === 'amount' && q.kind === 'money') && !(facet === 'term' && q.kind === 'days')) return false;
  const unit = examples.find((u) => u.start <= q.start && q.end <= u.end);
  const result = reply.quantities.findLast(
    (r) => (r.kind === 'money' || r.kind === 'num') && unit && r.end <= unit.end,
  );
  if (!unit || !result || result.start - q.end > (HAN.test(unit.text) ? EXAMPLE / 3 : EXAMPLE)) return false;
  const { min, max } = endsIn(q, reply.folded, unit);
  return min !== null && min === max;
}

const unitOf = (reply: ReplyText, q: Quantity): ReadUnit | undefined =>
  reply.units.find((u) => u.kind === 'sentence' && u.start <= q.start && q.end <= u.end);

/** "From 0%". */
function isFrom(reply: ReplyText, q: Quantity): boolean {
  const unit = unitOf(reply, q);
  return unit !== undefined && endsIn(q, reply.folded, unit).max === null;
}

/** A quantity of that kind in the same sentence. */
function nearby(reply: ReplyText, q: Quantity, kind: QuantityKind): boolean {
  const unit = unitOf(reply, q);
  return unit ? reply.masked.slice(unit.start, unit.end).includes(PLACEHOLDERS[kind]) : false;
}
