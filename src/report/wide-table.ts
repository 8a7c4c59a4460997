/** The one kind of table that the report has. */
import { type Content, html, type Markup } from './markup.ts';

/**
 * A table that scrolls sideways by itself, so that the page doesn't. With `search` the page's script adds a field that
 * searches it and lets its columns be sorted.
 */
export const wideTable = (
  caption: string,
  head: Markup,
  rows: Markup[],
  search?: { label: string; count: string; sort: string },
): Markup =>
  html`<div class="wide" role="group" tabindex="0" aria-label="${caption}"><table${
    search && html` data-search="${search.label}" data-count="${search.count}" data-sort="${search.sort}"`
  }>
<caption class="hidden">${caption}</caption>
<thead><tr>${head}</tr></thead>
<tbody>${rows}</tbody></table></div>`;

export const th = (label: string, text = false): Markup =>
  html`<th scope="col"${text ? html` class="text"` : ''}>${label}</th>`;

/** A cell with the value by which its column is sorted. */
export const td = (value: string | number, content: Content, kind?: 'text' | 'line'): Markup =>
  html`<td${kind !== undefined && html` class="${kind}"`} data-v="${value}">${content}</td>`;
