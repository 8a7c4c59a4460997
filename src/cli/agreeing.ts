/** How far the coders of a wave agree: criterion by criterion, over all languages and in each (methods.md 3.4). */
import {
  type Level,
  type Measurement,
  measureAgreement,
  pairedUnits,
  type Unit,
} from '../assess/agreement.ts';
import type { Coder } from './coders.ts';
import { levelOf } from './codes.ts';

/** Its units are replies. */
export interface Agreement extends Measurement {
  criterion: string;
  level: Level;
  /** `all`, or the language of the question. */
  language: string;
}

/** Criteria that two coders or more coded. `languageOf` tells the language of a reply by its key. */
export function agreementOf(
  coders: readonly Coder[],
  languageOf: (key: string) => string,
  seed: string,
): Agreement[] {
  const keys = [...new Set(coders.flatMap((c) => [...c.codes.keys()]))].sort();
  const languages = [...new Set(keys.map(languageOf))].sort();
  const criteria = [
    ...new Set(coders.flatMap((c) => [...c.codes.values()].flatMap((said) => [...said.keys()]))),
  ];
  const rows: Agreement[] = [];
  for (const criterion of criteria) {
    const level = levelOf(criterion);
    const coded = keys.map((key) => ({
      language: languageOf(key),
      unit: coders.map((c) => c.codes.get(key)?.get(criterion) ?? null) satisfies Unit,
    }));
    if (pairedUnits(coded.map((c) => c.unit)) === 0) continue;
    for (const language of ['all', ...languages]) {
      const units = coded.filter((c) => language === 'all' || c.language === language).map((c) => c.unit);
      const found = measureAgreement(units, level, `${seed}/${criterion}/${language}`);
      if (found) rows.push({ criterion, level, language, ...found });
    }
  }
  return rows;
}

/** What a reader must know of each criterion that may not count in full. */
export function noticesOf(rows: readonly Agreement[]): string[] {
  return rows.flatMap(({ criterion, language, alpha, verdict }) => {
    if (alpha.status !== 'scored' || (verdict !== 'dropped' && verdict !== 'tentative')) return [];
    const where = language === 'all' ? '' : ` in ${language}`;
    const value = alpha.value.toFixed(3);
    return verdict === 'dropped'
      ? [`${criterion}${where}: alpha ${value} is below .667: dropped from the score`]
      : [`${criterion}${where}: alpha ${value} is below .80: tentative, shown outside the score`];
  });
}
