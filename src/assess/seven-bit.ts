/** Charsets in seven bits that no runtime decodes any more: UTF-7 (RFC 2152), HZ (RFC 1843), ISO-2022-CN (RFC 1922). */

const gb = new TextDecoder('gb18030');
const utf16 = new TextDecoder('utf-16be');

/** The label under which a source claims one of them, in a part or an encoded word; null for none. */
export function sevenBitLabel(head: string): 'utf-7' | 'hz' | null {
  const m =
    /(?:charset\s{0,5}=\s{0,5}["']?|=\?)(?:x-)?(unicode-[12]-[01]-utf-7|utf-?7|hz(?:-gb-2312)?)(?![\w-])/i.exec(
      head,
    );
  if (!m) return null;
  return /7$/.test(m[1]!) ? 'utf-7' : 'hz';
}

/** Text that was read as ASCII or windows-1252. Where nothing of the kind stands in it, it comes back as it is. */
export function readSevenBit(text: string, label: 'utf-7' | 'hz' | null): string {
  if (label === 'utf-7') return readUtf7(text);
  if (label === 'hz') return readHz(text);
  // The announcement of ISO-2022-CN stands in nothing else.
  return text.includes('\x1b$)A') || text.includes('\x1b$)G') ? readIso2022Cn(text) : text;
}

const readUtf7 = (text: string): string =>
  text.replace(/\+([A-Za-z0-9+/]{0,10000})-?/g, (all, digits: string) => {
    if (digits === '') return all === '+-' ? '+' : all;
    const bytes = fromBase64(digits);
    return utf16.decode(bytes.subarray(0, bytes.length - (bytes.length % 2)));
  });

/** A line that does not end its signs ends them itself. */
const readHz = (text: string): string => text.replaceAll('~\n', '').split('\n').map(readHzLine).join('\n');

function readHzLine(line: string): string {
  let out = '';
  let at = 0;
  for (;;) {
    const open = line.indexOf('~{', at);
    if (open < 0) return (out + line.slice(at)).replaceAll('~~', '~');
    const close = line.indexOf('~}', open + 2);
    out += line.slice(at, open) + pairsOf(line.slice(open + 2, close < 0 ? undefined : close));
    if (close < 0) return out.replaceAll('~~', '~');
    at = close + 2;
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: escape and shift are what is looked for
const ANNOUNCED = /\u001B\$[)*+][A-Z]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above
const SHIFTED = /\u000E([^\u000F\n]{0,20000})\u000F?/g;

/** Only the first set (GB 2312) between SO and SI; what stands in others is left out. */
const readIso2022Cn = (text: string): string =>
  text.replace(ANNOUNCED, '').replace(SHIFTED, (_, pairs: string) => pairsOf(pairs));

/** Seven-bit pairs are those of GB 2312 without their high bits. */
function pairsOf(text: string): string {
  const bytes = Uint8Array.from(text, (c) => {
    const code = c.charCodeAt(0);
    return code >= 0x21 && code <= 0x7e ? code | 0x80 : code & 0x7f;
  });
  return gb.decode(bytes);
}

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const DIGIT = new Map([...ALPHABET].map((c, i) => [c, i]));

function fromBase64(digits: string): Uint8Array {
  const out = new Uint8Array(Math.floor((digits.length * 6) / 8));
  let [bits, held, at] = [0, 0, 0];
  for (const c of digits) {
    bits = ((bits << 6) | DIGIT.get(c)!) & 0xfffff;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    out[at++] = (bits >> held) & 0xff;
  }
  return out;
}
