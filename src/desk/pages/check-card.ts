/** The card of a look at a chat: nothing there, or a reply, handed in as words, picture or exported chat. */
import { html } from 'hono/html';
import type { Task } from '../../fieldwork/tasks.ts';
import type { PlannedProbe } from '../../model/plan.ts';
import type { Operator } from '../../model/settings.ts';
import type { Words } from '../words.ts';
import { hiddenCsrf, type Markup, PRIMARY_KEY } from './frame.ts';
import type { CardSetting } from './send-card.ts';

/** `answered`: an answer is on record already, so the question is whether more has come. */
export function checkCard(set: CardSetting, task: Task, operator: Operator, answered: boolean): Markup {
  const { words, csrf, link, now } = set;
  const { say } = words;
  const channel = words.named('channel', task.probe.channel);
  const last = task.look === 'deadline';
  const due = task.dueAt <= now;
  return html`<section class="card" aria-labelledby="task">
<h1 id="task">${say(answered ? 'check.askMore' : 'check.ask', { lender: set.lender })}</h1>
<dl class="facts">
<dt>${say('fact.channel')}</dt><dd>${channel} · <bdi>${link?.shown ?? task.probe.address}</bdi></dd>
<dt>${say('fact.look')}</dt><dd>${say(`look.${task.look ?? '1h'}`)}</dd>
${task.deadlineAt === undefined ? '' : html`<dt>${say('fact.deadline')}</dt><dd>${words.moment(task.deadlineAt)} (${words.away(task.deadlineAt, now)})</dd>`}
</dl>
${due ? '' : html`<p class="note">${say('check.early', { when: words.moment(task.dueAt) })}</p>`}
${last ? html`<div class="note warn"><p><strong>${say('check.lastTitle')}</strong></p><p>${say(answered ? 'check.lastMore' : 'check.lastMeans')}</p></div>` : ''}
<ol class="steps">
<li><h2>${say('check.open')}</h2><p class="soft">${say('check.scroll')}</p>
${link ? html`<a class="button primary" data-open accesskey="${PRIMARY_KEY}" href="${link.href}" target="_blank" rel="noopener noreferrer">${say('task.open', { channel, shown: link.shown })}</a>` : html`<p><bdi>${task.probe.address}</bdi></p>`}</li>
<li><h2>${say('check.seen')}</h2>
<form method="post" action="/tasks/${encodeURIComponent(task.probe.id)}/nothing">${hiddenCsrf(csrf)}
${last ? html`<label class="choice"><input type="checkbox" name="sure" value="yes" required><span>${say(answered ? 'check.sureMore' : 'check.sure')}</span></label>` : ''}
<button class="wide" data-done>${say(answered ? 'check.nothingMore' : last ? 'check.nothingForGood' : 'check.nothing')}</button></form>
<p class="soft">${say(answered ? 'check.orMore' : 'check.orReply')}</p></li>
</ol>
</section>
${replyForms(set, task.probe, operator)}`;
}

/** Ways to hand in what the lender wrote. */
export function replyForms(set: CardSetting, probe: PlannedProbe, operator: Operator): Markup {
  const { words, csrf } = set;
  const { say } = words;
  const action = (what: string) => `/tasks/${encodeURIComponent(probe.id)}/${what}`;
  return html`<section class="card" aria-labelledby="reply">
<h2 id="reply">${say('reply.title')}</h2>
<p class="soft">${say('reply.best')}</p>
<details class="more"><summary>${say('export.title')}</summary>
<form method="post" enctype="multipart/form-data" action="${action('export')}">${hiddenCsrf(csrf)}
<div class="field"><label for="export">${say('export.file')}</label><p class="hint" id="export-hint">${say('export.hint')}</p>
<input type="file" id="export" name="file" required aria-describedby="export-hint" accept=".txt,.zip,.json,.csv"></div>
<div class="field"><label for="app">${say('export.app')}</label>
<select id="app" name="app">${APPS.map((app) => html`<option value="${app}"${app === appOf(probe) ? html` selected` : ''}>${words.named('channel', app)}</option>`)}</select></div>
<div class="field"><label for="own">${say('export.own')}</label><p class="hint" id="own-hint">${say('export.ownHint')}</p>
<input type="text" id="own" name="own" required maxlength="120" value="${operator.name}" aria-describedby="own-hint" dir="auto"></div>
<p class="soft small">${say('export.zone', { zone: operator.timeZone, order: say(operator.daysFirst ? 'export.daysFirst' : 'export.monthsFirst') })}</p>
<button>${say('export.send')}</button></form>
<p class="soft small">${say('export.mail', { address: set.mailTo })}</p></details>
<details class="more"><summary>${say('words.title')}</summary>
<form method="post" enctype="multipart/form-data" action="${action('reply')}">${hiddenCsrf(csrf)}
<div class="field"><label for="text">${say('words.text')}</label><p class="hint" id="text-hint">${say('words.hint')}</p>
<textarea id="text" name="text" maxlength="20000" dir="auto" aria-describedby="text-hint"></textarea></div>
<div class="field"><label for="shown">${say('words.time')}</label><p class="hint" id="shown-hint">${say('words.timeHint')}</p>
<input type="text" id="shown" name="shown" maxlength="60" aria-describedby="shown-hint"></div>
${pictureField(words)}
<button>${say('words.send')}</button></form></details>
</section>`;
}

/** "Our question stands in the chat": for a send that is unclear. */
export function ownCard(set: CardSetting, probe: PlannedProbe): Markup {
  const { words, csrf, link } = set;
  const { say } = words;
  const channel = words.named('channel', probe.channel);
  return html`<section class="card" aria-labelledby="task">
<h1 id="task">${say('own.ask', { lender: set.lender })}</h1>
<p>${say('own.why')}</p>
${link ? html`<p><a class="button" data-open href="${link.href}" target="_blank" rel="noopener noreferrer">${say('task.open', { channel, shown: link.shown })}</a></p>` : ''}
<form method="post" enctype="multipart/form-data" action="/tasks/${encodeURIComponent(probe.id)}/own">${hiddenCsrf(csrf)}
${pictureField(words)}
<button class="primary" accesskey="${PRIMARY_KEY}">${say('own.stands')}</button></form>
</section>`;
}

const pictureField = (words: Words): Markup =>
  html`<div class="field"><label for="picture">${words.say('words.picture')}</label><p class="hint" id="picture-hint">${words.say('words.pictureHint')}</p>
<input type="file" id="picture" name="picture" accept="image/png,image/jpeg,image/webp" aria-describedby="picture-hint"></div>`;

const APPS = ['whatsapp', 'telegram', 'viber', 'line'] as const;
const appOf = (probe: PlannedProbe): string | undefined => APPS.find((app) => app === probe.channel);
