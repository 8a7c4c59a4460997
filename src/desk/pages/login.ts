/** Who is at the desk: a name on loopback, a name and the token beyond it. */
import { html } from 'hono/html';
import type { Words } from '../words.ts';
import { hiddenCsrf, type Markup } from './frame.ts';

export function loginPage(
  words: Words,
  csrf: string,
  given: { operators: string[]; token: boolean; next: string },
): Markup {
  const { say } = words;
  const { operators, token, next } = given;
  return html`<h1>${say('login.title')}</h1>
<p>${say('login.why')}</p>
<form class="card" method="post" action="/login">
${hiddenCsrf(csrf)}<input type="hidden" name="next" value="${next}">
<fieldset><legend>${say('login.who')}</legend>
${operators.map(
  (name, i) =>
    html`<label class="choice"><input type="radio" name="operator" value="${name}" required${operators.length === 1 && i === 0 ? html` checked` : ''}><span>${name}</span></label>`,
)}
</fieldset>
${
  token
    ? html`<div class="field"><label for="token">${say('login.token')}</label>
<p class="hint" id="token-hint">${say('login.tokenHint')}</p>
<input type="password" id="token" name="token" autocomplete="current-password" required aria-describedby="token-hint" maxlength="500"></div>`
    : ''
}
<button class="primary" accesskey="s">${say('login.go')}</button>
</form>`;
}
