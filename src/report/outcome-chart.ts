/** One bar a lender: what became of each of its valid messages. */
import type { Disposition } from '../model/vocabulary.ts';
import type { Results, Tally } from '../model/wave-result.ts';
import { endsOf } from './ends.ts';
import { type Content, html, type Markup } from './markup.ts';
import type { PublicResult } from './redaction.ts';
import type { Speech } from './speech.ts';
import { th, wideTable } from './wide-table.ts';

/** From the best outcome to the worst; the order of the segments and of the key. */
export const OUTCOMES: readonly Disposition[] = [
  'answered',
  'partly-answered',
  'deflected',
  'gated',
  'refused',
  'acknowledged-only',
  'no-reply',
  'undeliverable',
  'channel-unavailable',
  'blocked',
];

export function outcomeChart(result: PublicResult, speech: Speech): Markup {
  const { say } = speech;
  const rows = result.lenders.flatMap((lender) =>
    lender.results.status === 'scored' ? [{ lender, results: lender.results.value }] : [],
  );
  const seen = OUTCOMES.filter((o) => rows.some((r) => r.results.dispositions[o]));
  // The two ends of a long list are ends of an order by score, which lenders with counts alone have not.
  const { top, between, bottom } = endsOf(rows, (r) => r.lender.publishable === 'ranked');
  const bar = ({ lender, results }: (typeof rows)[number]) =>
    html`<li>${barOf(lender.name, html`<a href="#lender-${lender.id}">${lender.name}</a>`, lender, results, speech)}</li>
`;
  const all = say('outcomes.all');
  return html`<figure>
<figcaption>${say('outcomes.note')}</figcaption>
<ul class="key">${seen.map((o) => html`<li><i class="o-${o}"></i>${say(`disposition.${o}`)}</li>`)}</ul>
<ol class="chart bars"><li class="axis"><span class="who"></span><span class="plot"></span><span class="figure">${say('table.answered')}</span></li>${
    result.totals.results.status === 'scored' &&
    html`<li class="total">${barOf(all, all, result.totals, result.totals.results.value, speech)}</li>`
  }${top.map(bar)}${between > 0 && html`<li class="gap">${say('middle', { n: between })}</li>`}${bottom.map(bar)}</ol>
<details class="data"><summary>${say('outcomes.table')}</summary>
${wideTable(
  say('outcomes.title'),
  html`${th(say('table.lender'), true)}${seen.map((o) => th(say(`disposition.${o}`)))}${th(say('table.valid'))}`,
  rows.map(
    ({ lender, results }) =>
      html`<tr><th scope="row">${lender.name}</th>${seen.map(
        (o) => html`<td>${results.dispositions[o] ?? 0}</td>`,
      )}<td>${say('of', { n: lender.valid, of: lender.fielded })}</td></tr>
`,
  ),
)}</details>
</figure>`;
}

function barOf(name: string, label: Content, tally: Tally, results: Results, speech: Speech): Markup {
  const { say } = speech;
  const parts = OUTCOMES.flatMap((o) => {
    const n = results.dispositions[o];
    return n ? [{ o, n, words: `${say(`disposition.${o}`)} ${speech.number(n)}` }] : [];
  });
  const excluded = tally.fielded - tally.valid;
  const aria = say('outcomes.aria', { lender: name, parts: parts.map((p) => p.words).join(', ') });
  return html`<span class="who">${label}</span>
<span class="plot bar" role="img" aria-label="${aria}">${parts.map(
    (p) => html`<span class="o-${p.o}" style="flex:${p.n}" title="${p.words}">${speech.number(p.n)}</span>`,
  )}</span>
<span class="figure">${say('of', { n: results.answered, of: tally.valid })}${
    excluded > 0 && html` <span class="soft">${say('outcomes.excluded', { n: excluded })}</span>`
  }</span>`;
}
