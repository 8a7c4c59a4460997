/** The lenders of the wave, and one lender's timeline. Words of replies are escaped text and nothing else. */
import { html } from 'hono/html';
import type { DeskView, Moment, ProbeGlance } from '../../fieldwork/desk-view.ts';
import type { Words } from '../words.ts';
import type { Markup } from './frame.ts';

type Named = (lender: string) => string;

/** Moments of one lender that are drawn; the newest are kept. */
const MOST_MOMENTS = 500;
/** Characters of one message that are drawn. */
const MOST_WORDS = 5000;

const TONES: Record<ProbeGlance['standing'], string> = {
  coming: '',
  due: 'warn',
  'in-hand': 'warn',
  unclear: 'warn',
  waiting: '',
  answered: 'good',
  silent: 'bad',
  refused: 'bad',
  invalid: 'bad',
};

const standing = (words: Words, glance: ProbeGlance): Markup =>
  html`<span class="chip ${TONES[glance.standing]}">${words.say(`standing.${glance.standing}`)}</span>`;

export function lendersPage(words: Words, view: DeskView, named: Named): Markup {
  const byLender = new Map<string, ProbeGlance[]>();
  for (const glance of view.probes)
    byLender.set(glance.probe.lender, [...(byLender.get(glance.probe.lender) ?? []), glance]);
  const lenders = [...byLender].sort((a, b) => named(a[0]).localeCompare(named(b[0]), words.language));
  return html`<h1>${words.say('lenders.title')}</h1>
<div id="lenders" data-fresh><ul class="list">
${lenders.map(
  ([
    id,
    probes,
  ]) => html`<li><div class="row"><a href="/lenders/${encodeURIComponent(id)}">${named(id)}</a></div>
<div class="row">${probes.map((glance) => html`<span class="small">${words.named('channel', glance.probe.channel)} ${standing(words, glance)}</span>`)}</div></li>`,
)}
</ul></div>`;
}

export function lenderPage(
  words: Words,
  given: { lender: string; probes: ProbeGlance[]; moments: Moment[]; now: number },
): Markup {
  const { lender, probes, moments, now } = given;
  const { say } = words;
  return html`<h1>${lender}</h1>
<p><a href="/lenders">${say('lender.all')}</a></p>
<div id="lender" data-fresh>
${probes.map((glance) => {
  const own = moments.filter((m) => m.probe === glance.probe.id);
  const shown = own.slice(-MOST_MOMENTS);
  return html`<section class="card" aria-labelledby="p-${glance.probe.id}">
<div class="row"><h2 id="p-${glance.probe.id}">${words.named('channel', glance.probe.channel)}</h2>${standing(words, glance)}</div>
<dl class="facts"><dt>${say('fact.address')}</dt><dd><bdi>${glance.probe.address}</bdi></dd>
<dt>${say('fact.planned')}</dt><dd>${words.moment(glance.probe.sendAt)}</dd>
${glance.takenBy ? html`<dt>${say('fact.takenBy')}</dt><dd>${glance.takenBy}</dd>` : ''}
${glance.reason ? html`<dt>${say('fact.reason')}</dt><dd lang="en">${glance.reason}</dd>` : ''}</dl>
${own.length > shown.length ? html`<p class="soft small">${say('lender.cut', { n: own.length - shown.length })}</p>` : ''}
${shown.length === 0 ? html`<p class="soft">${say('lender.nothing')}</p>` : html`<ol class="timeline">${shown.map((m) => moment(words, m))}</ol>`}
${glance.assisted && glance.sentAt !== undefined ? html`<p><a class="button" href="/tasks/${encodeURIComponent(glance.probe.id)}">${say('lender.handIn')}</a></p>` : ''}
</section>`;
})}
${probes.length === 0 ? html`<p class="soft">${say('lender.nothing')}</p>` : ''}
<p class="soft small">${say('lender.zone', { when: words.moment(now) })}</p>
</div>`;
}

const BAD = new Set<Moment['kind']>([
  'send-rejected',
  'door-closed',
  'send-unknown',
  'invalidated',
  'instrument-failed',
]);

function moment(words: Words, m: Moment): Markup {
  const { say } = words;
  const side = m.message?.side ?? (BAD.has(m.kind) ? 'bad' : '');
  return html`<li class="${side}">
<time datetime="${m.message?.sent.from ?? new Date(m.at).toISOString()}">${m.message ? sentAt(words, m.message) : words.moment(m.at)}</time>
${
  m.message
    ? html`<strong>${say(`side.${m.message.side}`)}</strong><p class="said" dir="auto">${m.message.text.slice(0, MOST_WORDS)}${m.message.text.length > MOST_WORDS ? ' …' : ''}</p>`
    : html`<strong>${words.named('event', m.kind)}</strong>${m.by ? html` <span class="soft">${say('lender.by', { who: m.by })}</span>` : ''}<span class="soft small" lang="en"> ${localTimes(words, m.detail)}</span>`
}
${m.evidence ? html` <a class="small" href="/evidence/${m.evidence}" download>${say('lender.evidence')}</a>` : ''}
</li>`;
}

function sentAt(words: Words, { sent, precision }: NonNullable<Moment['message']>): string {
  if (precision !== 'interval') return words.moment(sent.from);
  return words.say('lender.between', { from: words.moment(sent.from), to: words.moment(sent.to) });
}

/** The ledger's sentences name instants in UTC; people read them in their own zone. */
const localTimes = (words: Words, detail: string): string =>
  detail.replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, (at) => words.moment(at));
