/** Findings about the market that are said rather than drawn: comparisons within lenders, shared desks, claims of 24 hours. */
import type { AnswerPoint, MarketFindings, Paired } from '../model/market-findings.ts';
import { html, type Markup } from './markup.ts';
import type { PublicResult } from './redaction.ts';
import type { Speech } from './speech.ts';
import { th, wideTable } from './wide-table.ts';

/** Desks and lenders beyond this many are counted, not named. */
const NAMED = 12;

/** Fewer have no 95% interval by signed ranks, and a middle of two lenders is no finding about a market. */
const LEAST_PAIRED = 6;

export function marketNotes(result: PublicResult, findings: MarketFindings, speech: Speech): Markup {
  const { say } = speech;
  const names = new Map(result.lenders.map((l) => [l.id, l.name]));
  const listed = (ids: readonly string[]) =>
    ids
      .slice(0, NAMED)
      .map((id) => names.get(id) ?? id)
      .join(', ') + (ids.length > NAMED ? ` ${say('market.more', { n: ids.length - NAMED })}` : '');
  const { all, some, none, least } = findings.answerRates.lenders;
  const { always } = findings.hours;
  const { desks, wordings } = findings.sharedDesks;
  return html`<ul class="findings"><li>${say('market.allSomeNone', { all, some, none, least })}</li>${
    always.lenders > 0 &&
    html`<li>${say('market.always', { n: always.lenders })}${always.silent.length > 0 && ` ${say('market.alwaysSilent', { lenders: listed(always.silent) })}`}</li>`
  }${
    wordings.compared > 0 &&
    html`<li>${say('market.wordings', { n: wordings.compared, groups: wordings.shared.length })}</li>`
  }${desks.slice(0, NAMED).map(
    (desk) =>
      html`<li>${
        desk.ties.every((tie) => tie === 'wording')
          ? say('market.alike', { lenders: listed(desk.lenders) })
          : say('market.desk', {
              lenders: listed(desk.lenders),
              ties: desk.ties.map((tie) => say(`tie.${tie}`)).join(', '),
            })
      }</li>`,
  )}${desks.length > NAMED && html`<li>${say('market.more', { n: desks.length - NAMED })}</li>`}</ul>
${answersTable(findings, speech)}${pairsTable(findings, speech)}`;
}

function answersTable({ answerRates }: MarketFindings, speech: Speech): Markup | false {
  const { say } = speech;
  const moments = answerRates.rows[0]?.substantive ?? [];
  if (moments.length === 0) return false;
  const cell = (p: AnswerPoint) =>
    html`<td>${
      p.sure === p.possible
        ? speech.share(p.sure, p.n)
        : say('of', { n: say('range', { low: p.sure, high: p.possible }), of: p.n })
    }${
      p.interval.status === 'scored' &&
      p.n > 10 &&
      html`<small>${say('range', { low: speech.percent(p.interval.value.low), high: speech.percent(p.interval.value.high) })}</small>`
    }</td>`;
  return html`<h3>${say('market.answers')}</h3><p class="note">${say('market.answersNote')}</p>${wideTable(
    say('market.answers'),
    html`${th(say('groups.channel'), true)}${moments.map((p) =>
      th(say('curves.by', { time: speech.elapsed(Math.round(p.hours * 3_600_000)) })),
    )}`,
    answerRates.rows.flatMap((row) =>
      (['anything', 'substantive'] as const).map(
        (clock) =>
          html`<tr><th scope="row">${row.scope === 'any' ? say('curves.all') : say(`channel.${row.scope}`)}<small>${say(`clock.${clock}`)}</small></th>${row[clock].map(cell)}</tr>
`,
      ),
    ),
  )}`;
}

/** Each lender is its own yardstick here, so that who is on which channel doesn't matter. */
function pairsTable(findings: MarketFindings, speech: Speech): Markup | false {
  const { say } = speech;
  const rows: { name: string; pair: Paired; unit: 'ratio' | 'points' | 'share' }[] = [
    ...findings.chatAgainstMail.flatMap((c) => {
      const both = { channel: say(`channel.${c.channel}`), against: say(`channel.${c.against}`) };
      return [
        { name: say('pair.wait', both), pair: c.ratio, unit: 'ratio' as const },
        { name: say('pair.score', both), pair: c.score, unit: 'points' as const },
      ];
    }),
    ...findings.hours.paired.map((p) => ({
      name: say('pair.slot', {
        slot: say(`slot.${p.slot}`),
        time: speech.elapsed(Math.round(p.hours * 3_600_000)),
      }),
      pair: p.difference,
      unit: 'share' as const,
    })),
    {
      name: say('pair.automatic'),
      pair: findings.automaticAgainstHuman.quality,
      unit: 'points',
    },
  ];
  const shown = rows.filter((r) => r.pair.lenders > 0);
  if (shown.length === 0) return false;
  const said = (value: number, unit: 'ratio' | 'points' | 'share') =>
    unit === 'ratio'
      ? `× ${speech.number(value, 1)}`
      : unit === 'share'
        ? signed(value * 100, speech)
        : signed(value, speech, 1);
  return html`<h3>${say('pair.title')}</h3><p class="note">${say('pair.note', { least: LEAST_PAIRED })}</p>${wideTable(
    say('pair.title'),
    html`${th(say('pair.what'), true)}${th(say('table.lendersCount'))}${th(say('pair.higher'))}${th(say('pair.lower'))}${th(say('pair.same'))}${th(say('pair.estimate'))}${th(say('rate.interval'))}${th('p')}`,
    shown.map(
      ({ name, pair, unit }) =>
        html`<tr><th scope="row">${name}</th><td>${pair.lenders}</td><td>${pair.higher}</td><td>${pair.lower}</td><td>${pair.same}</td><td>${
          pair.estimate.status === 'scored' && pair.lenders >= LEAST_PAIRED
            ? said(pair.estimate.value, unit)
            : '–'
        }</td><td>${
          pair.interval.status === 'scored' && pair.lenders >= LEAST_PAIRED
            ? say('pair.to', {
                low: said(pair.interval.value.low, unit),
                high: said(pair.interval.value.high, unit),
              })
            : '–'
        }</td><td>${pair.p.status === 'scored' && pair.lenders >= LEAST_PAIRED ? sayP(pair.p.value, speech) : '–'}</td></tr>
`,
    ),
  )}`;
}

const signed = (value: number, speech: Speech, digits = 0): string =>
  `${value > 0 ? '+' : value < 0 ? '−' : ''}${speech.number(Math.abs(value), digits)}`;

const sayP = (p: number, speech: Speech): string =>
  p < 0.001 ? '< 0.001' : speech.number(Math.round(p * 1000) / 1000, 3);
