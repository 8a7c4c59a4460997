/** How far the coders agree: for the lead alone. */
import { html } from 'hono/html';
import type { Markup } from '../../pages/frame.ts';
import type { Words } from '../../words.ts';
import type { BenchAgreement, CodingBench } from '../bench.ts';
import { BENCH_STYLE, languageName } from './parts.ts';

const TONES: Record<BenchAgreement['verdict'], string> = {
  'in-score': 'good',
  tentative: 'warn',
  dropped: 'bad',
  undecided: '',
};

export function agreementPage(
  words: Words,
  { coders, rows }: Awaited<ReturnType<CodingBench['agreement']>>,
): Markup {
  const { say } = words;
  const decided = rows.filter((r) => r.alpha !== null);
  const undecided = rows.filter((r) => r.alpha === null && !/^[a-z]{2}$/.test(r.language));
  const notices = rows.filter((r) => r.verdict === 'dropped' || r.verdict === 'tentative');
  return html`${BENCH_STYLE}<h1>${say('agree.title')}</h1>
<p>${say('agree.what')}</p>
<section class="card" aria-labelledby="coders"><h2 id="coders">${say('agree.coders')}</h2>
<dl class="facts">${coders.map(({ name, replies }) => html`<dt>${name.includes('@') ? html`${say('agree.rules')} <small>${name}</small>` : name}</dt><dd>${say('agree.replies', { n: replies })}</dd>`)}</dl></section>
${
  rows.length === 0
    ? html`<p class="soft">${say('agree.none')}</p>`
    : html`<section class="card" aria-labelledby="notices"><h2 id="notices">${say('agree.notices')}</h2>
${notices.length === 0 ? html`<p>${say('agree.noNotices')}</p>` : html`<ul>${notices.map((r) => html`<li>${criterion(words, r)} (${language(words, r)}): ${value(words, r.alpha)} <span class="chip ${TONES[r.verdict]}">${words.named('verdict', r.verdict)}</span></li>`)}</ul>`}</section>
<h2 id="table">${say('agree.table')}</h2>
<div class="sheet" role="region" aria-labelledby="table" tabindex="0"><table>
<thead><tr>${(['criterion', 'language', 'units', 'alpha', 'interval', 'verdict'] as const).map((head) => html`<th scope="col">${say(`agree.${head}`)}</th>`)}</tr></thead>
<tbody>${decided.map((r) => row(words, r))}</tbody></table></div>
${undecided.length === 0 ? '' : html`<details><summary>${say('agree.undecided', { n: undecided.length })}</summary><p>${say('agree.undecidedWhy')}</p><ul>${undecided.map((r) => html`<li>${criterion(words, r)}</li>`)}</ul></details>`}`
}
<p><a href="/coding">${say('coding.title')}</a></p>`;
}

const row = (words: Words, r: BenchAgreement): Markup =>
  html`<tr><th scope="row">${criterion(words, r)}</th><td>${language(words, r)}</td><td>${words.number(r.units)}</td><td>${value(words, r.alpha)}</td><td>${
    r.low === null || r.high === null
      ? words.say('agree.noValue')
      : words.say('agree.range', { low: value(words, r.low), high: value(words, r.high) })
  }</td><td><span class="chip ${TONES[r.verdict]}">${words.named('verdict', r.verdict)}</span></td></tr>`;

const language = (words: Words, { language: code }: BenchAgreement): string =>
  /^[a-z]{2}$/.test(code) ? languageName(words, code) : words.say('agree.all');

/** Three digits: the limits of a verdict have as many. */
const value = (words: Words, alpha: number | null): string =>
  alpha === null
    ? words.say('agree.noValue')
    : new Intl.NumberFormat(words.language, { minimumFractionDigits: 3, maximumFractionDigits: 3 }).format(
        alpha,
      );

function criterion(words: Words, { criterion: id }: BenchAgreement): string {
  const [family, one] = id.split(':');
  if (family === 'facet') return `${words.named('criterion', 'answered')} ${words.named('facet', one!)}`;
  if (one !== undefined) return `${words.named('criterion', family!)} ${words.named('data', one)}`;
  return words.named('criterion', id);
}
