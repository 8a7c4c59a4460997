/** The small print that makes the large print true: deviations, how to read, footer. */
import { LEAST_FOR_COUNTS, LEAST_FOR_RANK } from '../model/wave-result.ts';
import { html, type Markup } from './markup.ts';
import type { PublicResult } from './redaction.ts';
import { rubricTable } from './rubric-table.ts';
import type { Speech } from './speech.ts';
import { leastDifference } from './standing-words.ts';
import { th, wideTable } from './wide-table.ts';

const SHOWN = 12;

export function deviationTable(result: PublicResult, speech: Speech): Markup {
  const { say } = speech;
  if (result.deviations.length === 0) return html`<p>${say('deviations.none')}</p>`;
  return wideTable(
    say('deviations.title'),
    html`${th(say('deviations.what'), true)}${th(say('deviations.code'), true)}${th(say('table.n'))}${th(say('deviations.when'), true)}${th(say('deviations.detail'), true)}${th(say('deviations.probes'), true)}`,
    result.deviations.map((d) => {
      const more = d.probes.length - SHOWN;
      const when = d.first === undefined ? '' : speech.moment(d.first);
      const until = d.last === undefined || d.last === d.first ? '' : ` – ${speech.moment(d.last)}`;
      return html`<tr><th scope="row">${say(`deviation.${d.kind}`)}</th><td class="text"><code>${d.code}</code></td><td>${d.n}</td><td class="text">${when}${until}</td><td class="text prose" lang="en">${d.detail}</td><td class="text prose">${d.probes.slice(0, SHOWN).map((p, i) => html`${i > 0 && ', '}<code class="id">${p}</code>`)}${
        more > 0 && html` ${say('deviations.more', { n: more })}`
      }</td></tr>
`;
    }),
  );
}

export function methodNotes(result: PublicResult, speech: Speech): Markup {
  const { say, number } = speech;
  const { market, canaries } = result;
  const notes = [
    say('methods.silence'),
    say('methods.canary', canaries),
    say('methods.answered'),
    say('methods.score'),
    say('methods.rank', { q: `${number(market.falseDiscovery * 100)}%` }),
    market.spread.status === 'scored' &&
      say('methods.market', {
        lenders: market.lenders,
        probes: market.probes,
        spread: number(market.spread.value, 1),
        df: market.df,
      }),
    say('methods.least', { rank: LEAST_FOR_RANK, counts: LEAST_FOR_COUNTS }),
    say('methods.limits'),
  ];
  return html`<div class="method">${notes.map((note) => note && html`<p>${note}</p>`)}</div>${rubricTable(result, speech)}`;
}

export function footer(result: PublicResult, speech: Speech): Markup {
  const { say } = speech;
  const { wave, totals } = result;
  const d = leastDifference(result);
  const sent =
    result.firstSentAt === undefined
      ? say('unopened')
      : `${speech.moment(result.firstSentAt)} – ${speech.moment(result.lastSentAt ?? result.firstSentAt)}`;
  const lines: [string, string | Markup][] = [
    [say('footer.wave'), `${wave.title} (${wave.id}, ${wave.starts} – ${wave.ends})`],
    [say('footer.dates'), sent],
    [say('footer.deadline'), speech.hours(wave.deadlineHours)],
    [
      say('footer.n'),
      say('footer.nValue', {
        fielded: totals.fielded,
        valid: totals.valid,
        excluded: totals.fielded - totals.valid,
      }),
    ],
    [
      say('footer.d'),
      d === null
        ? say('none')
        : say('footer.dValue', { d: d.low === d.high ? d.low : say('range', { ...d }) }),
    ],
    [say('footer.plan'), html`<code>${result.plan}</code>`],
    [say('footer.code'), html`<code>${result.code}</code>`],
    [say('footer.coder'), html`<code>${result.coder}</code>`],
    [say('footer.funder'), result.funder ?? ''],
    [say('footer.controller'), wave.controller],
    [say('footer.purpose'), wave.purpose],
    [say('footer.country'), wave.country],
  ];
  return html`<footer><dl>${lines
    .filter(([, value]) => value !== '')
    .map(
      ([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`,
    )}</dl><p class="soft">${say('footer.utc')}</p></footer>`;
}
