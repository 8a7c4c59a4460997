/** The bench's first page: what coding means here, how far this coder has come, and the way on. */
import { html } from 'hono/html';
import type { Markup } from '../../pages/frame.ts';
import type { Words } from '../../words.ts';
import type { BenchItem } from '../bench.ts';
import { BENCH_STYLE, languageName, progressBar, replyPath } from './parts.ts';

export interface StartGiven {
  /** In the coder's own order. */
  items: BenchItem[];
  coded: ReadonlyMap<string, unknown>;
  lead: boolean;
}

export function startPage(words: Words, { items, coded, lead }: StartGiven): Markup {
  const { say } = words;
  const done = items.filter((item) => coded.has(item.name)).length;
  const way =
    items.length === 0
      ? html`<p class="soft">${say('coding.empty')}</p>`
      : done === items.length
        ? html`<p><strong>${say('coding.finished')}</strong></p>`
        : html`<p><a class="button primary" href="/coding/next" accesskey="s">${say(done === 0 ? 'coding.begin' : 'coding.goOn')}</a></p>`;
  return html`${BENCH_STYLE}<h1>${say('coding.title')}</h1>
${items.length > 0 ? progressBar(words, done, items.length) : ''}
${way}
<section class="card"><p>${say('coding.what')}</p><p>${say('coding.rules')}</p><p>${say('coding.cannot')}</p><p>${say('coding.alone')}</p>
<p><a href="/coding/keys">${say('coding.keys')}</a>${lead ? html` · <a href="/coding/agreement">${say('coding.agreement')}</a>` : ''}</p></section>
${
  items.length === 0
    ? ''
    : html`<details><summary>${say('coding.list')}</summary><ol class="list">${items.map(
        (item, i) =>
          html`<li><div class="row"><a href="${replyPath(item.name)}">${say('coding.reply', { n: i + 1 })}</a><span class="small soft">${languageName(words, item.language)}</span>${
            coded.has(item.name)
              ? html`<span class="chip good">${say('coding.isCoded')}</span>`
              : html`<span class="chip">${say('coding.isOpen')}</span>`
          }</div></li>`,
      )}</ol></details>`
}`;
}
