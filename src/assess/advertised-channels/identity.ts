/** Licence and tax numbers that a site prints: shared ones mean one owner. */

import type { PageFacts } from './page-facts.ts';
import { WORDS, wordSource } from './words.ts';

const MOST = 20;
const NO = '(?:\\s{0,2}(?:no\\.?|number|№|n\\.?|номер|号码|编号|号|is|:|：|серии|серія|#|-|–|—|\\())';
const LICENCE = new RegExp(
  `(${wordSource((w) => w.licence, true)})(?:${NO}|[^\\d\\n.;№]{1,90}(?=№)){0,4}\\s{0,3}([A-ZА-ЯІЇЄ]{0,6}[ -]?\\d[\\dA-ZА-Я/.-]{2,24}|[\\p{sc=Han}〔〕（）()\\[\\]]{1,12}\\d{2,6}[\\p{sc=Han}〔〕（）()\\[\\]\\d]{0,12}号?)`,
  'giu',
);
const TAX: [RegExp][] = WORDS.flatMap((w) =>
  w.tax.map(([name, shape]): [RegExp] => [
    new RegExp(`${wordSource(() => [name], true)}[^\\d\\n]{0,30}?(?<![\\dA-Z])(${shape})(?![\\dA-Z])`, 'giu'),
  ]),
);

export function identityOn(facts: PageFacts): { licences: string[]; taxNumbers: string[] } {
  const licences = new Set<string>();
  const taxNumbers = new Set<string>();
  facts.lines.forEach((l) => {
    if (l.text.length > 1_500 || !/\d{3}/.test(l.text)) return;
    for (const m of l.text.matchAll(LICENCE)) {
      if (licences.size >= MOST) continue;
      const number = m[2]!.replace(/[.,\-/]+$/, '').trim();
      if (/^\d{1,2}[./]\d{1,2}[./]\d{2,4}$/.test(number)) continue;
      licences.add(/^(?:frn|firm reference)/i.test(m[1]!) ? `FRN ${number}` : number);
    }
    for (const [pattern] of TAX)
      for (const m of l.text.matchAll(pattern))
        if (m[1] && taxNumbers.size < MOST)
          taxNumbers.add(m[1].replace(/\D/g, '') === '' ? m[1] : m[1].toUpperCase());
  });
  return { licences: [...licences], taxNumbers: [...taxNumbers] };
}
