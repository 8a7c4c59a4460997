/** Rank intervals: the ranks that a lender may have, as a bar; the second opinion as a thin line. */
import * as Plot from '@observablehq/plot';
import type { SecondOpinion } from '../../model/second-opinion.ts';
import { endsOf } from '../ends.ts';
import { html, type Markup } from '../markup.ts';
import type { PublicResult } from '../redaction.ts';
import type { Speech } from '../speech.ts';
import {
  BAND_COLOUR,
  BAND_MARK,
  type RankedLender,
  rankedOf,
  sayBand,
  sayRank,
  sayRanked,
} from '../standing-words.ts';
import { th, wideTable } from '../wide-table.ts';
import { figureOf } from './figure.ts';
import { rankTicks } from './rank-ticks.ts';
import { axisTop, drawRows, type Row, rowsOf } from './rows.ts';

interface RankRow extends Row {
  low: number;
  high: number;
  bayes: { low: number; high: number } | null;
}

export function rankChart(result: PublicResult, opinion: SecondOpinion, speech: Speech): Markup | null {
  const { say, number } = speech;
  const ranked = rankedOf(result);
  if (ranked.length < 2) return null;
  const others = new Map(opinion.lenders.rows.map((row) => [row.id, row]));
  const bayesOf = (id: string) => {
    const bayes = others.get(id)?.bayes;
    return bayes?.status === 'scored' ? bayes.value : null;
  };
  const rowOf = ({ lender, standing: s }: RankedLender): RankRow => {
    const bayes = bayesOf(lender.id);
    return {
      name: lender.name,
      right: sayRank(s, speech),
      band: { text: sayBand(s, speech), colour: BAND_COLOUR[s.band], mark: BAND_MARK[s.band] },
      low: s.rankLow,
      high: s.rankHigh,
      bayes: bayes && { low: bayes.rankLow, high: bayes.rankHigh },
    };
  };
  const spans = ranked.map((r) => r.standing.rankHigh - r.standing.rankLow + 1).sort((a, b) => a - b);
  const middle = spans[Math.floor(spans.length / 2)]!;
  const { top, between, bottom } = endsOf(ranked);
  return figureOf(
    {
      id: 'ranks',
      title: say('ranks.finding', { n: middle, of: ranked.length }),
      note: say('ranks.note'),
      n: sayRanked(result, speech),
      draw: (frame) =>
        drawRows(frame, rowsOf({ top, between, bottom }, rowOf, speech), {
          x: { domain: [0.4, ranked.length + 0.6] },
          label: say('ranks.aria', { n: ranked.length, middle }),
          marks: (rows) => [
            axisTop(
              rankTicks(ranked.length).map((at) => ({ at, label: number(at) })),
              { frame },
            ),
            Plot.rect(rows, {
              x1: (r) => r.low - 0.5,
              x2: (r) => r.high + 0.5,
              y1: (r) => r.y - 0.26 * r.k,
              y2: (r) => r.y + 0.26 * r.k,
              fill: { value: (r: RankRow) => r.band?.colour, scale: null },
              fillOpacity: 0.35,
              rx: 3,
            }),
            Plot.ruleY(
              rows.flatMap((r) => (r.bayes ? [{ ...r.bayes, y: r.y }] : [])),
              {
                y: 'y',
                x1: (r) => r.low - 0.5,
                x2: (r) => r.high + 0.5,
                stroke: 'var(--ink)',
                strokeWidth: 1.6,
              },
            ),
          ],
        }),
      table: wideTable(
        say('ranks.title'),
        html`${th(say('table.lender'), true)}${th(say('table.rank'))}${th(say('table.band'), true)}${th(say('ranks.strict'))}${th(say('ranks.bayes'))}${th(say('ranks.topQuarter'))}${th(say('ranks.grade'))}`,
        [...top, ...bottom].map(({ lender, standing: s }) => {
          const other = others.get(lender.id);
          const bayes = bayesOf(lender.id);
          return html`<tr><th scope="row">${lender.name}</th><td>${sayRank(s, speech)}</td><td class="text">${sayBand(s, speech)}</td><td>${other && sayRank(other.strict, speech)}</td><td>${bayes && sayRank(bayes, speech)}</td><td>${bayes && speech.percent(bayes.topQuarter)}</td><td>${bayes?.grade}</td></tr>
`;
        }),
      ),
    },
    result,
    speech,
  );
}
