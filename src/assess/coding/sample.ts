/**
 * Which replies people code, and in what order (methods.md 3.4): a random sample in strata of language and outcome, the
 * same for all coders, in an order of each coder's own. Chance is a digest of the seed, so no list's order matters.
 */
import { sha256 } from '../../model/digest.ts';
import type { Language } from '../../model/vocabulary.ts';

/** A reply that can be coded; `key` is unique in the wave. */
export interface Codable {
  key: string;
  language: Language;
  /** The disposition of its probe. */
  outcome: string;
}

/** A number that depends on the words alone: which of two comes first is chance, and the same every time. */
const lot = (...words: string[]): string => sha256(new TextEncoder().encode(words.join('\u0000')));

/**
 * At most `size` of them, in the order of their keys. Every stratum gives at least one while there is room, the rest in
 * proportion to what it holds (largest remainder).
 */
export function stratifiedSample<T extends Codable>(all: readonly T[], size: number, seed: string): T[] {
  const strata = [...Map.groupBy(all, (r) => `${r.language} ${r.outcome}`)].sort(([a], [b]) =>
    a < b ? -1 : 1,
  );
  const shares = sharesOf(
    strata.map(([name, rows]) => ({ name, rows: rows.length })),
    Math.min(size, all.length),
    seed,
  );
  return strata
    .flatMap(([, rows], i) =>
      rows.toSorted((a, b) => (lot(seed, a.key) < lot(seed, b.key) ? -1 : 1)).slice(0, shares[i]),
    )
    .sort((a, b) => (a.key < b.key ? -1 : 1));
}

function sharesOf(strata: readonly { name: string; rows: number }[], size: number, seed: string): number[] {
  const all = strata.reduce((n, s) => n + s.rows, 0);
  const byChance = strata
    .map((_, i) => i)
    .sort((a, b) => (lot(seed, strata[a]!.name) < lot(seed, strata[b]!.name) ? -1 : 1));
  if (size < strata.length) return strata.map((_, i) => (byChance.indexOf(i) < size ? 1 : 0));
  const exact = strata.map((s) => (size * s.rows) / Math.max(all, 1));
  const shares = exact.map((x, i) => Math.min(strata[i]!.rows, Math.max(1, Math.floor(x))));
  let left = size - shares.reduce((n, s) => n + s, 0);
  const byRemainder = byChance.toSorted((a, b) => exact[b]! - shares[b]! - (exact[a]! - shares[a]!));
  for (let step = 0; left !== 0 && step < size + strata.length; step++) {
    // Giving every stratum one may have given out too many: the largest give some back.
    const at =
      left > 0
        ? byRemainder.find((i) => shares[i]! < Math.min(strata[i]!.rows, Math.ceil(exact[i]!) + step))
        : byRemainder.findLast((i) => shares[i]! > 1 && shares[i]! === Math.max(...shares));
    if (at === undefined) continue;
    shares[at]! += Math.sign(left);
    left -= Math.sign(left);
  }
  return shares;
}

/** The order in which this coder meets the sample. */
export const orderFor = <T extends Codable>(sample: readonly T[], coder: string, seed: string): T[] =>
  sample.toSorted((a, b) => (lot(seed, coder, a.key) < lot(seed, coder, b.key) ? -1 : 1));

/** The name under which a reply stands at the bench: it tells nothing of lender, channel or time. */
export const blindName = (key: string, seed: string): string => lot(seed, 'bench', key).slice(0, 12);
