/** One reply and its questions. Its words are escaped text and nothing else. A plain form; the script adds keys. */
import { html } from 'hono/html';
import { hiddenCsrf, type Markup } from '../../pages/frame.ts';
import type { Words } from '../../words.ts';
import { fieldOf, type Ticked } from '../answers.ts';
import type { BenchItem } from '../bench.ts';
import { type Choice, NONE, OPEN, QUESTIONS, type Question } from '../questions.ts';
import { BENCH_STYLE, languageName, progressBar, replyPath } from './parts.ts';

/** Characters of a reply that are drawn. */
const MOST_WORDS = 20_000;

export interface ReplyGiven {
  item: BenchItem;
  /** Its place in the coder's own order, from 1. */
  place: number;
  done: number;
  all: number;
  /** Names of the replies before and after it; null at the ends. */
  previous: string | null;
  next: string | null;
  ticked: Ticked;
  /** The coder has coded this reply before. */
  again: boolean;
  csrf: string;
  /** Questions at which something is missing or torn, after a try to save. */
  faults: readonly string[];
}

export function replyPage(words: Words, given: ReplyGiven): Markup {
  const { say } = words;
  const { item, place, previous, next, again } = given;
  return html`${BENCH_STYLE}<form class="coding" data-coding data-open-note="${say('coding.stillOpen')}" method="post" action="${replyPath(item.name)}" tabindex="-1" autocomplete="off">
${hiddenCsrf(given.csrf)}
<div class="reading">
<h1>${say('coding.reply', { n: place })}</h1>
${progressBar(words, given.done, given.all)}
${again ? html`<p class="note">${say('coding.before')}</p>` : ''}
${asked(words, item)}
<section class="card" aria-labelledby="answer"><h2 id="answer">${say('coding.answer')}</h2>
<div class="said reply" dir="auto" data-reply tabindex="0" role="region" aria-labelledby="answer">${item.text.slice(0, MOST_WORDS)}${item.text.length > MOST_WORDS ? ' …' : ''}</div></section>
</div>
<div class="questions"><h2>${say('coding.codes')}</h2>
${QUESTIONS.map((q) => questionField(words, q, given))}
<p class="note bad" data-note role="alert" hidden></p>
<p><button class="primary" data-save accesskey="s">${say(again ? 'coding.again' : 'coding.save')} <kbd aria-hidden="true">s</kbd></button></p>
<p class="turn">${previous === null ? '' : html`<a rel="prev" href="${replyPath(previous)}">${say('coding.previous')} <kbd aria-hidden="true">q</kbd></a>`}
${next === null ? '' : html`<a rel="next" href="${replyPath(next)}">${say('coding.next')} <kbd aria-hidden="true">r</kbd></a>`}
<a href="/coding">${say('coding.overview')}</a>
<a data-keys href="/coding/keys" target="_blank" rel="noopener">${say('coding.keys')} <kbd aria-hidden="true">?</kbd></a></p>
</div>
</form>
<script src="/assets/coding.js" defer></script>`;
}

const asked = (words: Words, item: BenchItem): Markup => {
  const { say } = words;
  const facets = item.asked.map((facet) => words.named('facet', facet)).join('; ');
  return html`<section class="card asked" aria-labelledby="asked"><h2 id="asked">${say('coding.asked')}</h2>
<p class="small soft">${say('coding.language', { language: languageName(words, item.language) })}</p>
<p class="said" lang="${item.language}" dir="auto">${item.question}</p>
<p class="small"><strong>${say('coding.facets')}</strong> ${facets === '' ? say('coding.nothingAsked') : facets}</p>
${item.worry === null ? '' : html`<p class="small"><strong>${say('coding.worry')}</strong> <span lang="${item.language}" dir="auto">${item.worry}</span></p>`}</section>`;
};

function questionField(words: Words, q: Question, { item, ticked, faults }: ReplyGiven): Markup {
  const hint = `hint-${q.id}`;
  const fault = faults.includes(q.id);
  return html`<fieldset id="q-${q.id}" class="question ${q.kind}${fault ? ' fault' : ''}" data-question${fault ? html` data-fault` : ''} aria-describedby="${hint}">
<legend>${words.named('criterion', q.id)}</legend>
<p class="hint" id="${hint}">${words.named('hint', q.id)}</p>
<div class="choices">${q.choices.map((choice) => choiceField(words, q, choice, { item, ticked }))}</div>
</fieldset>`;
}

function choiceField(
  words: Words,
  q: Question,
  { value, key }: Choice,
  { item, ticked }: Pick<ReplyGiven, 'item' | 'ticked'>,
): Markup {
  const { say } = words;
  const alone = value === OPEN || (q.kind === 'list' && value === NONE);
  const isAsked = q.id === 'answered' && (item.asked as string[]).includes(value);
  const means = q.id === 'responder' ? words.named('means', value) : value;
  return html`<label class="choice${value === OPEN ? ' open' : ''}"><input type="${q.kind === 'list' ? 'checkbox' : 'radio'}" name="${fieldOf(q, value)}" value="${value}" data-key="${key}"${alone ? html` data-alone` : ''}${q.kind === 'list' ? '' : html` required`}${ticked.has(`${q.id}:${value}`) ? html` checked` : ''}>
<kbd${q.kind === 'grade' && value !== OPEN ? html` class="grade"` : html` aria-hidden="true"`}>${key}</kbd><span>${shown(words, q, value)}${means === value ? '' : html` <small class="soft">${means}</small>`}${isAsked ? html` <span class="chip">${say('coding.isAsked')}</span>` : ''}</span></label>`;
}

function shown(words: Words, { id, kind }: Question, value: string): string {
  if (value === OPEN) return words.say('coding.x');
  if (kind === 'yes-no') return words.say(value === 'yes' ? 'coding.yes' : 'coding.no');
  if (kind === 'grade') return words.named('anchor', `${id}-${value}`);
  if (kind === 'list' && value === NONE) return words.say('coding.none');
  if (id === 'responder') return words.named('responder', value);
  if (id === 'deflection') return words.named('deflection', value);
  return id === 'answered' ? words.named('facet', value) : words.named('data', value);
}
