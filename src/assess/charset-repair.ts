/**
 * UTF-8 that was labelled as something else. Mail programs say us-ascii, nothing, or a name that nobody knows, and send
 * UTF-8; the parser then reads windows-1252. That reading can be undone exactly (WHATWG maps all 256 bytes), and text
 * which then is valid UTF-8 with several-byte letters was UTF-8: no human text in Latin letters looks like it by chance.
 */
const strict = new TextDecoder('utf-8', { fatal: true });

const toByte = (() => {
  const table = new Map<number, number>();
  const all = new TextDecoder('windows-1252').decode(Uint8Array.from({ length: 256 }, (_, i) => i));
  for (let i = 0; i < 256; i++) table.set(all.charCodeAt(i), i);
  return table;
})();

function repairLine(line: string): string {
  if (!/[\u00C2-\u00F4]/.test(line)) return line;
  const bytes = new Uint8Array(line.length);
  for (let i = 0; i < line.length; i++) {
    const byte = toByte.get(line.charCodeAt(i));
    if (byte === undefined) return line;
    bytes[i] = byte;
  }
  try {
    return strict.decode(bytes);
  } catch {
    return line;
  }
}

/** Line by line, since parts of one message may be labelled differently. */
export function repairUtf8(text: string): { text: string; repaired: boolean } {
  if (!/[\u00C2-\u00F4]/.test(text)) return { text, repaired: false };
  const out = text.split('\n').map(repairLine).join('\n');
  return { text: out, repaired: out !== text };
}
