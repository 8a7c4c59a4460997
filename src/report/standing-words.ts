/** How a standing is said: never a bare rank, never "best". */
import type { Band, LenderRow, Standing } from '../model/wave-result.ts';
import type { PublicResult } from './redaction.ts';
import type { Speech } from './speech.ts';

export const BAND_MARK: Record<Band, string> = {
  'above-market': '▲',
  'not-distinguishable': '≈',
  'below-market': '▼',
};

export const BAND_COLOUR: Record<Band, string> = {
  'above-market': 'var(--above)',
  'not-distinguishable': 'var(--soft)',
  'below-market': 'var(--below)',
};

/** A verdict that is withheld is not said to be chance: the data may well tell the lender from the market. */
export const sayBand = ({ band, withheld }: Pick<Standing, 'band' | 'withheld'>, speech: Speech): string =>
  `${BAND_MARK[band]} ${bandWords({ band, withheld }, speech)}`;

export const bandWords = ({ band, withheld }: Pick<Standing, 'band' | 'withheld'>, { say }: Speech): string =>
  say(withheld ? 'band.withheld' : `band.${band}`);

export const sayRange = (low: number, high: number, speech: Speech): string =>
  low === high
    ? speech.number(low)
    : speech.say('range', { low: speech.number(low), high: speech.number(high) });

export const sayRank = (s: { rankLow: number; rankHigh: number }, speech: Speech): string =>
  sayRange(s.rankLow, s.rankHigh, speech);

/** D in words; empty where there is none. */
export function sayDistinguishable(result: PublicResult, speech: Speech): string {
  const d = leastDifference(result);
  if (d === null) return '';
  return d.low === d.high
    ? speech.say('scores.dOne', { d: d.low })
    : speech.say('scores.dRange', { low: d.low, high: d.high });
}

/** D in whole points, rounded to the careful side: under `low` never told apart, from `high` on always. */
export function leastDifference(result: PublicResult): { low: number; high: number } | null {
  const d = result.market.distinguishable;
  if (d.status !== 'scored') return null;
  const { low, high } = d.value;
  return high - low < 0.5
    ? { low: Math.round(low), high: Math.round(low) }
    : { low: Math.floor(low), high: Math.ceil(high) };
}

export interface RankedLender {
  lender: LenderRow;
  standing: Standing;
}

/** Lenders with a score and a rank, in their order. */
export const rankedOf = (result: PublicResult): RankedLender[] =>
  result.lenders.flatMap((lender) =>
    lender.standing.status === 'scored' ? [{ lender, standing: lender.standing.value }] : [],
  );

/** "26 ranked lenders, 148 scored messages". */
export const sayRanked = (result: PublicResult, speech: Speech): string =>
  speech.say('n.ranked', { n: result.market.lenders, probes: result.market.probes });
