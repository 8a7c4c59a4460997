/** The report of a wave as one HTML file that opens anywhere: no script, no outside resource, nothing but this page. */
import { findingOf } from './finding.ts';
import { lenderPages } from './lender-pages.ts';
import { html, type Markup, trusted, written } from './markup.ts';
import { deviationTable, footer, methodNotes } from './notes.ts';
import { outcomeChart } from './outcome-chart.ts';
import type { PublicResult } from './redaction.ts';
import { scoreChart } from './score-chart.ts';
import { type Phrase, type Speech, speechOf } from './speech.ts';
import { STYLE } from './style.ts';
import { entityTable, groupTables, lenderTable } from './tables.ts';

const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

/** `language`: one that has strings (en, uk, ru, zh); throws SetupError for another. */
export function renderHtml(result: PublicResult, options: { language: string }): string {
  const speech = speechOf(options.language);
  const { say } = speech;
  const finding = findingOf(result, speech);
  const sections = sectionsOf(result, speech);
  return `<!doctype html>\n${written(html`<html lang="${speech.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="${result.code}">
<title>${finding} · ${result.wave.title}</title>
<style>${trusted(STYLE)}</style>
</head>
<body>
<a class="skip" href="#outcomes">${say('skip')}</a>
<header class="top">
<p class="kicker"><b>Doorbell</b> · ${say('kicker')} · ${result.wave.title}</p>
<h1>${finding}</h1>
${result.mode === 'sandbox' && html`<p class="banner">${say('sandbox')}</p>`}
${result.mode === 'unopened' && html`<p class="banner">${say('unopened')}</p>`}
<p class="standfirst">${standfirst(result, speech)}</p>
${tiles(result, speech)}
<nav class="page" aria-label="${say('nav')}"><ul>${sections.map((s) => html`<li><a href="#${s.id}">${say(s.title)}</a></li>`)}</ul></nav>
</header>
<main>
${sections.map(
  (
    s,
  ) => html`<section id="${s.id}" aria-labelledby="${s.id}-title"><h2 id="${s.id}-title">${say(s.title)}</h2>
${s.note !== undefined && html`<p class="note">${s.note}</p>`}
${s.body}
</section>
`,
)}
</main>
${footer(result, speech)}
</body>
</html>
`)}`;
}

interface Section {
  id: string;
  title: Phrase;
  note?: string;
  body: Markup;
}

function sectionsOf(result: PublicResult, speech: Speech): Section[] {
  const { say } = speech;
  const deadline = speech.hours(result.wave.deadlineHours);
  const severalBrands = result.entities.some((e) => e.lenders.length > 1);
  const open = result.review.probes + result.review.messages > 0;
  return [
    { id: 'outcomes', title: 'outcomes.title', body: outcomeChart(result, speech) },
    { id: 'scores', title: 'scores.title', body: scoreChart(result, speech) },
    {
      id: 'table',
      title: 'table.title',
      note: say('table.note', { deadline }),
      body: lenderTable(result, speech),
    },
    { id: 'groups', title: 'groups.title', body: groupTables(result, speech) },
    ...(severalBrands
      ? [
          {
            id: 'entities',
            title: 'entities.title' as const,
            note: say('entities.note'),
            body: entityTable(result, speech),
          },
        ]
      : []),
    { id: 'lenders', title: 'lenders.title', note: say('lenders.note'), body: lenderPages(result, speech) },
    {
      id: 'deviations',
      title: 'deviations.title',
      note: say('deviations.note'),
      body: html`${open && html`<p>${say('review.note', result.review)}</p>`}${deviationTable(result, speech)}`,
    },
    { id: 'methods', title: 'methods.title', body: methodNotes(result, speech) },
  ];
}

const standfirst = (result: PublicResult, speech: Speech): string =>
  speech.say('standfirst', {
    from: speech.day(result.firstSentAt ?? result.wave.starts),
    to: speech.day(result.lastSentAt ?? result.wave.ends),
    lenders: result.lenders.length,
    channels: result.channels.map((c) => speech.say(`channel.${c.key}`)).join(', '),
    deadline: speech.hours(result.wave.deadlineHours),
  });

function tiles(result: PublicResult, speech: Speech): Markup | false {
  const { results, valid } = result.totals;
  if (results.status !== 'scored') return false;
  const r = results.value;
  const figures: [Phrase, number][] = [
    ['tile.answered', r.answered],
    ['tile.inFull', r.answeredInFull],
    ['tile.within24h', r.within24h],
    ['tile.silent', r.dispositions['no-reply'] ?? 0],
  ];
  return html`<dl class="tiles">${figures
    .filter(([phrase]) => phrase !== 'tile.within24h' || result.wave.deadlineHours >= 24)
    .map(
      ([phrase, n]) => html`<div><dt>${speech.say(phrase)}</dt><dd>${speech.share(n, valid)}</dd></div>`,
    )}</dl>`;
}
