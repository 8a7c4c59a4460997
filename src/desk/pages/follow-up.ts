/** The one further message of a probe, through the recorder. */
import { html } from 'hono/html';
import type { PlannedProbe } from '../../model/plan.ts';
import type { Words } from '../words.ts';
import { hiddenCsrf, type Markup } from './frame.ts';

export const followUpForm = ({ say }: Words, csrf: string, probe: PlannedProbe): Markup =>
  html`<section class="card" aria-labelledby="follow"><details><summary id="follow">${say('follow.title')}</summary>
<p>${say('follow.means')}</p>
<form method="post" action="/tasks/${encodeURIComponent(probe.id)}/follow-up">${hiddenCsrf(csrf)}
<div class="field"><label for="further">${say('follow.text')}</label><textarea id="further" name="text" required minlength="3" maxlength="500" dir="auto" lang="${probe.language}"></textarea></div>
<label class="choice"><input type="checkbox" name="sure" value="yes" required><span>${say('follow.sure')}</span></label>
<button>${say('follow.go')}</button></form></details></section>`;
