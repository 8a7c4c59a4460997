/** Ranks under other weights beside the rank interval: our choices and chance, never mixed. */
import * as Plot from '@observablehq/plot';
import type { LenderSensitivity, Sensitivity } from '../../model/sensitivity.ts';
import { endsOf } from '../ends.ts';
import { html, type Markup } from '../markup.ts';
import type { PublicResult } from '../redaction.ts';
import type { Speech } from '../speech.ts';
import { rankedOf, sayRange, sayRanked } from '../standing-words.ts';
import { th, wideTable } from '../wide-table.ts';
import { figureOf } from './figure.ts';
import { rankTicks } from './rank-ticks.ts';
import { axisTop, drawRows, type Row } from './rows.ts';

interface WeightsRow extends Row {
  own: LenderSensitivity;
}

export function weightsChart(result: PublicResult, sensitivity: Sensitivity, speech: Speech): Markup | null {
  const { say, number } = speech;
  const found = new Map(sensitivity.lenders.map((l) => [l.lender, l]));
  const rows = rankedOf(result).flatMap(({ lender }): WeightsRow[] => {
    const own = found.get(lender.id);
    return own
      ? [
          {
            own,
            name: lender.name,
            right: say('rank', { rank: sayRange(own.rankLow, own.rankHigh, speech) }),
          },
        ]
      : [];
  });
  if (rows.length < 2) return null;
  const spans = rows.map((r) => r.own.rankHigh - r.own.rankLow).sort((a, b) => a - b);
  const middle = spans[Math.floor(spans.length / 2)]!;
  const { top, between, bottom } = endsOf(rows);
  const { bands, pairs } = sensitivity;
  return figureOf(
    {
      id: 'weights',
      title: say('weights.finding', {
        withheld: bands.withheld + pairs.withheld,
        claimed: bands.claimed + pairs.claimed,
      }),
      note: `${say('weights.note', { variants: sensitivity.variants, middle })} ${say('weights.rule', { threshold: speech.percent(sensitivity.threshold) })}`,
      key: html`<ul class="key"><li><i class="bar-variants"></i>${say('weights.span')}</li><li><i class="bar-sampling"></i>${say('weights.sampling')}</li></ul>`,
      n: sayRanked(result, speech),
      draw: (frame) =>
        drawRows(
          frame,
          { top, between: between > 0 ? say('middle', { n: between }) : null, bottom },
          {
            x: { domain: [0.4, rows.length + 0.6] },
            label: say('weights.aria', { n: rows.length, middle }),
            marks: (placed) => [
              axisTop(
                rankTicks(rows.length).map((at) => ({ at, label: number(at) })),
                { frame },
              ),
              Plot.rect(placed, {
                x1: (r) => r.own.rankLow - 0.5,
                x2: (r) => r.own.rankHigh + 0.5,
                y1: (r) => r.y - 0.3 * r.k,
                y2: (r) => r.y + 0.06 * r.k,
                fill: 'var(--variants)',
                rx: 2,
              }),
              Plot.rect(placed, {
                x1: (r) => r.own.samplingRankLow - 0.5,
                x2: (r) => r.own.samplingRankHigh + 0.5,
                y1: (r) => r.y + 0.14 * r.k,
                y2: (r) => r.y + 0.28 * r.k,
                fill: 'var(--sampling)',
                rx: 1,
              }),
            ],
          },
        ),
      table: html`${wideTable(
        say('weights.title'),
        html`${th(say('table.lender'), true)}${th(say('weights.span'))}${th(say('weights.sampling'))}${th(say('weights.flips'))}`,
        [...top, ...bottom].map(
          (r) =>
            html`<tr><th scope="row">${r.name}</th><td>${sayRange(r.own.rankLow, r.own.rankHigh, speech)}</td><td>${sayRange(r.own.samplingRankLow, r.own.samplingRankHigh, speech)}</td><td>${
              r.own.band
                ? `${speech.percent(r.own.band.flips.share)}${r.own.band.published ? '' : ` (${say('weights.unpublished')})`}`
                : '–'
            }</td></tr>
`,
        ),
      )}${wideTable(
        say('weights.sources'),
        html`${th(say('weights.varied'), true)}${th(say('weights.variants'))}${th(say('weights.bands'))}${th(say('weights.pairs'))}`,
        sensitivity.sources.map(
          (s) =>
            html`<tr><th scope="row">${say(`source.${s.source}`)}</th><td>${number(s.variants)}</td><td>${say('of', { n: s.bands, of: bands.claimed })}</td><td>${say('of', { n: s.pairs, of: pairs.claimed })}</td></tr>
`,
        ),
      )}`,
    },
    result,
    speech,
  );
}
