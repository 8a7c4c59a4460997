/** The data of the page inside the page: a reader who was only sent the one file can save them from it. */
import { canonical } from '../model/digest.ts';
import { csvOf } from './csv.ts';
import { tablesOf } from './dataset/tables.ts';
import { renderChartData } from './datawrapper.ts';
import { html, type Markup } from './markup.ts';
import type { PublicResult } from './redaction.ts';
import type { Speech } from './speech.ts';

/** Links that save a file each. Single messages stand on the page itself and in the files beside it, and not here. */
export function inlineData(result: PublicResult, speech: Speech): Markup {
  const { probes: _probes, ...rest } = result;
  // Only the tables without messages are asked for: the others take seconds for a large market.
  const tables = tablesOf({ ...result, probes: [] }).filter((t) => TABLES.includes(t.name));
  const files: [string, string, string][] = [
    ['result.json', 'application/json', canonical(rest)],
    ...tables.map((t): [string, string, string] => [`${t.name}.csv`, 'text/csv', csvOf(t)]),
    ...Object.entries(renderChartData(result, speech.language)).map(
      ([name, csv]): [string, string, string] => [`chart-${name}`, 'text/csv', csv],
    ),
  ];
  return html`<ul class="files">${files.map(
    ([name, type, content]) =>
      html`<li><a download="${result.wave.id}-${name}" href="data:${type};charset=utf-8,${encodeURIComponent(content).replaceAll("'", '%27')}">${name}</a> <span class="soft">${speech.say('data.size', { n: Math.ceil(Buffer.byteLength(content) / 1000) })}</span></li>`,
  )}</ul>`;
}

const TABLES = ['lenders', 'entities', 'groups', 'second-opinion', 'sensitivity', 'claims', 'deviations'];
