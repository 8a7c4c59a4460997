/** What the score is made of: criteria with weights, how they came out, and how far coders agree on them. */
import type { AgreementRow } from '../model/wave-result.ts';
import { html, type Markup } from './markup.ts';
import type { PublicResult } from './redaction.ts';
import type { Speech } from './speech.ts';
import { th, wideTable } from './wide-table.ts';

export function rubricTable(result: PublicResult, speech: Speech): Markup {
  const { say, number } = speech;
  const { people, rows } = result.agreement;
  const measured = people > 0;
  const alphaOf = (criterion: string): string => {
    const row = rows.find((r) => r.criterion === criterion && r.language === 'all');
    if (row?.alpha.status !== 'scored') return '';
    const { interval } = row;
    const span =
      interval.status === 'scored'
        ? ` (${say('range', { low: decimals(interval.value.low), high: decimals(interval.value.high) })})`
        : '';
    return `${decimals(row.alpha.value)}${span}`;
  };
  const notices = rows.filter((r) => r.verdict === 'dropped' || r.verdict === 'tentative');
  return html`<h3>${say('rubric.title')}</h3><p class="note">${say('rubric.note')}</p>${wideTable(
    say('rubric.title'),
    html`${th(say('rubric.criterion'), true)}${th(say('rubric.weight'))}${th(say('rubric.mean'))}${th(say('rubric.scored'))}${
      measured && th(say('rubric.agreement'))
    }`,
    result.rubric.map(
      (r) =>
        html`<tr><th scope="row">${say(`criterion.${r.criterion}`)}</th><td>${number(r.weight)}</td><td>${
          r.mean.status === 'scored' ? number(r.mean.value) : ''
        }</td><td>${speech.share(r.scored, r.n)}</td>${measured && html`<td>${alphaOf(r.criterion)}</td>`}</tr>
`,
    ),
  )}<p>${measured ? say('agreement.people', { n: people }) : say('agreement.none')}</p>${
    notices.length > 0 && html`<ul>${notices.map((n) => html`<li>${noticeOf(n, speech)}</li>`)}</ul>`
  }`;
}

function noticeOf(row: AgreementRow, speech: Speech): string {
  const { say } = speech;
  return say('agreement.notice', {
    criterion: say(`criterion.${row.criterion}`),
    language: row.language === 'all' ? say('agreement.all') : speech.tongue(row.language),
    alpha: row.alpha.status === 'scored' ? decimals(row.alpha.value) : '',
    units: row.units,
    use: say(row.verdict === 'dropped' ? 'use.dropped' : 'use.tentative'),
  });
}

/** An alpha is read to the third place: its limit is .667. */
const decimals = (value: number): string => value.toFixed(3);
