/** A lender's score in the wave before and in this one, on the same questions. */
import * as Plot from '@observablehq/plot';
import type { Change, Trend } from '../../model/trend.ts';
import { endsOf } from '../ends.ts';
import { html, type Markup } from '../markup.ts';
import type { PublicResult } from '../redaction.ts';
import type { Speech } from '../speech.ts';
import { th, wideTable } from '../wide-table.ts';
import { figureOf } from './figure.ts';
import { axisTop, drawRows, type Row } from './rows.ts';

interface TrendRow extends Row {
  id: string;
  before: number;
  now: number;
  n: [number, number];
  change: Change;
}

const MARK: Record<Change['verdict'], string> = { better: '▲', worse: '▼', 'not-distinguishable': '≈' };
const COLOUR: Record<Change['verdict'], string> = {
  better: 'var(--above)',
  worse: 'var(--below)',
  'not-distinguishable': 'var(--soft)',
};

export function trendChart(result: PublicResult, trend: Trend, speech: Speech): Markup | null {
  const { say, number } = speech;
  const names = new Map(result.lenders.map((l) => [l.id, l.name]));
  const [earlier, newest] = trend.waves.slice(-2);
  const signed = (value: number) => `${value > 0 ? '+' : value < 0 ? '−' : ''}${number(Math.abs(value))}`;
  const wordsOf = (c: Change) => ({
    right: `${signed(c.difference)} (${say('pair.to', { low: signed(c.low), high: signed(c.high) })})`,
    band: {
      text: `${MARK[c.verdict]} ${say(`trend.${c.verdict}`)}`,
      colour: COLOUR[c.verdict],
      mark: MARK[c.verdict],
    },
  });
  const rows = trend.lenders
    .flatMap((line): TrendRow[] => {
      const [before, now] = line.points.slice(-2);
      const name = names.get(line.lender);
      if (!before || !now || name === undefined || line.change.status !== 'scored') return [];
      if (before.score.status !== 'scored' || now.score.status !== 'scored') return [];
      const change = line.change.value;
      return [
        {
          id: line.lender,
          name,
          ...wordsOf(change),
          before: before.score.value.mean,
          now: now.score.value.mean,
          n: [before.n, now.n],
          change,
        },
      ];
    })
    .sort((a, b) => b.change.difference - a.change.difference || (a.id < b.id ? -1 : 1));
  if (rows.length === 0 || !earlier || !newest) return null;
  const count = (verdict: Change['verdict']) => rows.filter((r) => r.change.verdict === verdict).length;
  const { top, between, bottom } = endsOf(rows);
  const market = trend.market.change;
  return figureOf(
    {
      id: 'trend',
      title: say('trend.finding', {
        n: count('better'),
        worse: count('worse'),
        rest: count('not-distinguishable'),
      }),
      note: `${say('trend.note', { questions: trend.questions.length, lenders: trend.market.lenders })} ${
        market.status === 'scored'
          ? say('trend.market', {
              change: wordsOf(market.value).right,
              verdict: say(`trend.${market.value.verdict}`),
            })
          : ''
      }`,
      key: html`<ul class="key"><li><i class="dot-business"></i>${earlier.title}, ${earlier.starts} – ${earlier.ends}</li><li><i class="dot-clock"></i>${newest.title}, ${newest.starts} – ${newest.ends}</li></ul>`,
      n: say('n.lenders', { n: rows.length, of: result.market.lenders }),
      draw: (frame) =>
        drawRows(
          frame,
          { top, between: between > 0 ? say('middle', { n: between }) : null, bottom },
          {
            x: { domain: [-1.5, 101.5] },
            label: say('trend.aria', { n: rows.length }),
            marks: (placed) => [
              axisTop(
                [0, 25, 50, 75, 100].map((at) => ({ at, label: number(at) })),
                { frame },
              ),
              Plot.link(placed, {
                x1: 'before',
                x2: 'now',
                y1: 'y',
                y2: 'y',
                stroke: { value: (r: TrendRow) => COLOUR[r.change.verdict], scale: null },
                strokeWidth: 2,
              }),
              Plot.dot(placed, {
                x: 'before',
                y: 'y',
                r: 5,
                fill: 'var(--paper)',
                stroke: 'var(--accent)',
                strokeWidth: 2,
              }),
              Plot.dot(placed, { x: 'now', y: 'y', r: 5, fill: 'var(--accent)' }),
            ],
          },
        ),
      table: wideTable(
        say('trend.title'),
        html`${th(say('table.lender'), true)}${th(earlier.title)}${th(newest.title)}${th(say('trend.change'))}${th(say('trend.verdict'), true)}${th(say('table.n'))}`,
        [...top, ...bottom].map(
          (r) =>
            html`<tr><th scope="row">${r.name}</th><td>${number(r.before)}</td><td>${number(r.now)}</td><td>${r.right}</td><td class="text">${r.band?.text}</td><td>${r.n[0]}, ${r.n[1]}</td></tr>
`,
        ),
      ),
    },
    result,
    speech,
  );
}

/** Waves whose plans differ, each with what differs; and what is therefore not compared. */
export function trendNotes(trend: Trend, speech: Speech): Markup {
  const { say } = speech;
  const changed = trend.waves.filter((w) => w.changed.length > 0);
  return html`${
    changed.length > 0 &&
    html`<h3>${say('trend.changed')}</h3><ul>${changed.map(
      (w) =>
        html`<li>${w.title} (${w.starts}): ${w.changed.map((c, i) => html`${i > 0 && ', '}<code>${c}</code>`)}</li>`,
    )}</ul>`
  }${
    trend.leftOut.length > 0 &&
    html`<h3>${say('trend.leftOut')}</h3><ul lang="en">${trend.leftOut.map((l) => html`<li>${l}</li>`)}</ul>`
  }`;
}
