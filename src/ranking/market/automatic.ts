/** Machines against people: how good the first substantive reply's answer is, within lenders that gave both. Speed apart. */
import type { AutomaticAgainstHuman } from '../../model/market-findings.ts';
import type { Weights } from '../../model/rubric.ts';
import { weightedMean } from '../../model/scoring.ts';
import type { Responder } from '../../model/vocabulary.ts';
import type { ProbeRow } from '../../model/wave-result.ts';
import { meanOf } from '../standings.ts';
import { countsOf } from './doors.ts';
import { signedRank } from './signed-rank.ts';

export function automaticAgainstHuman(rows: readonly ProbeRow[], weights: Weights): AutomaticAgainstHuman {
  const differences = [...Map.groupBy(rows, (r) => r.lender).values()].flatMap((list) => {
    const of = (human: boolean): number[] =>
      list
        .filter((r) => r.conduct?.servedBy !== undefined && isHuman(r.conduct.servedBy) === human)
        .flatMap((r) => qualityOf(r, weights) ?? []);
    const [automatic, human] = [of(false), of(true)];
    return automatic.length === 0 || human.length === 0 ? [] : [meanOf(automatic) - meanOf(human)];
  });
  return {
    served: countsOf(rows.flatMap((r) => r.conduct?.servedBy ?? [])),
    quality: signedRank(differences),
  };
}

const isHuman = (responder: Responder): boolean => responder === 'human';

/** Mean points of what counts in the score but speed; null where nothing of it could be scored. */
const qualityOf = (row: ProbeRow, weights: Weights): number | null =>
  weightedMean(
    row.criteria.flatMap(({ criterion, use, points }) =>
      criterion !== 'speed' && use === 'in-score' && points.status === 'scored'
        ? [{ points: points.value, weight: weights[criterion] ?? 0 }]
        : [],
    ),
  );
