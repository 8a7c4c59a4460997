/** From assessments to the files that are published. */
import { join } from 'node:path';
import { printCharts } from '../channels/browser/print.ts';
import { contactsOf } from '../model/contacts.ts';
import type { WaveResult } from '../model/wave-result.ts';
import { foldWave } from '../model/wave-state.ts';
import { rankWave } from '../ranking/rank-wave.ts';
import type { EarlierWave } from '../ranking/trend.ts';
import { renderCsv } from '../report/csv.ts';
import { renderDataPackage } from '../report/datapackage.ts';
import { renderChartData } from '../report/datawrapper.ts';
import { renderJson } from '../report/json.ts';
import { knownNames } from '../report/known-names.ts';
import { packetFiles } from '../report/packets/files.ts';
import { redact } from '../report/redaction.ts';
import { speechOf } from '../report/speech.ts';
import { renderXlsx } from '../report/xlsx.ts';
import type { Assessed } from './assessing.ts';
import { writeWhole } from './folder.ts';
import { knownTies } from './known-ties.ts';
import type { WaveSetup } from './setup-wave.ts';

/** Throws SetupError for a language that the report has no strings for: before any work is done. */
export const requireReportLanguage = (language: string): void => void speechOf(language);

export interface Published {
  result: WaveResult;
  html: string;
  files: string[];
}

export interface PublishOptions {
  language: string;
  out: string;
  /** The study's earlier waves, for its trend. */
  earlier?: EarlierWave[];
  /** Also writes each chart as a picture, through the browser at that path or one that is found. */
  pictures?: { browser: string | undefined };
  /** Also writes each lender's packet; it asks for an answer until that day. */
  packets?: { replyBy: string };
}

/** Writes the report and its data into `out`, and each lender's packet into `out/packets/LENDER`. */
export async function publish(
  setup: WaveSetup,
  {
    assessments,
    events,
    review,
    agreement,
    wordings,
  }: Pick<Assessed, 'assessments' | 'events' | 'review' | 'agreement' | 'wordings'>,
  options: PublishOptions,
): Promise<Published> {
  const { plan, study } = setup;
  const ranked = rankWave({
    plan,
    market: study.market,
    assessments,
    events,
    review: review.length,
    ties: knownTies(study.market),
    wordings,
    earlier: options.earlier ?? [],
    laterRules: setup.laterRules ?? [],
    agreement: { people: agreement.people.length, rows: agreement.rows },
  });
  const result = redact(
    ranked,
    study.scenarios.map((s) => s.persona),
    knownNames(assessments, plan),
  );
  const files: string[] = [];
  const save = async (name: string, content: string | Uint8Array): Promise<string> => {
    const path = join(options.out, name);
    await writeWhole(path, content);
    files.push(path);
    return path;
  };
  // Loaded where it is needed: it brings the library of the charts.
  const { renderHtml } = await import('../report/html.ts');
  const page = renderHtml(result, { language: options.language });
  const html = await save('report.html', page);
  await save('report.json', renderJson(result));
  await save('report.xlsx', await renderXlsx(result));
  await save('datapackage.json', renderDataPackage(result));
  for (const [name, content] of Object.entries(renderCsv(result))) await save(name, content);
  for (const [name, content] of Object.entries(renderChartData(result, options.language)))
    await save(join('charts', name), content);
  if (options.pictures)
    for (const { name, png } of await printCharts(page, { path: options.pictures.browser }))
      await save(join('charts', `${name}.png`), png);
  if (options.packets) {
    const order = {
      market: study.market,
      contacts: contactsOf(plan, foldWave(events)),
      replyBy: options.packets.replyBy,
    };
    for (const { id } of result.lenders)
      for (const [name, content] of Object.entries(packetFiles(result, id, order)))
        await save(join('packets', id, name), content);
  }
  return { result, html, files };
}
