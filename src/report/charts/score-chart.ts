/** Scores with their 95% intervals, every message as a dot, against the market's mean. */
import * as Plot from '@observablehq/plot';
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
  sayDistinguishable,
  sayRange,
  sayRank,
  sayRanked,
} from '../standing-words.ts';
import { th, wideTable } from '../wide-table.ts';
import { figureOf } from './figure.ts';
import { axisTop, drawRows, type Placed, type Row, rowsOf } from './rows.ts';
import { stacked } from './stacked.ts';

interface ScoreRow extends Row {
  score: number;
  low: number;
  high: number;
  dots: { at: number; step: number }[];
}

export function scoreChart(result: PublicResult, speech: Speech): Markup | null {
  const { say, number } = speech;
  const ranked = rankedOf(result);
  if (ranked.length === 0) return null;
  const scores = scoresByLender(result);
  const mean = result.market.mean.status === 'scored' ? result.market.mean.value : null;
  const { top, between, bottom } = endsOf(ranked);
  const rowOf = ({ lender, standing: s }: RankedLender): ScoreRow => ({
    name: lender.name,
    right: `${number(s.score)} (${sayRange(Math.round(s.low), Math.round(s.high), speech)})`,
    band: { text: sayBand(s, speech), colour: BAND_COLOUR[s.band], mark: BAND_MARK[s.band] },
    score: s.score,
    low: s.low,
    high: s.high,
    dots: stacked(scores.get(lender.id) ?? []),
  });
  const count = (band: string) => ranked.filter((r) => r.standing.band === band).length;
  const withheld = ranked.filter((r) => r.standing.withheld).length;
  const ends = [...top, ...bottom];
  return figureOf(
    {
      id: 'scores',
      title: say('scores.finding', {
        n: count('above-market'),
        below: count('below-market'),
        rest: count('not-distinguishable'),
      }),
      note: `${say('scores.note')} ${sayDistinguishable(result, speech)}${withheld > 0 ? ` ${say('scores.withheld', { n: withheld })}` : ''}`,
      n: sayRanked(result, speech),
      draw: (frame) =>
        drawRows(frame, rowsOf({ top, between, bottom }, rowOf, speech), {
          x: { domain: [-1.5, 101.5] },
          top: mean === null ? 34 : 50,
          label: say('scores.aria', {
            n: ranked.length,
            first: ranked[0]!.lender.name,
            high: number(ranked[0]!.standing.score),
            last: ranked.at(-1)!.lender.name,
            low: number(ranked.at(-1)!.standing.score),
            mean: mean === null ? '' : number(mean),
          }),
          marks: (rows) => [
            axisTop(
              [0, 25, 50, 75, 100].map((at) => ({ at, label: number(at) })),
              { frame },
            ),
            mean === null
              ? null
              : [
                  Plot.ruleX([mean], { stroke: 'var(--ink)', strokeDasharray: '2 3' }),
                  Plot.text([mean], {
                    x: (at: number) => at,
                    frameAnchor: 'top',
                    dy: -26,
                    lineAnchor: 'bottom',
                    textAnchor: mean < 20 ? 'start' : mean > 80 ? 'end' : 'middle',
                    text: () => `${say('scores.market', { mean: number(mean) })} ▾`,
                    fontWeight: 600,
                    fontSize: 12,
                  }),
                ],
            marksOf(rows),
          ],
        }),
      table: wideTable(
        say('scores.title'),
        html`${th(say('table.lender'), true)}${th(say('table.score'))}${th(say('table.rank'))}${th(say('table.band'), true)}${th(say('table.n'))}${th(say('scores.single'), true)}`,
        ends.map(
          ({ lender, standing: s }) =>
            html`<tr><th scope="row"><a href="#lender-${lender.id}">${lender.name}</a></th><td>${number(s.score)} (${sayRange(Math.round(s.low), Math.round(s.high), speech)})</td><td>${sayRank(s, speech)}</td><td class="text">${sayBand(s, speech)}</td><td>${s.n}</td><td class="text">${(
              scores.get(lender.id) ?? []
            )
              .toSorted((a, b) => a - b)
              .map((score) => number(score))
              .join(', ')}</td></tr>
`,
        ),
      ),
    },
    result,
    speech,
  );
}

const marksOf = (rows: Placed<ScoreRow>[]): Plot.Markish[] => [
  Plot.rect(rows, {
    x1: 'low',
    x2: 'high',
    y1: (r) => r.y - 0.24 * r.k,
    y2: (r) => r.y + 0.24 * r.k,
    fill: 'var(--band)',
    rx: 3,
  }),
  Plot.dot(
    rows.flatMap((r) => r.dots.map((d) => ({ x: d.at, y: r.y + d.step * 0.15 * r.k }))),
    { x: 'x', y: 'y', r: 2.6, fill: 'var(--dot)', stroke: 'var(--paper)', strokeWidth: 0.6 },
  ),
  Plot.ruleX(rows, {
    x: 'score',
    y1: (r) => r.y - 0.36 * r.k,
    y2: (r) => r.y + 0.36 * r.k,
    stroke: {
      value: (r: ScoreRow) => (r.band?.colour === 'var(--soft)' ? 'var(--ink)' : r.band?.colour),
      scale: null,
    },
    strokeWidth: 3,
  }),
];

function scoresByLender(result: PublicResult): Map<string, number[]> {
  const scores = new Map<string, number[]>();
  for (const p of result.probes)
    if (p.excluded === undefined && p.score.status === 'scored') {
      const list = scores.get(p.lender);
      if (list) list.push(p.score.value);
      else scores.set(p.lender, [p.score.value]);
    }
  return scores;
}
