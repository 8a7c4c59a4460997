/**
 * What may leave the house. Quotes of replies are not part of a wave result at all; this takes out of its free text
 * every mail address, telephone number and name of a persona, and the results of lenders with too few valid probes.
 */
import type { Measured } from '../model/measured.ts';
import type { Persona } from '../model/scenario.ts';
import type { WaveResult } from '../model/wave-result.ts';

declare const redacted: unique symbol;

/** A wave result that went through `redact`: the only kind that the renderers take. */
export type PublicResult = WaveResult & { readonly [redacted]: true };

/**
 * The result as it may be published. `personas` are those of the study; their ids, which tend to be names, become
 * "p1", "p2" ... in the order given.
 */
export function redact(result: WaveResult, personas: readonly Persona[]): PublicResult {
  const mask = maskOf(personas);
  const labels = new Map(personas.map((p, i) => [p.id, `p${i + 1}`]));
  const withheld = new Set(result.lenders.filter((l) => l.publishable === 'too-few').map((l) => l.id));
  const published: WaveResult = {
    ...result,
    probes: result.probes
      .filter((p) => p.excluded !== undefined || !withheld.has(p.lender))
      .map((p) => ({
        ...p,
        persona: labels.get(p.persona) ?? 'p0',
        reason: mask(p.reason),
        clocks: {
          anything: maskReason(p.clocks.anything, mask),
          nonAutomatic: maskReason(p.clocks.nonAutomatic, mask),
          substantive: maskReason(p.clocks.substantive, mask),
          substantiveBusiness: maskReason(p.clocks.substantiveBusiness, mask),
        },
        criteria: p.criteria.map((c) => ({
          ...c,
          points: maskReason(c.points, mask),
          reason: mask(c.reason),
        })),
        contradictions: p.contradictions.map((c) => ({ ...c, said: mask(c.said), known: mask(c.known) })),
        score: maskReason(p.score, mask),
        review: p.review.map(mask),
      })),
    deviations: result.deviations.map((d) => ({ ...d, code: mask(d.code), detail: mask(d.detail) })),
  };
  return published as PublicResult;
}

const maskReason = <T>(measured: Measured<T>, mask: (text: string) => string): Measured<T> =>
  measured.status === 'scored' ? measured : { ...measured, reason: mask(measured.reason) };

/** Bounded, so that a long word without an @ costs no more than its length. */
const ADDRESS = /[^\s<>()[\]{},;:"'«»“”@]{1,128}(?:@[^\s<>()[\]{},;:"'«»“”@]{1,255})+/gu;

/** Letters against which a number does not end: Chinese runs straight into its numbers. */
const WORD = String.raw`\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{N}`;
const DAY = String.raw`(?:\p{Nd}{4}-\p{Nd}{2}-\p{Nd}{2}|\p{Nd}{1,2}[./]\p{Nd}{1,2}[./]\p{Nd}{4})(?!\p{Nd})`;

/** Seven digits or more that belong together; calendar days (2026-10-05, 5.10.2026) are left alone. */
const NUMBER = new RegExp(
  String.raw`(?<![${WORD}])(?!${DAY})(?:\(\p{Nd}{1,5}\)\s?\p{Nd}|[+＋]?\p{Nd})(?:[\s().\-‐‑–－/]{0,3}\p{Nd}){6,}(?![${WORD}])`,
  'gu',
);

/** Control, zero-width and direction characters: they can hide or turn round what is printed. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** A function that masks mail addresses, telephone numbers and all forms of the personas' names in a text. */
export function maskOf(personas: readonly Persona[]): (text: string) => string {
  const names = personas
    .flatMap((p) => [p.mailbox, ...Object.values(p.names).flatMap((n) => [n.full, n.given, ...n.forms])])
    .flatMap((name) => [name, ...name.split(/\s+/u)])
    // One Han character alone is a word of its own in any text; with its family name it is in the list anyway.
    .filter((name) => name.length > 1);
  const pattern = namePattern([...new Set(names)]);
  return (text) => {
    const visible = text
      .normalize('NFC')
      .replace(INVISIBLE, ' ')
      .replace(ADDRESS, '[address]')
      .replace(NUMBER, '[number]');
    return pattern ? visible.replace(pattern, '[name]') : visible;
  };
}

function namePattern(names: string[]): RegExp | null {
  if (names.length === 0) return null;
  const longestFirst = names.toSorted((a, b) => b.length - a.length || (a < b ? -1 : 1));
  return new RegExp(
    longestFirst
      .map((name) => {
        const literal = name.normalize('NFC').replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
        return /\p{Script=Han}/u.test(name) ? literal : `(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`;
      })
      .join('|'),
    'giu',
  );
}
