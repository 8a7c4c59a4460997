/** One lender's own part of a result: all that the report says of it, and nothing about any other lender. */
import type { LendersFile } from '../../model/lenders.ts';
import type { Deviation, LenderRow, ProbeRow, WaveResult } from '../../model/wave-result.ts';
import type { PublicResult } from '../redaction.ts';
import { type OthersMask, othersMask } from './others.ts';

export interface Packet {
  format: 'doorbell-packet/1';
  plan: string;
  mode: WaveResult['mode'];
  code: string;
  coder: string;
  wave: WaveResult['wave'];
  funder?: string;
  /** What the lender's rank and band are relative to. */
  market: Pick<WaveResult['market'], 'lenders' | 'mean' | 'distinguishable'>;
  lender: LenderRow;
  probes: ProbeRow[];
  deviations: Deviation[];
}

/** `place`: what stands for another lender's name. Throws RangeError for a lender that the result does not have. */
export function packetOf(
  result: PublicResult,
  { lender: id, market, place }: { lender: string; market: LendersFile; place: string },
): Packet {
  const lender = result.lenders.find((l) => l.id === id);
  if (!lender) throw new RangeError(`no lender ${id} in the result`);
  const others = othersMask(market, id, place);
  const { lenders, mean, distinguishable } = result.market;
  const { replies } = lender.correspondence;
  return {
    format: 'doorbell-packet/1',
    plan: result.plan,
    mode: result.mode,
    code: result.code,
    coder: result.coder,
    wave: result.wave,
    ...(result.funder !== undefined && { funder: result.funder }),
    market: { lenders, mean, distinguishable },
    lender: {
      ...lender,
      correspondence: {
        ...lender.correspondence,
        replies: replies.map((r) => ({
          ...r,
          text: others.mask(r.text),
          ...(r.correction !== undefined && { correction: others.mask(r.correction) }),
        })),
      },
    },
    probes: result.probes.filter((p) => p.lender === id).map((p) => ownProbe(p, others)),
    deviations: result.deviations.flatMap((d) => ownDeviation(d, id, result, others)),
  };
}

function ownProbe(p: ProbeRow, { mask, names }: OthersMask): ProbeRow {
  return {
    ...p,
    reason: mask(p.reason),
    criteria: p.criteria.map((c) => ({ ...c, reason: mask(c.reason) })),
    contradictions: p.contradictions.map(({ source, ...c }) => ({
      ...c,
      said: mask(c.said),
      known: mask(c.known),
      ...(source !== undefined && !names(source) && { source }),
    })),
    messages: p.messages.map((m) => ({
      ...m,
      quotes: m.quotes.map((q) => ({ ...q, quote: mask(q.quote) })),
    })),
    // What a person must look at may name the other probes that a message could belong to.
    review: p.review.map(mask),
  };
}

/** Of a deviation, only the lender's own probes; none where it has no part in it. */
function ownDeviation(d: Deviation, id: string, result: PublicResult, { mask }: OthersMask): Deviation[] {
  if (d.kind === 'lender-excluded') return d.code === id ? [{ ...d, detail: mask(d.detail) }] : [];
  const own = new Set(result.probes.filter((p) => p.lender === id).map((p) => p.id));
  const probes = d.probes.filter((p) => own.has(p));
  if (probes.length === 0) return [];
  const { first: _first, last: _last, ...rest } = d;
  return [{ ...rest, n: probes.length, probes, code: mask(d.code), detail: mask(d.detail) }];
}
