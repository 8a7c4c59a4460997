/** From assessments to the files that are published. */
import { join } from 'node:path';
import type { WaveResult } from '../model/wave-result.ts';
import { rankWave } from '../ranking/rank-wave.ts';
import { renderCsv } from '../report/csv.ts';
import { renderHtml } from '../report/html.ts';
import { renderJson } from '../report/json.ts';
import { knownNames } from '../report/known-names.ts';
import { redact } from '../report/redaction.ts';
import { speechOf } from '../report/speech.ts';
import type { Assessed } from './assessing.ts';
import { writeWhole } from './folder.ts';
import type { WaveSetup } from './setup-wave.ts';

/** Throws SetupError for a language that the report has no strings for: before any work is done. */
export const requireReportLanguage = (language: string): void => void speechOf(language);

export interface Published {
  result: WaveResult;
  html: string;
  files: string[];
}

/** Writes report.html, report.json and the CSVs into `out`. */
export async function publish(
  setup: WaveSetup,
  {
    assessments,
    events,
    review,
    agreement,
  }: Pick<Assessed, 'assessments' | 'events' | 'review' | 'agreement'>,
  options: { language: string; out: string },
): Promise<Published> {
  const ranked = rankWave({
    plan: setup.plan,
    market: setup.study.market,
    assessments,
    events,
    review: review.length,
    agreement: { people: agreement.people.length, rows: agreement.rows },
  });
  const result = redact(
    ranked,
    setup.study.scenarios.map((s) => s.persona),
    knownNames(assessments, setup.plan),
  );
  const files: string[] = [];
  const save = async (name: string, content: string): Promise<string> => {
    const path = join(options.out, name);
    await writeWhole(path, content);
    files.push(path);
    return path;
  };
  const html = await save('report.html', renderHtml(result, { language: options.language }));
  await save('report.json', renderJson(result));
  for (const [name, content] of Object.entries(renderCsv(result))) await save(name, content);
  return { result, html, files };
}
