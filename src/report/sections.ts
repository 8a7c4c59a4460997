/** What stands on the page, in its order: charts first, then everything that they rest on. */
import { LEAST_FOR_RANK } from '../model/wave-result.ts';
import { conductChart } from './charts/conduct-chart.ts';
import { curvesChart } from './charts/curves-chart.ts';
import { doorsChart } from './charts/doors-chart.ts';
import { funnelChart } from './charts/funnel-chart.ts';
import { heatMap } from './charts/heat-map.ts';
import { hoursChart } from './charts/hours-chart.ts';
import { outcomeChart } from './charts/outcome-chart.ts';
import { rankChart } from './charts/rank-chart.ts';
import { scoreChart } from './charts/score-chart.ts';
import { slotsChart } from './charts/slots-chart.ts';
import { trendChart, trendNotes } from './charts/trend-chart.ts';
import { weightsChart } from './charts/weights-chart.ts';
import { inlineData } from './inline-data.ts';
import { lenderPages } from './lender-pages.ts';
import { marketNotes } from './market-notes.ts';
import { html, type Markup } from './markup.ts';
import { deviationTable, methodNotes } from './notes.ts';
import type { PublicResult } from './redaction.ts';
import type { Phrase, Speech } from './speech.ts';
import { entityTable, groupTables, lenderTable } from './tables.ts';

export interface Section {
  id: string;
  title: Phrase;
  /** The title is a topic alone: the chart below says the finding. */
  topic?: boolean;
  note?: string | undefined;
  body: Markup;
}

export function sectionsOf(result: PublicResult, speech: Speech): Section[] {
  const { say } = speech;
  const deadline = speech.hours(result.wave.deadlineHours);
  const severalBrands = result.entities.some((e) => e.lenders.length > 1);
  const open = result.review.probes + result.review.messages > 0;
  const none = html`<p class="note">${say('scores.none', { least: LEAST_FOR_RANK })}</p>`;
  const scores = scoreChart(result, speech);
  const funnel = funnelChart(result, speech);
  return [
    ...shown('outcomes', 'outcomes.title', outcomeChart(result, speech) ?? none),
    ...shown('curves', 'curves.title', curvesChart(result, result.curves, speech)),
    ...shown('scores', 'scores.title', scores ? html`${scores}${funnel}` : none),
    ...shown('ranks', 'ranks.title', rankChart(result, result.secondOpinion, speech)),
    ...shown(
      'weights',
      'weights.title',
      result.sensitivity.status === 'scored' ? weightsChart(result, result.sensitivity.value, speech) : null,
    ),
    ...shown('channels', 'heat.title', heatMap(result, speech)),
    ...trendSection(result, speech),
    ...shown('doors', 'doors.title', doorsChart(result, result.findings, speech)),
    ...shown('hours', 'hours.title', hoursChart(result, speech)),
    ...shown('slots', 'slots.title', slotsChart(result, result.findings, speech)),
    ...shown('conduct', 'conduct.title', conductChart(result, result.findings, speech)),
    {
      id: 'market',
      title: 'market.title',
      note: say('market.note'),
      body: marketNotes(result, result.findings, speech),
    },
    {
      id: 'table',
      title: 'table.title',
      note: say('table.note', { deadline }),
      body: lenderTable(result, speech),
    },
    { id: 'groups', title: 'groups.title', body: groupTables(result, speech) },
    ...(severalBrands
      ? [
          {
            id: 'entities',
            title: 'entities.title' as const,
            note: say('entities.note'),
            body: entityTable(result, speech),
          },
        ]
      : []),
    { id: 'lenders', title: 'lenders.title', note: say('lenders.note'), body: lenderPages(result, speech) },
    {
      id: 'deviations',
      title: 'deviations.title',
      note: say('deviations.note'),
      body: html`${open && html`<p>${say('review.note', result.review)}</p>`}${deviationTable(result, speech)}`,
    },
    { id: 'methods', title: 'methods.title', body: methodNotes(result, speech) },
    { id: 'data', title: 'data.title', note: say('data.note'), body: inlineData(result, speech) },
  ];
}

function trendSection(result: PublicResult, speech: Speech): Section[] {
  if (result.trend.status !== 'scored') return [];
  const trend = result.trend.value;
  const chart = trendChart(result, trend, speech);
  return shown('trend', 'trend.title', chart && html`${chart}${trendNotes(trend, speech)}`);
}

const shown = (id: string, title: Phrase, body: Markup | null): Section[] =>
  body ? [{ id, title, topic: true, body }] : [];
