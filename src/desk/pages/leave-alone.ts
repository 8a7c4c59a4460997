/** The do-not-contact list: who stands on it and why, and a form that adds to it. Nobody is ever taken off it here. */
import { html } from 'hono/html';
import type { DeskView } from '../../fieldwork/desk-view.ts';
import type { Words } from '../words.ts';
import { hiddenCsrf, type Markup } from './frame.ts';

export const SCOPES = ['address', 'domain', 'entity'] as const;
/** Entries drawn. */
const MOST = 500;

export function leaveAlonePage(words: Words, view: DeskView, csrf: string, entities: string[]): Markup {
  const { say } = words;
  return html`<h1>${say('list.title')}</h1>
<p>${say('list.means')}</p>
<form class="card" method="post" action="/leave-alone">${hiddenCsrf(csrf)}
<h2>${say('list.add')}</h2>
<fieldset><legend>${say('list.scope')}</legend>
${SCOPES.map((scope) => html`<label class="choice"><input type="radio" name="scope" value="${scope}" required><span>${say(`scope.${scope}`)}</span></label>`)}
</fieldset>
<div class="field"><label for="value">${say('list.value')}</label><p class="hint" id="value-hint">${say('list.valueHint')}</p>
<input type="text" id="value" name="value" required minlength="3" maxlength="254" list="entities" autocapitalize="none" aria-describedby="value-hint">
<datalist id="entities">${entities.map((e) => html`<option value="${e}"></option>`)}</datalist></div>
<div class="field"><label for="reason">${say('list.reason')}</label>
<input type="text" id="reason" name="reason" required minlength="3" maxlength="300"></div>
<button class="primary" accesskey="s">${say('list.go')}</button></form>
<section aria-labelledby="entries"><h2 id="entries">${say('list.entries', { n: view.doNotContact.length })}</h2>
${
  view.doNotContact.length === 0
    ? html`<p class="soft">${say('list.empty')}</p>`
    : html`<ul class="list">${view.doNotContact.slice(0, MOST).map(
        (
          entry,
        ) => html`<li><div class="row"><bdi>${entry.value}</bdi><span class="chip">${words.named('scope', entry.scope)}</span></div>
<span class="soft small"><bdi>${entry.reason}</bdi> · ${entry.at === undefined ? say('list.elsewhere') : html`${entry.by ?? say('list.itself')} · ${words.moment(entry.at)}`}</span></li>`,
      )}</ul>`
}</section>`;
}
