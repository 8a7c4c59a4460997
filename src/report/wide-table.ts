/** The one kind of table that the report has. */
import { html, type Markup } from './markup.ts';

/** A table that scrolls sideways by itself, so that the page doesn't. */
export const wideTable = (caption: string, head: Markup, rows: Markup[]): Markup =>
  html`<div class="wide" role="region" tabindex="0" aria-label="${caption}"><table>
<caption class="hidden">${caption}</caption>
<thead><tr>${head}</tr></thead>
<tbody>${rows}</tbody></table></div>`;

export const th = (label: string, text = false): Markup =>
  html`<th scope="col"${text ? html` class="text"` : ''}>${label}</th>`;
