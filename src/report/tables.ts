/** The tables of lenders, groups and legal entities; n in every row. */
import type { Band, EntityRow, LenderRow, Tally } from '../model/wave-result.ts';
import { html, type Markup } from './markup.ts';
import type { PublicResult } from './redaction.ts';
import type { Speech } from './speech.ts';
import { sayBand, sayRange, sayRank } from './standing-words.ts';
import { td, th, wideTable } from './wide-table.ts';

export function lenderTable(result: PublicResult, speech: Speech): Markup {
  const { say } = speech;
  const ranked = result.lenders.filter((l) => l.publishable === 'ranked');
  const counted = result.lenders.filter((l) => l.publishable === 'counts-only');
  const tooFew = result.lenders.filter((l) => l.publishable === 'too-few');
  const nameHead = th(say('table.lender'), true);
  const counts = countHeads(speech);
  return html`${
    ranked.length > 0 &&
    wideTable(
      say('table.title'),
      html`${nameHead}${th(say('table.rank'))}${th(say('table.tie'))}${th(say('table.band'), true)}${th(say('table.score'))}${counts}`,
      ranked.map(
        (l) =>
          html`<tr>${nameCell(l)}${standingCells(l, speech, true)}${countCells(l, result.wave.deadlineHours, speech)}</tr>
`,
      ),
      { label: say('search.label'), count: say('search.count'), sort: say('search.sort') },
    )
  }${
    counted.length > 0 &&
    html`<h3>${say('countsOnly.title')}</h3><p class="note">${say('countsOnly.note')}</p>${wideTable(
      say('countsOnly.title'),
      html`${nameHead}${counts}`,
      counted.map(
        (l) => html`<tr>${nameCell(l)}${countCells(l, result.wave.deadlineHours, speech)}</tr>
`,
      ),
    )}`
  }${
    tooFew.length > 0 &&
    html`<h3>${say('tooFew.title')}</h3><p class="note">${say('tooFew.note')}</p>${wideTable(
      say('tooFew.title'),
      html`${nameHead}${th(say('table.fielded'))}${th(say('table.valid'))}${th(say('table.excluded'), true)}`,
      tooFew.map(
        (l) =>
          html`<tr>${nameCell(l)}<td>${l.fielded}</td><td>${l.valid}</td><td class="text">${excludedOf(l, speech)}</td></tr>
`,
      ),
    )}`
  }`;
}

const nameCell = (l: LenderRow): Markup =>
  html`<th scope="row"><a href="#lender-${l.id}">${l.name}</a><small>${l.entity.name}</small></th>`;

const BANDS: readonly Band[] = ['above-market', 'not-distinguishable', 'below-market'];

function standingCells(l: LenderRow | EntityRow, speech: Speech, tie: boolean): Markup {
  if (l.standing.status !== 'scored') return html`<td></td>${tie && html`<td></td>`}<td></td><td></td>`;
  const s = l.standing.value;
  const { say, number } = speech;
  return html`${td(s.rankLow + s.rankHigh / 1e5, sayRank(s, speech))}${tie && td(s.tie, s.tie)}${td(
    BANDS.indexOf(s.band),
    html`<span class="${s.band}">${sayBand(s, speech)}</span>`,
    'line',
  )}${td(
    s.score,
    html`<b>${number(s.score)}</b> (${sayRange(Math.round(s.low), Math.round(s.high), speech)})${s.n < l.valid && html`<small>${say('table.n')} ${s.n}</small>`}`,
  )}`;
}

const countHeads = ({ say }: Speech): Markup =>
  html`${th(say('table.answered'))}${th(say('table.inFull'))}${th(say('table.within24h'))}${th(say('table.wait'))}${th(say('table.median'))}${th(say('table.valid'))}`;

function countCells(tally: Tally, deadlineHours: number, speech: Speech): Markup {
  const { say } = speech;
  const valid = td(
    tally.valid,
    html`${say('of', { n: tally.valid, of: tally.fielded })}${
      tally.valid < tally.fielded && html`<small>${excludedOf(tally, speech)}</small>`
    }`,
  );
  if (tally.results.status !== 'scored') return html`<td></td><td></td><td></td><td></td><td></td>${valid}`;
  const r = tally.results.value;
  const wait = r.cappedWait.status === 'scored' ? r.cappedWait.value : null;
  const share = (n: number) => td(n / Math.max(1, tally.valid), speech.share(n, tally.valid));
  const median = r.medianHours.status === 'scored' ? r.medianHours.value : null;
  return html`${share(r.answered)}${share(r.answeredInFull)}${
    deadlineHours >= 24 ? share(r.within24h) : html`<td></td>`
  }${td(
    wait?.hours ?? '',
    html`${wait && speech.wait(wait.hours)}${wait && wait.n < tally.valid && html`<small>${say('table.n')} ${wait.n}</small>`}`,
  )}${td(
    median ?? deadlineHours * 1000,
    median === null ? `> ${speech.wait(deadlineHours)}` : speech.wait(median),
  )}${valid}`;
}

const excludedOf = (tally: Tally, speech: Speech): string =>
  Object.entries(tally.excluded)
    .map(([code, n]) => `${speech.number(n)} ${code}`)
    .join(', ') || '0';

/** Answer counts of the whole wave by channel, language and slot. */
export function groupTables(result: PublicResult, speech: Speech): Markup {
  const { say } = speech;
  const table = <K extends string>(
    title: string,
    rows: readonly (Tally & { key: K })[],
    nameOf: (key: K) => string,
  ) =>
    html`<div>${wideTable(
      title,
      html`${th(title, true)}${th(say('table.answered'))}${th(say('table.within24h'))}${th(say('table.valid'))}`,
      rows.map((row) => {
        const r = row.results.status === 'scored' ? row.results.value : null;
        return html`<tr><th scope="row">${nameOf(row.key)}</th><td>${r && speech.share(r.answered, row.valid)}</td><td>${r && speech.share(r.within24h, row.valid)}</td><td>${say('of', { n: row.valid, of: row.fielded })}</td></tr>
`;
      }),
    )}</div>`;
  return html`<div class="half">${table(say('groups.slot'), result.slots, (k) => say(`slot.${k}`))}${table(
    say('groups.language'),
    result.languages,
    (k) => speech.tongue(k),
  )}${table(say('groups.channel'), result.channels, (k) => say(`channel.${k}`))}</div>`;
}

/** Legal entities; only worth a table where one has several brands. */
export function entityTable(result: PublicResult, speech: Speech): Markup {
  const { say } = speech;
  const names = new Map(result.lenders.map((l) => [l.id, l.name]));
  const several = result.entities.filter((e) => e.lenders.length > 1);
  return wideTable(
    say('entities.title'),
    html`${th(say('table.entity'), true)}${th(say('table.brands'), true)}${th(say('table.rank'))}${th(say('table.band'), true)}${th(say('table.score'))}${countHeads(speech)}`,
    several.map(
      (e: EntityRow) =>
        html`<tr><th scope="row">${e.name}</th><td class="text">${e.lenders.map((l) => names.get(l) ?? l).join(', ')}</td>${standingCells(e, speech, false)}${countCells(e, result.wave.deadlineHours, speech)}</tr>
`,
    ),
  );
}
