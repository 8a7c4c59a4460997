/** What the pages of the bench have in common. */
import { html } from 'hono/html';
import type { Markup } from '../../pages/frame.ts';
import type { Words } from '../../words.ts';

export const BENCH_STYLE: Markup = html`<link rel="stylesheet" href="/assets/coding.css">`;

export const replyPath = (name: string): string => `/coding/replies/${encodeURIComponent(name)}`;

/** The name of a language in the operator's own. */
export const languageName = (words: Words, code: string): string =>
  new Intl.DisplayNames([words.language], { type: 'language' }).of(code) ?? code;

/** "12 of 100", and the same as a bar. */
export const progressBar = (words: Words, done: number, all: number): Markup =>
  html`<p class="progress-line"><span id="progress">${words.say('coding.progress', { done, n: all })}</span> <progress max="${all}" value="${done}" aria-labelledby="progress"></progress></p>`;

/** The keys of the bench, as the script knows them. */
export const keyList = ({ say }: Words): Markup => html`<p>${say('press.how')}</p>
<dl class="keys">
<dt><kbd>0</kbd>–<kbd>7</kbd></dt><dd>${say('press.choose')}</dd>
<dt><kbd>a</kbd>–<kbd>m</kbd></dt><dd>${say('press.letters')}</dd>
<dt><kbd>x</kbd></dt><dd>${say('press.x')}</dd>
<dt><kbd>n</kbd> <kbd>Enter</kbd></dt><dd>${say('press.enter')}</dd>
<dt><kbd>p</kbd></dt><dd>${say('press.p')}</dd>
<dt><kbd>s</kbd></dt><dd>${say('press.s')}</dd>
<dt><kbd>r</kbd></dt><dd>${say('press.r')}</dd>
<dt><kbd>q</kbd></dt><dd>${say('press.q')}</dd>
<dt><kbd>t</kbd></dt><dd>${say('press.t')}</dd>
<dt><kbd>?</kbd></dt><dd>${say('press.help')}</dd>
</dl>
<p>${say('press.tab')}</p>`;
