/** The wave at a glance: what it has come to, and whether the instrument can hear. */
import { html } from 'hono/html';
import type { DeskView } from '../../fieldwork/desk-view.ts';
import type { Words } from '../words.ts';
import { hiddenCsrf, type Markup } from './frame.ts';

/** A recorder or mailbox without contact for so long is shown in alarm, ms. */
const SILENT = 12 * 3_600_000;

export interface GlanceGiven {
  view: DeskView;
  title: string;
  /** Tasks that this operator could do now. */
  due: number;
  csrf: string;
}

export function glancePage(words: Words, { view, title, due, csrf }: GlanceGiven): Markup {
  const { say } = words;
  const { counts } = view;
  const tiles: [string, number, string][] = [
    [say('count.due'), counts.due, ''],
    [say('count.sent'), counts.sent, ''],
    [say('count.answered'), counts.answered, ''],
    [say('count.waiting'), counts.waiting, ''],
    [say('count.closed'), counts.closed, ''],
    [say('count.invalid'), counts.invalid, counts.invalid > 0 ? 'bad' : ''],
  ];
  return html`<h1>${title}</h1>
<p class="live" data-live-note role="status"></p>
<div id="glance" data-fresh data-say="${say('glance.spoken', { due: counts.due, sent: counts.sent, answered: counts.answered })}">
${view.warnings.map((w) => html`<div class="note ${w.code === 'stopped' || w.code === 'recorder-gap' ? 'bad' : 'warn'}"><p><strong>${say(`warning.${w.code}`)}</strong> <span lang="en">${w.text}</span></p></div>`)}
<p>${
    due > 0
      ? html`<a class="button primary" href="/next" accesskey="s">${say('glance.next', { n: due })}</a>`
      : html`<span class="soft">${say('glance.nothing')}</span>`
  }</p>
<section aria-labelledby="counts"><h2 id="counts">${say('glance.counts', { n: counts.planned })}</h2>
<dl class="tiles">${tiles.map(([name, n, tone]) => html`<div class="${tone}"><dt>${name}</dt><dd>${words.number(n)}</dd></div>`)}</dl></section>
<section class="card" aria-labelledby="health"><h2 id="health">${say('health.title')}</h2>
<dl class="facts">
${view.accounts.map((account) => {
  const { lastContact } = account;
  const silent = lastContact === null || view.now - lastContact > SILENT;
  return html`<dt>${account.recorder ? say('health.recorder', { name: account.name }) : say('health.mailbox', { name: account.name })}</dt>
<dd>${lastContact === null ? html`<span class="chip warn">${say('health.never')}</span>` : html`<span class="chip ${silent ? 'bad' : 'good'}">${words.away(lastContact, view.now)}</span>`}</dd>`;
})}
<dt>${say('health.canary')}</dt><dd>${
    view.canary === null
      ? html`<span class="chip warn">${say('canary.none')}</span>`
      : html`<span class="chip ${view.canary.fate === 'lost' ? 'bad' : view.canary.fate === 'seen' ? 'good' : ''}">${say(`canary.${view.canary.fate}`)}</span> ${words.away(view.canary.at, view.now)}${view.canary.reason ? html` <span class="soft">${view.canary.reason}</span>` : ''}`
  }</dd>
<dt>${say('health.sending')}</dt><dd>${view.stopped === null ? html`<span class="chip good">${say('health.open')}</span>` : html`<span class="chip bad">${say('health.stopped')}</span> ${view.stopped}`}</dd>
</dl></section>
</div>
${sendingForm(words, csrf, view.stopped)}`;
}

function sendingForm(words: Words, csrf: string, stopped: string | null): Markup {
  const { say } = words;
  if (stopped === null)
    return html`<section class="card" aria-labelledby="sending"><details><summary id="sending">${say('pause.title')}</summary>
<p>${say('pause.means')}</p>
<form method="post" action="/pause">${hiddenCsrf(csrf)}
<div class="field"><label for="reason">${say('pause.why')}</label><input type="text" id="reason" name="reason" required minlength="3" maxlength="300"></div>
<button class="danger">${say('pause.go')}</button></form></details></section>`;
  return html`<section class="card" aria-labelledby="sending"><h2 id="sending">${say('resume.title')}</h2>
<p>${say('resume.means')}</p><p class="said" dir="auto">${stopped}</p>
<form method="post" action="/resume">${hiddenCsrf(csrf)}
<label class="choice"><input type="checkbox" name="sure" value="yes" required><span>${say('resume.sure')}</span></label>
<button>${say('resume.go')}</button></form></section>`;
}
