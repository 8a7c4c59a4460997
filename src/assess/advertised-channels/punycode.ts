/** Punycode (RFC 3492) to Unicode: pure rooms may not import Node's modules, and URL only goes the other way. */
const BASE = 36;
const T_MIN = 1;
const T_MAX = 26;

function digit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30 + 26;
  if (code >= 0x61 && code <= 0x7a) return code - 0x61;
  return BASE;
}

function adapt(delta: number, points: number, first: boolean): number {
  let d = first ? Math.floor(delta / 700) : delta >> 1;
  d += Math.floor(d / points);
  let k = 0;
  for (; d > 455; k += BASE) d = Math.floor(d / (BASE - T_MIN));
  return k + Math.floor((36 * d) / (d + 38));
}

/** One label without its "xn--"; null where it is none. */
function decodeLabel(label: string): string | null {
  const last = label.lastIndexOf('-');
  const out = last > 0 ? [...label.slice(0, last)].map((c) => c.charCodeAt(0)) : [];
  let n = 128;
  let bias = 72;
  let i = 0;
  let at = last > 0 ? last + 1 : 0;
  while (at < label.length) {
    const start = i;
    for (let w = 1, k = BASE; ; k += BASE) {
      const d = digit(label.charCodeAt(at++));
      if (d >= BASE || at > label.length) return null;
      i += d * w;
      const t = k <= bias ? T_MIN : k >= bias + T_MAX ? T_MAX : k - bias;
      if (d < t) break;
      w *= BASE - t;
      if (i > 0x7fffffff) return null;
    }
    bias = adapt(i - start, out.length + 1, start === 0);
    n += Math.floor(i / (out.length + 1));
    i %= out.length + 1;
    if (n > 0x10ffff || (n >= 0xd800 && n <= 0xdfff)) return null;
    out.splice(i++, 0, n);
  }
  return String.fromCodePoint(...out);
}

/** A host name in lower case and Unicode; a label that is no punycode stays. */
export const toUnicode = (host: string): string =>
  host
    .toLowerCase()
    .split('.')
    .map((label) =>
      label.startsWith('xn--') && label.length <= 63 ? (decodeLabel(label.slice(4)) ?? label) : label,
    )
    .join('.');
