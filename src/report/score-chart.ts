/** One strip a lender: score, 95% interval, each message as a dot, against the market's mean. */
import type { LenderRow, Standing } from '../model/wave-result.ts';
import { LEAST_FOR_RANK } from '../model/wave-result.ts';
import { endsOf } from './ends.ts';
import { html, type Markup } from './markup.ts';
import type { PublicResult } from './redaction.ts';
import type { Speech } from './speech.ts';

const GRID = [0, 25, 50, 75, 100];
const HEIGHT = 40;
const DOT = 2.8;

export function scoreChart(result: PublicResult, speech: Speech): Markup {
  const { say } = speech;
  const scores = scoresByLender(result);
  const rows = result.lenders.flatMap((lender) =>
    lender.standing.status === 'scored' ? [{ lender, standing: lender.standing.value }] : [],
  );
  if (rows.length === 0) return html`<p class="note">${say('scores.none', { least: LEAST_FOR_RANK })}</p>`;
  const mean = result.market.mean.status === 'scored' ? result.market.mean.value : null;
  const strip = (r: (typeof rows)[number]) =>
    rowOf(r.lender, r.standing, scores.get(r.lender.id) ?? [], mean, speech);
  const { top, between, bottom } = endsOf(rows, () => true);
  const axis = axisOf(mean, speech);
  return html`<figure>
<figcaption>${say('scores.note')} <strong>${sayDistinguishable(result, speech)}</strong></figcaption>
<ol class="chart scores">${axis}${top.map(strip)}${
    between > 0 && html`<li class="gap">${say('middle', { n: between })}</li>`
  }${bottom.map(strip)}</ol>
</figure>`;
}

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

export const sayRank = (s: Standing, speech: Speech): string =>
  s.rankLow === s.rankHigh
    ? speech.number(s.rankLow)
    : speech.say('range', { low: s.rankLow, high: s.rankHigh });

function scoresByLender(result: PublicResult): Map<string, number[]> {
  const scores = new Map<string, number[]>();
  for (const p of result.probes)
    if (p.excluded === undefined && p.score.status === 'scored')
      scores.set(p.lender, [...(scores.get(p.lender) ?? []), p.score.value]);
  return scores;
}

/** Horizontal place of a score, with room for a dot at both ends. */
const place = (score: number): string => `${(1.5 + score * 0.97).toFixed(2)}%`;

function rowOf(
  lender: LenderRow,
  s: Standing,
  scores: number[],
  mean: number | null,
  speech: Speech,
): Markup {
  const { say, number } = speech;
  const rank = sayRank(s, speech);
  const [score, low, high] = [number(s.score), number(s.low), number(s.high)];
  return html`<li><span class="who"><a href="#lender-${lender.id}">${lender.name}</a></span>
<svg class="plot strip" role="img" aria-label="${say('scores.aria', { lender: lender.name, score, low, high, rank, n: s.n })}">${gridLines()}${
    mean !== null && html`<line class="mean" x1="${place(mean)}" x2="${place(mean)}" y1="0" y2="${HEIGHT}"/>`
  }<rect class="interval" x="${place(s.low)}" width="${((s.high - s.low) * 0.97).toFixed(2)}%" y="11" height="18" rx="3"/><line class="score" x1="${place(s.score)}" x2="${place(s.score)}" y1="6" y2="34"/>${dots(scores)}</svg>
<span class="figure"><b>${score}</b> <span class="soft">${say('range', { low, high })}</span> · ${say('rank', { rank })}<br><span class="${s.band}">${BAND_MARK[s.band]} ${say(`band.${s.band}`)}</span></span></li>
`;
}

export const BAND_MARK = { 'above-market': '▲', 'not-distinguishable': '≈', 'below-market': '▼' } as const;

const gridLines = (): Markup[] =>
  GRID.map((g) => html`<line class="grid" x1="${place(g)}" x2="${place(g)}" y1="0" y2="${HEIGHT}"/>`);

/** Equal scores stand above each other, so that each message is seen. */
function dots(scores: number[]): Markup[] {
  const stacks = Map.groupBy(
    scores.toSorted((a, b) => a - b),
    (s) => Math.round(s),
  );
  return [...stacks].flatMap(([at, stack]) =>
    stack.map((_, i) => {
      const step = Math.min(2 * DOT, (HEIGHT - 2 * DOT) / stack.length);
      const y = HEIGHT / 2 + (i - (stack.length - 1) / 2) * step;
      return html`<circle class="dot" cx="${place(at)}" cy="${y.toFixed(1)}" r="${DOT}"/>`;
    }),
  );
}

function axisOf(mean: number | null, speech: Speech): Markup {
  const { say, number } = speech;
  return html`<li class="axis"><span class="who"></span><svg class="plot strip" role="img" aria-label="${say('scores.axis')}">${GRID.map(
    (g) =>
      html`<text x="${place(g)}" y="36" text-anchor="${g === 0 ? 'start' : g === 100 ? 'end' : 'middle'}">${number(g)}</text>`,
  )}${
    mean !== null &&
    html`<text x="${place(mean)}" y="16" text-anchor="${mean < 15 ? 'start' : mean > 85 ? 'end' : 'middle'}">${say('scores.market', { mean: number(mean) })}</text>`
  }</svg><span class="figure">${say('scores.axis')}</span></li>
`;
}
