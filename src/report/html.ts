/**
 * The report of a wave as one HTML file that opens anywhere: no outside resource, one small script and one style sheet,
 * both let through by their hashes alone. Loads Observable Plot (a quarter of a second): whoever need not draw imports
 * this file when it does.
 */
import { findingOf } from './finding.ts';
import { html, type Markup, trusted, written } from './markup.ts';
import { footer } from './notes.ts';
import type { PublicResult } from './redaction.ts';
import { hashSource, SCRIPT } from './script.ts';
import { sectionsOf } from './sections.ts';
import { type Phrase, type Speech, speechOf } from './speech.ts';
import { STYLE } from './style.ts';

const POLICY = [
  "default-src 'none'",
  `script-src ${hashSource(SCRIPT)}`,
  `style-src ${hashSource(STYLE)}`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

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
  ) => html`<section id="${s.id}" aria-labelledby="${s.id}-title"><h2 id="${s.id}-title"${s.topic && html` class="topic"`}>${say(s.title)}</h2>
${s.note !== undefined && html`<p class="note">${s.note}</p>`}
${s.body}
</section>
`,
)}
</main>
${footer(result, speech)}
<script>${trusted(SCRIPT)}</script>
</body>
</html>
`)}`;
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
