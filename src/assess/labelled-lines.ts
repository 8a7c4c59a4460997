/**
 * Offers set out as tables and as lines with a label: "Term: up to 30 days", "Rate ..... 1% a day", or columns under
 * headings. The label says which facet its figures answer, whatever words stand beside them.
 */
import type { Facet } from '../model/vocabulary.ts';
import type { CompiledPack } from './compiled.ts';
import { PLACEHOLDERS, type QuantityKind } from './phrases.ts';

/** A stretch of the text under a label. `head`: where the label stands, for a currency named there. */
export interface LabelledCell {
  facet: Facet;
  start: number;
  end: number;
  head: { start: number; end: number };
}

interface Cell {
  start: number;
  end: number;
}

const MOST_LINES = 200;
const MOST_LABEL = 40;
/** Between the columns of a table. */
const COLUMN = /\t+| {2,}\t*| ?\| ?/g;
/** Between a label and what it labels. */
const LABEL =
  /^[^\p{L}\p{N}\n/]{0,6}(\p{L}[^:：\n.…|\]】]{1,38}?)(?: ?[:：】\]]| ?(?:\.{3,}|…+|_{3,}|-{2,})| [-–—=] |\t| {3,})/u;

/** `masked`: quantities as placeholders. */
export function labelledCells(masked: string, packs: readonly CompiledPack[]): LabelledCell[] {
  const out: LabelledCell[] = [];
  let heads: (Cell & { facet: Facet | null })[] = [];
  let above: (Cell & { facet: Facet }) | null = null;
  let at = 0;
  for (const line of masked.split('\n').slice(0, MOST_LINES)) {
    const start = at;
    at += line.length + 1;
    const cells = cellsOf(line, start);
    const facets = cells.map((c) => facetOf(masked.slice(c.start, c.end), packs));
    if (facets.filter((f) => f !== null).length >= 2 && !FIGURE.test(line)) {
      heads = cells.map((c, i) => ({ ...c, facet: facets[i]! }));
      continue;
    }
    if (heads.length > 0 && cells.length === heads.length) {
      for (const [i, cell] of cells.entries())
        if (heads[i]!.facet) out.push({ facet: heads[i]!.facet!, ...cell, head: heads[i]! });
      continue;
    }
    if (line.trim() !== '') heads = [];
    const label = LABEL.exec(line);
    const facet = label ? facetOf(label[1]!, packs) : null;
    const heading = HEADING.exec(line);
    const named = heading && facetOf(heading[1]!, packs);
    if (above && named === null && isStatement(line))
      out.push({ facet: above.facet, start, end: at - 1, head: above });
    if (/\p{L}/u.test(line)) above = named ? { facet: named, start, end: at - 1 } : null;
    if (label && facet && !named)
      out.push({
        facet,
        start: start + label[0].length,
        end: start + line.length,
        head: { start, end: start + label[0].length },
      });
  }
  return out;
}

/** A line that is a label alone, or a question of a list: "LATE PAYMENT", "Q: Can I extend?" */
const HEADING =
  /^[^\p{L}\p{N}\n\uE000-\uE0FF•·▪►–—-]{0,6}(?:[qв问][:.：、] ?)?(\p{L}[^:：\n.…|\]】?？]{1,38})[ :：?？\]】*]{0,3}$/u;
/** Words of a statement below a heading; less is one more entry of a menu. A Chinese sign counts as half a word. */
const FEWEST_WORDS = 3;

function isStatement(line: string): boolean {
  if (!/^\s{0,4}\p{L}/u.test(line)) return false;
  const words = line.match(/[\p{L}\uE001-\uE00B]+/gu) ?? [];
  const signs = line.match(/\p{sc=Han}/gu)?.length ?? 0;
  return words.length >= FEWEST_WORDS + (signs > 0 ? 99 : 0) || signs / 2 >= FEWEST_WORDS;
}

const FIGURE = /[\uE001-\uE005]/;

function cellsOf(line: string, start: number): Cell[] {
  const out: Cell[] = [];
  let from = 0;
  for (const m of [...line.matchAll(COLUMN), { index: line.length, 0: '' }]) {
    const text = line.slice(from, m.index);
    if (text.trim() !== '') out.push({ start: start + from, end: start + m.index });
    from = m.index + m[0].length;
  }
  return out;
}

function facetOf(label: string, packs: readonly CompiledPack[]): Facet | null {
  if (label.trim().length > MOST_LABEL) return null;
  for (const pack of packs)
    for (const [facet, r] of pack.labels) {
      const m = r.exec(label);
      // "Sum, UAH": one word more at most.
      if (m && (label.slice(m.index + m[0].length).match(/[\p{L}]+/gu) ?? []).length <= 1) return facet;
    }
  return null;
}

const FIGURES: Partial<Record<Facet, readonly QuantityKind[]>> = {
  rate: ['percent'],
  amount: ['money', 'num'],
  term: ['days', 'num'],
  'total-cost': ['money'],
  'time-to-money': ['time', 'days'],
};

/** What stands under the label says something of its facet: a figure of the right kind, or words and no bare link. */
export function saysSomething(text: string, facet: Facet): boolean {
  const kinds = FIGURES[facet];
  if (kinds) return kinds.some((k) => text.includes(PLACEHOLDERS[k]));
  return /\p{L}{2}/u.test(text) && !text.includes(PLACEHOLDERS.link) && !/[?？]/.test(text);
}
