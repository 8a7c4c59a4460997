/** Encodes text in the old charsets that real lenders still send. Node only decodes them, so the tables are turned round. */

export type Charset = 'utf-8' | 'koi8-r' | 'windows-1251' | 'gb18030';

/** What mail programs write for letters that a charset lacks. */
const LOOKALIKES: Record<string, string> = { '\u02bc': "'", '\u2019': "'", '\u2013': '-', '\u2014': '-' };

const tables = new Map<Charset, Map<string, number[]>>();

/** Throws on a character that the charset does not have (gb18030: outside its two-byte part). */
export function encode(text: string, charset: Charset): Buffer {
  if (charset === 'utf-8') return Buffer.from(text, 'utf8');
  const table = tables.get(charset) ?? reverse(charset);
  tables.set(charset, table);
  return Buffer.from(
    [...text].flatMap((c) => {
      const bytes = table.get(c) ?? table.get(LOOKALIKES[c] ?? '');
      if (!bytes) throw new RangeError(`${charset} has no ${JSON.stringify(c)}`);
      return bytes;
    }),
  );
}

/** Whether `encode` can write this text. */
export function canEncode(text: string, charset: Charset): boolean {
  try {
    encode(text, charset);
    return true;
  } catch {
    return false;
  }
}

function reverse(charset: Charset): Map<string, number[]> {
  const decoder = new TextDecoder(charset);
  const table = new Map<string, number[]>();
  const learn = (...bytes: number[]) => {
    const text = decoder.decode(Uint8Array.from(bytes));
    if ([...text].length === 1 && text !== '\ufffd' && !table.has(text)) table.set(text, bytes);
  };
  for (let byte = 0; byte < 256; byte++) learn(byte);
  if (charset === 'gb18030')
    for (let lead = 0x81; lead <= 0xfe; lead++)
      for (let trail = 0x40; trail <= 0xfe; trail++) if (trail !== 0x7f) learn(lead, trail);
  return table;
}
