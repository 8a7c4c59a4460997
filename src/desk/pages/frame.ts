/** The frame around every page: landmarks, the ways, who is at the desk, and the languages. */
import { html } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import { type Phrase, TONGUES, type Words } from '../words.ts';

/** Markup that is safe already: whatever is put into html`` is escaped unless it is such a piece itself. */
export type Markup = HtmlEscapedString | Promise<HtmlEscapedString>;

export type Way = 'next' | 'wave' | 'lenders' | 'leave-alone' | 'coding';

export interface Frame {
  words: Words;
  title: string;
  csrf: string;
  /** Where the visitor is, for the ways and for coming back after a choice of language. */
  path: string;
  way?: Way | undefined;
  /** Null at the login: then there are no ways either. */
  operator: string | null;
  mode: 'live' | 'sandbox' | 'closed';
  /** Whether there is a coding bench. */
  coding: boolean;
  /** Said once after an action, and read out. */
  notice?: Notice | null;
  /** The page is kept fresh by server-sent events. */
  live?: boolean;
}

export interface Notice {
  tone: 'good' | 'warn' | 'bad';
  text: string;
}

const ICONS: Record<Way, Markup> = {
  next: html`<path d="M4 12h15M13 6l6 6-6 6" />`,
  wave: html`<path d="M4 19V9m5.3 10V5m5.4 14v-7M20 19V8" />`,
  lenders: html`<path d="M4 20V9l8-5 8 5v11M9 20v-6h6v6" />`,
  'leave-alone': html`<circle cx="12" cy="12" r="8" /><path d="m6.5 6.5 11 11" />`,
  coding: html`<path d="m5 12 4 4L19 6" />`,
};

const KEYS: Record<Way, string> = { next: 'n', wave: 'w', lenders: 'l', 'leave-alone': 'd', coding: 'c' };
/** Accesskey of each page's one primary button. */
export const PRIMARY_KEY = 's';

export function framed(frame: Frame, body: Markup): Markup {
  const { words, title, operator, path } = frame;
  const { say } = words;
  return html`<!doctype html>
<html lang="${words.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<title>${title} · Doorbell</title>
<link rel="stylesheet" href="/assets/desk.css">
<link rel="icon" href="/assets/icon.svg" type="image/svg+xml">
<script src="/assets/desk.js" defer></script>
</head>
<body class="${operator === null ? 'alone' : ''}"${frame.live ? html` data-live="/events"` : ''} data-copied="${say('task.copied')}" data-lost="${say('live.lost')}" data-fresh-note="${say('live.fresh')}">
<a class="skip" href="#main">${say('frame.skip')}</a>
<header class="top">
  <a class="brand" href="/">Doorbell <small>${say('frame.desk')}</small></a>
  ${
    frame.operator === null
      ? ''
      : html`<span class="mode ${frame.mode}">${say(`mode.${frame.mode}`)}</span>
  <form class="who" method="post" action="/logout">${hiddenCsrf(frame.csrf)}<span>${operator}</span><button class="plain">${say('frame.logout')}</button></form>`
  }
</header>
${operator === null ? '' : ways(frame)}
<main id="main" tabindex="-1">
${frame.notice ? html`<div class="note ${frame.notice.tone}" role="${frame.notice.tone === 'good' ? 'status' : 'alert'}"><p>${frame.notice.text}</p></div>` : ''}
${body}
</main>
<footer class="foot">
  ${operator === null ? '' : keyHelp(frame)}
  <form method="post" action="/language">${hiddenCsrf(frame.csrf)}<input type="hidden" name="back" value="${path}">
    ${Object.entries(TONGUES).map(
      ([code, name]) =>
        html`<button class="plain" name="language" value="${code}" lang="${code}"${code === words.language ? html` aria-current="true"` : ''}>${name}</button>`,
    )}
  </form>
</footer>
</body>
</html>`;
}

export const hiddenCsrf = (csrf: string): Markup => html`<input type="hidden" name="csrf" value="${csrf}">`;

function ways({ words, way, coding }: Frame): Markup {
  const all: [Way, string, Phrase][] = [
    ['next', '/next', 'way.next'],
    ['wave', '/', 'way.wave'],
    ['lenders', '/lenders', 'way.lenders'],
    ['leave-alone', '/leave-alone', 'way.leaveAlone'],
    ...(coding ? [['coding', '/coding', 'way.coding'] as [Way, string, Phrase]] : []),
  ];
  return html`<nav class="ways" aria-label="${words.say('frame.ways')}"><ul>
${all.map(
  ([id, href, phrase]) =>
    html`<li><a href="${href}" accesskey="${KEYS[id]}"${id === way ? html` aria-current="page"` : ''}><svg viewBox="0 0 24 24" aria-hidden="true">${ICONS[id]}</svg>${words.say(phrase)}</a></li>`,
)}
</ul></nav>`;
}

function keyHelp({ words, coding }: Frame): Markup {
  const { say } = words;
  return html`<details><summary>${say('keys.title')}</summary>
<p>${say('keys.how')}</p>
<dl>
<dt><kbd>${PRIMARY_KEY}</kbd></dt><dd>${say('keys.primary')}</dd>
<dt><kbd>n</kbd></dt><dd>${say('way.next')}</dd>
<dt><kbd>w</kbd></dt><dd>${say('way.wave')}</dd>
<dt><kbd>l</kbd></dt><dd>${say('way.lenders')}</dd>
<dt><kbd>d</kbd></dt><dd>${say('way.leaveAlone')}</dd>
${coding ? html`<dt><kbd>c</kbd></dt><dd>${say('way.coding')}</dd>` : ''}
</dl></details>`;
}
