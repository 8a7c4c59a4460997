/** What all charts have in common: heading and note above, the picture in two sizes, source and table below. */
import { html, type Markup } from '../markup.ts';
import type { PublicResult } from '../redaction.ts';
import type { Speech } from '../speech.ts';
import { type Frame, NARROW, WIDE } from './frame.ts';

export interface Chart {
  /** Starts the figure's id, and its picture's name: `chart-scores`. */
  id: string;
  /** What the chart shows, in a sentence: its finding. */
  title: string;
  /** How to read it. */
  note: string;
  /** The key of its colours, where they aren't named in the picture itself. */
  key?: Markup | undefined;
  draw: (frame: Frame) => Markup;
  /** The data as a table. */
  table: Markup;
  /** What is counted, for the line of the source. */
  n: string;
}

export const figureOf = (chart: Chart, result: PublicResult, speech: Speech): Markup =>
  html`<figure id="chart-${chart.id}" aria-labelledby="chart-${chart.id}-title">
<figcaption><h3 id="chart-${chart.id}-title">${chart.title}</h3><p class="note">${chart.note}</p></figcaption>
${chart.key}
<div class="on-wide">${chart.draw(WIDE)}</div>
<div class="on-narrow">${chart.draw(NARROW)}</div>
<p class="source">${chart.n} · ${speech.day(result.firstSentAt ?? result.wave.starts)} – ${speech.day(result.lastSentAt ?? result.wave.ends)} · Doorbell, ${result.wave.title}${result.mode === 'sandbox' && html` · <b>${speech.say('chart.simulated')}</b>`}</p>
<details class="data"><summary>${speech.say('chart.table')}</summary>
${chart.table}</details>
</figure>`;
