/**
 * Text behind a wrong charset label. Mail programs say us-ascii, nothing, or one charset and send another; the parser
 * then shows letters that nobody wrote. Its reading is undone byte by byte where that can be done exactly, and the bytes
 * are read anew: as UTF-8 where they are valid UTF-8 (no other text is by chance), else as what looks most like words.
 */
import { plausibility } from './plausible-text.ts';

const strict = new TextDecoder('utf-8', { fatal: true });

type Inverse = ReadonlyMap<number, readonly number[]>;

const singleByte = (label: string): Inverse => {
  const all = new TextDecoder(label).decode(Uint8Array.from({ length: 256 }, (_, i) => i));
  const out = new Map<number, readonly number[]>(
    Array.from({ length: 256 }, (_, i) => [all.charCodeAt(i), [i]]),
  );
  // Whoever took UTF-8 for Latin-1 made controls of what windows-1252 shows as letters.
  if (label === 'windows-1252') for (let i = 0x80; i < 0xa0; i++) if (!out.has(i)) out.set(i, [i]);
  return out;
};

const doubleByte = (label: string): Inverse => {
  const out = new Map<number, readonly number[]>(Array.from({ length: 128 }, (_, i) => [i, [i]]));
  const decoder = new TextDecoder(label);
  for (let high = 0x81; high <= 0xfe; high++)
    for (let low = 0x40; low <= 0xfe; low++) {
      const c = decoder.decode(Uint8Array.of(high, low));
      if (c.length === 1 && c !== '\uFFFD' && !out.has(c.charCodeAt(0)))
        out.set(c.charCodeAt(0), [high, low]);
    }
  return out;
};

const inverses = new Map<string, Inverse>();
function inverse(label: string): Inverse {
  let found = inverses.get(label);
  if (!found) {
    found = label === 'gb18030' || label === 'big5' ? doubleByte(label) : singleByte(label);
    inverses.set(label, found);
  }
  return found;
}

/** The bytes that were read as `label`; null where a letter of the text is none of it. */
function bytesBehind(text: string, label: string): Uint8Array | null {
  const table = inverse(label);
  const out = new Uint8Array(2 * text.length);
  let at = 0;
  for (let i = 0; i < text.length; i++) {
    const bytes = table.get(text.charCodeAt(i));
    if (!bytes) return null;
    for (const b of bytes) out[at++] = b;
  }
  return out.subarray(0, at);
}

/** The bytes of a text that was read as windows-1252, which WHATWG maps one to one. */
export const bytesRead = (text: string): Uint8Array => bytesBehind(text, 'windows-1252') ?? new Uint8Array(0);

function utf8Behind(line: string, label: string): string {
  const bytes = bytesBehind(line, label);
  if (!bytes) return line;
  try {
    return strict.decode(bytes);
  } catch {
    return line;
  }
}

/** Letters that UTF-8 shows in a reading as windows-1252. */
const LATIN_TRACE = /[\u00C2-\u00F4]/;

export type CharsetFix = 'utf8-behind-other-label' | 'other-charset-behind-label';

/** `fix` is null where the text comes back as it was. Line by line for UTF-8: parts may be labelled differently. */
export function repairCharset(text: string): { text: string; fix: CharsetFix | null } {
  if (!/[^ -~\s]/.test(text)) return { text, fix: null };
  if (LATIN_TRACE.test(text)) {
    const out = text
      .split('\n')
      .map((line) => (LATIN_TRACE.test(line) ? utf8Behind(line, 'windows-1252') : line))
      .join('\n');
    if (out !== text) return { text: out, fix: 'utf8-behind-other-label' };
  }
  return otherCharset(text);
}

/** Where koi8-u has its own letters koi8-r has signs that draw boxes. */
const UKRAINIAN_AS_RULES = /[\u0430-\u044F][\u2550-\u256C]|[\u2550-\u256C][\u0430-\u044F]/;

/** Beyond it the beginning decides. */
const SAMPLE = 4_000;
const READINGS = ['windows-1251', 'koi8-u', 'gb18030', 'big5', 'ibm866'] as const;
/** By what the parser may have read it, with letters that tell that it did. */
const MISREADINGS: readonly [string, RegExp][] = [
  ['windows-1252', /[\u00C0-\u00FF][\u0080-\u00FF\u0152-\u0178\u2013-\u2122]/],
  ['windows-1251', /[\u0402-\u045F]/],
  ['koi8-r', /[\u0410-\u044F\u2500-\u25A0]/],
  ['koi8-u', /[\u0410-\u044F\u2500-\u25A0]/],
  ['iso-8859-5', /[\u0401-\u045F]/],
  ['gb18030', /[\u4E00-\u9FFF]/],
  ['big5', /[\u4E00-\u9FFF]/],
];
/** Signs beyond ASCII. */
const ENOUGH = 6;
/** A reading must look so much better than what there is. */
const MARGIN = 0.25;

function boxesRead(text: string): { text: string; fix: CharsetFix | null } {
  const bytes = UKRAINIAN_AS_RULES.test(text) ? bytesBehind(text, 'koi8-r') : null;
  if (!bytes) return { text, fix: null };
  return { text: new TextDecoder('koi8-u').decode(bytes), fix: 'other-charset-behind-label' };
}

function otherCharset(text: string): { text: string; fix: CharsetFix | null } {
  const sample = text.slice(0, SAMPLE);
  // In a word or two any reading may look like words.
  if ((sample.match(/[^ -~\s]/g)?.length ?? 0) < ENOUGH) return { text, fix: null };
  const now = plausibility(sample);
  if (now > 0.5) return boxesRead(text);
  let best = { score: now + MARGIN, from: '', to: '' };
  for (const [from, trace] of MISREADINGS) {
    if (!trace.test(sample)) continue;
    const bytes = bytesBehind(sample, from);
    if (!bytes) continue;
    for (const to of ['utf-8', ...READINGS]) {
      if (to === from) continue;
      const score = plausibility(new TextDecoder(to).decode(bytes));
      if (score > best.score) best = { score, from, to };
    }
  }
  if (best.from === '') return { text, fix: null };
  const bytes = bytesBehind(text, best.from);
  if (!bytes) return { text, fix: null };
  return {
    text: new TextDecoder(best.to).decode(bytes),
    fix: best.to === 'utf-8' ? 'utf8-behind-other-label' : 'other-charset-behind-label',
  };
}

/** UTF-16 read with its bytes the wrong way round: its byte order mark, or nearly all of it in rows of no script. */
export function repairUtf16(text: string): string {
  if (text.charCodeAt(0) !== 0xfffe && !looksSwapped(text.slice(0, 400))) return text;
  return swapped(text);
}

const swapped = (text: string): string =>
  text.replace(/[\s\S]/g, (c) =>
    String.fromCharCode(((c.charCodeAt(0) & 0xff) << 8) | (c.charCodeAt(0) >> 8)),
  );

function looksSwapped(sample: string): boolean {
  if (sample.length < 8 || /[ \n]/.test(sample)) return false;
  const blanks = sample.match(/[\u2000\u0A00\u0D00]/g)?.length ?? 0;
  if (blanks >= 2 && blanks > sample.length / 20) return true;
  // Chinese has no blanks.
  return plausibility(swapped(sample)) > plausibility(sample) + 0.3;
}
