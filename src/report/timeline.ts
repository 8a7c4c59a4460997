/** One message's clocks on a logarithmic line from the send to the deadline. */
import type { ProbeRow } from '../model/wave-result.ts';
import { html, type Markup } from './markup.ts';
import type { Speech } from './speech.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const TICKS = [5 * MINUTE, HOUR, 24 * HOUR];

export const CLOCKS = ['anything', 'nonAutomatic', 'substantive'] as const;

export function timeline(probe: ProbeRow, deadlineHours: number, speech: Speech): Markup {
  const { say } = speech;
  const end = deadlineHours * HOUR;
  const place = (ms: number) =>
    `${(1.5 + (94 * Math.log1p(Math.min(ms, end) / MINUTE)) / Math.log1p(end / MINUTE)).toFixed(2)}%`;
  const moments = CLOCKS.flatMap((clock) => {
    const latency = probe.clocks[clock];
    return latency.status === 'scored' ? [{ clock, ms: latency.value }] : [];
  });
  const events = moments.map((m) =>
    say('timeline.event', { what: say(`probe.${m.clock}`), when: speech.elapsed(m.ms) }),
  );
  const aria = say('timeline.aria', {
    deadline: speech.hours(deadlineHours),
    events: events.join(', ') || say('timeline.nothing'),
  });
  const ticks = [...TICKS.filter((t) => t < end), end];
  return html`<svg class="timeline" role="img" aria-label="${aria}"><line class="base" x1="1.5%" x2="95.5%" y1="12" y2="12"/>${[
    0,
    ...ticks,
  ].map((t) => html`<line class="tick" x1="${place(t)}" x2="${place(t)}" y1="7" y2="17"/>`)}${ticks.map(
    (t) =>
      t === end
        ? html`<text x="100%" y="33" text-anchor="end">${speech.elapsed(t)}</text>`
        : html`<text x="${place(t)}" y="33" text-anchor="middle">${speech.elapsed(t)}</text>`,
  )}${moments.map((m) => markOf(m.clock, place(m.ms)))}</svg>`;
}

function markOf(clock: (typeof CLOCKS)[number], x: string): Markup {
  if (clock === 'anything') return html`<line class="anything" x1="${x}" x2="${x}" y1="2" y2="22"/>`;
  return html`<circle class="${clock}" cx="${x}" cy="12" r="${clock === 'substantive' ? 4 : 6.5}"/>`;
}

/** What the marks of a timeline stand for. */
export const timelineKey = (speech: Speech): Markup =>
  html`<ul class="key">${CLOCKS.map(
    (clock) =>
      html`<li><svg aria-hidden="true">${markOf(clock, '50%')}</svg>${speech.say(`probe.${clock}`)}</li>`,
  )}</ul>`;
