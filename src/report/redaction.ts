/**
 * What may leave the house. Takes every name of a person, mail address, telephone number, ticket and private link out
 * of the free text and the quotes of a result, and the results of lenders with too few valid probes.
 */
import { type Measured, scored } from '../model/measured.ts';
import type { Persona } from '../model/scenario.ts';
import { type LenderRow, type ProbeRow, QUOTE_LENGTH, type WaveResult } from '../model/wave-result.ts';
import { type KnownNames, type Mask, maskOf, quoteMaskOf, shortened } from './masking.ts';

export { maskOf } from './masking.ts';

declare const redacted: unique symbol;

/** A wave result that went through `redact`: the only kind that the renderers take. */
export type PublicResult = WaveResult & { readonly [redacted]: true };

/**
 * The result as it may be published. `personas` are those of the study; their ids, which tend to be names, become
 * "p1", "p2" ... in the order given. `known`: names and codes that were read in the wave's replies.
 */
export function redact(
  result: WaveResult,
  personas: readonly Persona[],
  known: KnownNames = { staff: [], codes: [] },
): PublicResult {
  const mask = maskOf(personas, known);
  const quoted = quoteMaskOf(mask);
  const labels = new Map(personas.map((p, i) => [p.id, `p${i + 1}`]));
  const withheld = new Set(result.lenders.filter((l) => l.publishable === 'too-few').map((l) => l.id));
  const lenderOf = new Map(result.probes.map((p) => [p.id, p.lender]));
  const published: WaveResult = {
    ...result,
    lenders: result.lenders.map((l) => ({ ...l, correspondence: spoken(l.correspondence, quoted) })),
    probes: result.probes
      .filter((p) => p.excluded !== undefined || !withheld.has(p.lender))
      .map((p) => ({ ...maskedProbe(p, mask, quoted), persona: labels.get(p.persona) ?? 'p0' })),
    findings: withoutWithheld(result.findings, withheld, lenderOf),
    trend: maskedTrend(result.trend, mask),
    deviations: result.deviations.map((d) => ({ ...d, code: mask(d.code), detail: mask(d.detail) })),
  };
  return published as PublicResult;
}

function maskedProbe(p: ProbeRow, mask: Mask, quoted: Mask): ProbeRow {
  const quote = (text: string): string => shortened(quoted(text), QUOTE_LENGTH);
  return {
    ...p,
    reason: mask(p.reason),
    clocks: {
      anything: maskReason(p.clocks.anything, mask),
      nonAutomatic: maskReason(p.clocks.nonAutomatic, mask),
      substantive: maskReason(p.clocks.substantive, mask),
      substantiveBusiness: maskReason(p.clocks.substantiveBusiness, mask),
    },
    criteria: p.criteria.map((c) => ({ ...c, points: maskReason(c.points, mask), reason: mask(c.reason) })),
    contradictions: p.contradictions.map((c) => ({ ...c, said: quote(c.said), known: quote(c.known) })),
    score: maskReason(p.score, mask),
    messages: p.messages.map((m) => ({
      ...m,
      quotes: m.quotes.map((q) => ({ ...q, quote: quote(q.quote) })).filter((q) => saysSomething(q.quote)),
    })),
    review: p.review.map(mask),
  };
}

/** Whether more is left of a quote than what stands for a name or number. */
const saysSomething = (quote: string): boolean => /[\p{L}\p{N}]/u.test(quote.replace(/\[[a-z]+\]/g, ''));

/** Of a lender with too few valid probes nothing is said, be it in a list about the market. */
function withoutWithheld(
  findings: WaveResult['findings'],
  withheld: ReadonlySet<string>,
  lenderOf: ReadonlyMap<string, string>,
): WaveResult['findings'] {
  const { sharedDesks, aftermath } = findings;
  const { wordings } = sharedDesks;
  const shared = wordings.shared
    .map((s) => ({
      ...s,
      lenders: s.lenders.filter((l) => !withheld.has(l)),
      probes: s.probes.filter((p) => !withheld.has(lenderOf.get(p) ?? '')),
    }))
    .filter((s) => s.lenders.length > 1);
  return {
    ...findings,
    sharedDesks: { ...sharedDesks, wordings: { ...wordings, shared } },
    aftermath: { ...aftermath, timeline: aftermath.timeline.filter((t) => !withheld.has(t.lender)) },
  };
}

const maskedTrend = (trend: WaveResult['trend'], mask: Mask): WaveResult['trend'] =>
  trend.status === 'scored'
    ? scored({
        ...trend.value,
        waves: trend.value.waves.map((w) => ({ ...w, changed: w.changed.map(mask) })),
        leftOut: trend.value.leftOut.map(mask),
      })
    : maskReason(trend, mask);

/** A lender's own letter is printed whole, without the names in it. */
const spoken = (said: LenderRow['correspondence'], quoted: Mask): LenderRow['correspondence'] => ({
  ...said,
  replies: said.replies.map((r) => ({
    ...r,
    text: shortened(quoted(r.text), 4000),
    ...(r.correction !== undefined && { correction: shortened(quoted(r.correction), 2000) }),
  })),
});

const maskReason = <T>(measured: Measured<T>, mask: Mask): Measured<T> =>
  measured.status === 'scored' ? measured : { ...measured, reason: mask(measured.reason) };
