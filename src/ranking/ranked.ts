/** Ranks lenders, or the legal entities behind them: scores, what of them survives other rubrics, and the second opinion. */
import type { Measured } from '../model/measured.ts';
import type { SecondOpinionTable } from '../model/second-opinion.ts';
import type { Sensitivity } from '../model/sensitivity.ts';
import { LEAST_FOR_RANK, type ProbeRow, type Standing } from '../model/wave-result.ts';
import type { TwoPart } from './empirical-bayes.ts';
import { secondOpinionOf } from './second-opinion.ts';
import { type SensitivityInput, sensitivityOf } from './sensitivity.ts';
import { type MarketSpread, standingsOf } from './standings.ts';

export interface RankedMarket {
  market: MarketSpread;
  /** As they may be published; those with fewer than LEAST_FOR_RANK scored probes have none. */
  standings: Map<string, Standing>;
  sensitivity: Measured<Sensitivity>;
  /** Rows by falling score. */
  secondOpinion: SecondOpinionTable;
}

/** `rows`: all of the wave, in any order, `lender` naming whom they are counted for. */
export function rankedMarket(rows: readonly ProbeRow[], plan: SensitivityInput['plan']): RankedMarket {
  const counted = rows.filter((p) => p.excluded === undefined && p.score.status === 'scored');
  const samples = new Map(
    [...Map.groupBy(counted, (p) => p.lender)].filter(([, own]) => own.length >= LEAST_FOR_RANK),
  );
  const { standings, market, cut, variances } = standingsOf(
    [...samples].map(([id, own]) => ({
      id,
      channels: [...Map.groupBy(own, (p) => p.channel).values()].map((some) => some.flatMap(scoreOf)),
    })),
  );
  const { sensitivity, published } = sensitivityOf({ rows, standings, variances, cut, plan });
  const ranked = [...standings]
    .sort(([a, one], [b, other]) => other.score - one.score || (a < b ? -1 : 1))
    .map(([id, { score }]) => ({
      id,
      mean: score,
      variance: variances.get(id)!,
      channels: [...Map.groupBy(samples.get(id)!, (p) => p.channel).values()].map(twoParts),
    }));
  return {
    market,
    standings: published,
    sensitivity,
    secondOpinion: secondOpinionOf(ranked, market.df, plan.sha),
  };
}

const scoreOf = (p: ProbeRow): number[] => (p.score.status === 'scored' ? [p.score.value] : []);

const twoParts = (probes: ProbeRow[]): TwoPart => {
  const replied = probes.filter((p) => p.clocks.substantive.status !== 'not-applicable');
  return { silent: probes.length - replied.length, replies: replied.flatMap(scoreOf) };
};
