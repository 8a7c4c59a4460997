/** The card of a question that is to be sent: take it, open the chat, press Send there, say so here. */
import { html, raw } from 'hono/html';
import { renderSVG } from 'uqr';
import type { Task } from '../../fieldwork/tasks.ts';
import { millis } from '../../model/scalars.ts';
import type { ChatLink } from '../options.ts';
import type { Words } from '../words.ts';
import { hiddenCsrf, type Markup, PRIMARY_KEY } from './frame.ts';

/** A task that has been in hand for longer was perhaps forgotten: it is asked about. ms. */
const FORGOTTEN = 30 * 60_000;

export interface CardSetting {
  words: Words;
  csrf: string;
  now: number;
  lender: string;
  /** The chat with the question in its input box, where the messenger can do that. */
  link: ChatLink | null;
  /** The chat alone. */
  chat: ChatLink | null;
  /** Where an exported chat may be mailed to. */
  mailTo: string;
}

/** Of a task that nobody has in hand: what it is, and one button. */
export function takeCard(set: CardSetting, task: Task, may: boolean): Markup {
  const { words, csrf } = set;
  const { say } = words;
  return html`<section class="card" aria-labelledby="task">
${head(set, task)}
<p>${say('task.takeWhy')}</p>
${
  may
    ? html`<form method="post" action="/tasks/${encodeURIComponent(task.probe.id)}/take">${hiddenCsrf(csrf)}
<button class="primary" accesskey="${PRIMARY_KEY}">${say('task.take')}</button></form>`
    : html`<p class="note warn">${say('task.noSending')}</p>`
}
</section>`;
}

/** Of a task that this operator has in hand. */
export function sendCard(set: CardSetting, task: Task): Markup {
  const { words, csrf, link } = set;
  const { say } = words;
  const channel = words.named('channel', task.probe.channel);
  const action = (what: string) => `/tasks/${encodeURIComponent(task.probe.id)}/${what}`;
  if (task.forbidden !== undefined)
    return html`<section class="card" aria-labelledby="task">${head(set, task)}
<div class="note bad" role="alert"><p><strong>${say('task.forbidden')}</strong> <span lang="en">${task.forbidden}</span></p></div>
<form method="post" action="${action('release')}">${hiddenCsrf(csrf)}<input type="hidden" name="why" value="forbidden">
<button class="primary" accesskey="${PRIMARY_KEY}">${say('task.releaseForbidden')}</button></form>
<form method="post" action="${action('sent')}">${hiddenCsrf(csrf)}<button>${say('task.sentAlready')}</button></form>
</section>`;
  const ready = link?.prefilled === true;
  const confirm = task.takenAt !== undefined && set.now - task.takenAt > FORGOTTEN;
  return html`<section class="card" aria-labelledby="task" data-task="${task.probe.id}/${task.attempt}">
${head(set, task)}
${confirm ? html`<p class="note warn">${say('task.confirmAsk')}</p>` : ''}
<ol class="steps" data-steps>
${ready || confirm ? '' : html`<li><h2>${say('task.copyFirst')}</h2>${copyBox(words, task.text)}</li>`}
<li><h2>${link ? say('task.openIt', { channel }) : say('task.search', { channel, address: task.probe.address })}</h2>
${ready && !confirm ? html`<p class="soft">${say('task.prefilled')}</p>` : ''}
${link ? html`<a class="button ${confirm ? '' : 'primary'}" data-open href="${link.href}" target="_blank" rel="noopener noreferrer"${confirm ? '' : html` accesskey="${PRIMARY_KEY}"`}>${say('task.open', { channel, shown: link.shown })}</a>` : ''}
${confirm ? '' : qrCodes(set, task.text)}
</li>
<li><h2>${say('task.pressSend', { channel })}</h2>
<form method="post" action="${action('sent')}">${hiddenCsrf(csrf)}
<button class="${confirm || !link ? 'primary' : 'wide'}" data-done${confirm || !link ? html` accesskey="${PRIMARY_KEY}"` : ''}>${say('task.pressed')}</button></form>
</li>
</ol>
${ready ? html`<details class="more"><summary>${say('task.theText')}</summary>${copyBox(words, task.text)}</details>` : ''}
${couldNot(set, action)}
</section>`;
}

function head(set: CardSetting, task: Task): Markup {
  const { words, now } = set;
  const { say } = words;
  const until = millis(task.probe.sendBy);
  return html`<h1 id="task">${say('task.ask', { lender: set.lender })}</h1>
<dl class="facts">
<dt>${say('fact.channel')}</dt><dd>${words.named('channel', task.probe.channel)} · <bdi>${set.link?.shown ?? task.probe.address}</bdi></dd>
<dt>${say('fact.until')}</dt><dd><time datetime="${task.probe.sendBy}">${words.moment(until)}</time> (${words.away(until, now)})</dd>
${task.attempt > 1 ? html`<dt>${say('fact.attempt')}</dt><dd>${task.attempt}</dd>` : ''}
</dl>`;
}

function copyBox(words: Words, text: string): Markup {
  return html`<label class="hidden" for="question">${words.say('task.theText')}</label>
<textarea id="question" readonly rows="6" dir="auto">${text}</textarea>
<button type="button" data-copy="question" hidden>${words.say('task.copy')}</button>
<span class="soft small" role="status" data-copied-note></span>`;
}

/** Bytes that a phone's camera still reads off a screen with ease. */
const MOST_IN_QR = 1300;

/**
 * For who sits at a desktop with the messenger on the phone: the chat with the question in it, or, where that is too
 * much for one code or the messenger takes no text, the chat and the question apart.
 */
function qrCodes({ words, link, chat }: CardSetting, text: string): Markup {
  const { say } = words;
  if (!link || !chat) return html``;
  const whole = link.prefilled && fits(link.href);
  return html`<div class="qrs">
${qr(whole ? link.href : chat.href, say(whole ? 'task.qr' : 'task.qrChat'))}
${whole || !fits(text) ? '' : qr(text, say('task.qrText'))}
</div>`;
}

const fits = (text: string): boolean => new TextEncoder().encode(text).length <= MOST_IN_QR;

const qr = (what: string, caption: string): Markup =>
  html`<figure class="qr ${what.length > 300 ? 'dense' : ''}">${raw(renderSVG(what, { border: 2 }).replace('<svg ', '<svg role="img" aria-label="QR" '))}<figcaption>${caption}</figcaption></figure>`;

/**
 * Why a question could not be sent; the first two give the task back, which is for those who know that it has not gone;
 * `unsure` does nothing but send them to the chat; the others shut the door.
 */
export const REASONS = ['no-time', 'technical', 'unsure', 'channel-unavailable', 'gated', 'blocked'] as const;
export type Reason = (typeof REASONS)[number];

function couldNot({ words, csrf }: CardSetting, action: (what: string) => string): Markup {
  const { say } = words;
  return html`<details class="more"><summary>${say('task.couldNot')}</summary>
<form method="post" action="${action('could-not')}">${hiddenCsrf(csrf)}
<fieldset><legend>${say('task.why')}</legend>
${REASONS.map(
  (reason) =>
    html`<label class="choice"><input type="radio" name="why" value="${reason}" required><span>${say(`why.${reason}`)}</span></label>`,
)}
</fieldset>
<div class="field"><label for="what">${say('task.whatHappened')}</label>
<p class="hint" id="what-hint">${say('task.whatHint')}</p>
<input type="text" id="what" name="what" maxlength="300" aria-describedby="what-hint"></div>
<button class="danger">${say('task.saveCouldNot')}</button>
</form></details>`;
}
