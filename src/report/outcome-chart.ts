/** One bar a lender: what became of each of its valid messages. */
import type { Disposition } from '../model/vocabulary.ts';
import type { LenderRow, Results } from '../model/wave-result.ts';
import { endsOf } from './ends.ts';
import { html, type Markup } from './markup.ts';
import type { PublicResult } from './redaction.ts';
import type { Speech } from './speech.ts';

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
  const { top, between, bottom } = endsOf(rows);
  const bar = (r: (typeof rows)[number]) => barOf(r.lender, r.results, speech);
  return html`<figure>
<figcaption>${say('outcomes.note')}</figcaption>
<ul class="key">${seen.map((o) => html`<li><i class="o-${o}"></i>${say(`disposition.${o}`)}</li>`)}</ul>
<ol class="chart bars">${top.map(bar)}${
    between > 0 && html`<li class="gap">${say('middle', { n: between })}</li>`
  }${bottom.map(bar)}</ol>
<details class="data"><summary>${say('outcomes.table')}</summary>
<div class="wide" role="region" tabindex="0" aria-label="${say('outcomes.title')}"><table>
<caption class="hidden">${say('outcomes.title')}</caption>
<thead><tr><th scope="col" class="text">${say('table.lender')}</th>${seen.map(
    (o) => html`<th scope="col">${say(`disposition.${o}`)}</th>`,
  )}<th scope="col">${say('table.valid')}</th><th scope="col">${say('table.excluded')}</th></tr></thead>
<tbody>${rows.map(
    ({ lender, results }) =>
      html`<tr><th scope="row">${lender.name}</th>${seen.map(
        (o) => html`<td>${results.dispositions[o] ?? 0}</td>`,
      )}<td>${lender.valid}</td><td>${lender.fielded - lender.valid}</td></tr>
`,
  )}</tbody></table></div></details>
</figure>`;
}

function barOf(lender: LenderRow, results: Results, speech: Speech): Markup {
  const { say } = speech;
  const parts = OUTCOMES.flatMap((o) => {
    const n = results.dispositions[o];
    return n ? [{ o, n, words: `${say(`disposition.${o}`)} ${speech.number(n)}` }] : [];
  });
  const excluded = lender.fielded - lender.valid;
  const aria = say('outcomes.aria', { lender: lender.name, parts: parts.map((p) => p.words).join(', ') });
  return html`<li><span class="who"><a href="#lender-${lender.id}">${lender.name}</a></span>
<span class="plot bar" role="img" aria-label="${aria}">${parts.map(
    (p) => html`<span class="o-${p.o}" style="flex:${p.n}" title="${p.words}">${p.n}</span>`,
  )}</span>
<span class="figure">${say('of', { n: results.answered, of: lender.valid })}${
    excluded > 0 && html` <span class="soft">${say('outcomes.excluded', { n: excluded })}</span>`
  }</span></li>
`;
}
