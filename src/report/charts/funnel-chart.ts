/** Scores by the number of messages behind them: with few, a high or a low score is soon chance. */
import * as Plot from '@observablehq/plot';
import { channelScores, tellingAs } from '../channel-scores.ts';
import { MOST } from '../ends.ts';
import { html, type Markup } from '../markup.ts';
import type { PublicResult } from '../redaction.ts';
import type { Speech } from '../speech.ts';
import { BAND_COLOUR, BAND_MARK, rankedOf, sayBand, sayRanked } from '../standing-words.ts';
import { th, wideTable } from '../wide-table.ts';
import { draw } from './draw.ts';
import { figureOf } from './figure.ts';
import { stacked } from './stacked.ts';

/** Two-sided 95% and 99.8% of a normal distribution (Spiegelhalter's funnel). */
const LIMITS = [
  { z: 1.959964, label: '95%' },
  { z: 3.090232, label: '99.8%' },
];

/** Where all lenders have as many messages, or nearly, and the chart of scores shows them all, there is none. */
export function funnelChart(result: PublicResult, speech: Speech): Markup | null {
  const { say, number } = speech;
  const channels = channelScores(result.probes);
  // Channels weigh alike, so one message by a second channel widens what the score may be rather than narrowing it.
  const ranked = rankedOf(result).map((r) => ({
    ...r,
    n: Math.round(tellingAs(channels.get(r.lender.id) ?? []) * 10) / 10,
  }));
  const { mean, spread } = result.market;
  if (mean.status !== 'scored' || spread.status !== 'scored' || ranked.length < 3) return null;
  const ns = ranked.map((r) => r.n);
  const [least, most] = [Math.min(...ns), Math.max(...ns)];
  if (ranked.length <= MOST && most - least < 2) return null;
  const points = [...Map.groupBy(ranked, (r) => r.n)].flatMap(([n, group]) => {
    const places = stacked(
      group.map((r) => Math.round(r.standing.score / 2) * 2),
      9,
    );
    const order = group.toSorted((a, b) => a.standing.score - b.standing.score);
    return places.map((p, i) => ({ ...order[i]!.standing, x: n + p.step * 0.045 }));
  });
  const curves = LIMITS.flatMap(({ z, label }) =>
    Array.from({ length: 41 }, (_, i) => {
      const n = least - 0.5 + ((most - least + 1) * i) / 40;
      const reach = (z * spread.value) / Math.sqrt(n);
      return { n, label, low: Math.max(0, mean.value - reach), high: Math.min(100, mean.value + reach) };
    }),
  );
  const outside = ranked.filter(
    ({ n, standing: s }) => Math.abs(s.score - mean.value) > (LIMITS[0]!.z * spread.value) / Math.sqrt(n),
  ).length;
  return figureOf(
    {
      id: 'funnel',
      title: say('funnel.finding', { n: outside, of: ranked.length }),
      note: say('funnel.note'),
      key: html`<ul class="key">${(['above-market', 'not-distinguishable', 'below-market'] as const).map(
        (band) => html`<li class="${band}">${BAND_MARK[band]} ${say(`band.${band}`)}</li>`,
      )}</ul>`,
      n: sayRanked(result, speech),
      draw: (frame) =>
        draw(
          {
            width: frame.width,
            height: frame.narrow ? 320 : 420,
            marginLeft: 40,
            marginRight: frame.narrow ? 14 : 60,
            marginTop: 20,
            marginBottom: 44,
            x: {
              domain: [least - 0.6, most + 0.6],
              label: say('funnel.x'),
              labelAnchor: 'center',
              labelArrow: 'none',
              tickSize: 0,
              ticks: Array.from(
                { length: Math.floor(most) - Math.ceil(least) + 1 },
                (_, i) => Math.ceil(least) + i,
              ).filter((n) => most - least < 12 || n % Math.ceil((most - least) / 10) === 0),
              tickFormat: (n: number) => number(n),
            },
            y: { domain: [0, 100], label: say('scores.axis'), labelArrow: 'none', tickSize: 0, ticks: 5 },
            marks: [
              Plot.gridY({ ticks: 5, stroke: 'var(--grid)', strokeOpacity: 1 }),
              Plot.areaY(curves, { x: 'n', y1: 'low', y2: 'high', z: 'label', fill: 'var(--band)' }),
              Plot.ruleY([mean.value], { stroke: 'var(--ink)', strokeDasharray: '2 3' }),
              Plot.text([mean.value], {
                y: (at: number) => at,
                frameAnchor: 'right',
                textAnchor: 'end',
                dy: -8,
                text: () => say('scores.market', { mean: number(mean.value) }),
                fontWeight: 600,
                stroke: 'var(--paper)',
                strokeWidth: 3,
                fill: 'var(--ink)',
              }),
              Plot.dot(points, {
                x: 'x',
                y: 'score',
                r: ranked.length > MOST ? 3 : 4.5,
                fill: { value: (p: (typeof points)[number]) => BAND_COLOUR[p.band], scale: null },
                fillOpacity: 0.75,
                stroke: 'var(--paper)',
                strokeWidth: 0.5,
              }),
              frame.narrow
                ? null
                : Plot.text(
                    curves.filter((c) => c.n === most + 0.5),
                    { x: 'n', y: 'high', text: 'label', textAnchor: 'start', dx: 6, fill: 'var(--soft)' },
                  ),
            ],
          },
          say('funnel.aria', { n: ranked.length, least, most }),
        ),
      table: wideTable(
        say('funnel.title'),
        html`${th(say('funnel.x'), true)}${th(say('table.lendersCount'))}${(
          ['above-market', 'not-distinguishable', 'below-market'] as const
        ).map((band) => th(sayBand({ band, withheld: false }, speech)))}`,
        [...Map.groupBy(ranked, (r) => r.n)]
          .sort((a, b) => a[0] - b[0])
          .map(
            ([n, group]) =>
              html`<tr><th scope="row">${number(n, Number.isInteger(n) ? 0 : 1)}</th><td>${group.length}</td>${(
                ['above-market', 'not-distinguishable', 'below-market'] as const
              ).map((band) => html`<td>${group.filter((r) => r.standing.band === band).length}</td>`)}</tr>
`,
          ),
      ),
    },
    result,
    speech,
  );
}
