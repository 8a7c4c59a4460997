/** Bytes of a file from a stranger's phone to text: bounded, and refused in one sentence where they can be no export. */

/** Of the file as handed in, and of the text in it. A chat with a lender has some kilobytes. */
export const MOST_BYTES = 20_000_000;
export const MOST_TEXT_BYTES = 8_000_000;
const MOST_LINES = 200_000;
export type Text = { text: string } | { problem: string };

export function textOf(bytes: Uint8Array): Text {
  if (bytes.length > MOST_TEXT_BYTES)
    return {
      problem: `The text is larger than ${MOST_TEXT_BYTES / 1_000_000} MB: that is no chat with a lender.`,
    };
  const text = decoded(bytes);
  if (text === null || text.includes('\0'))
    return { problem: 'The file is not plain text: hand in the export as the messenger wrote it.' };
  if (text.trim() === '') return { problem: 'The file is empty.' };
  if (/^\s*<(?:!doctype|html|\?xml|head|body|script|svg)/i.test(text.slice(0, 1_000)))
    return { problem: 'The file is a web page: export the chat as text, or from Telegram Desktop as JSON.' };
  let lines = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1))
    if (++lines > MOST_LINES)
      return { problem: `The file has more than ${MOST_LINES} lines: that is no chat with a lender.` };
  return { text };
}

/** UTF-8, or UTF-16 where a byte order mark says so; null for anything else. */
function decoded(bytes: Uint8Array): string | null {
  const [a, b] = bytes;
  const label = a === 0xff && b === 0xfe ? 'utf-16le' : a === 0xfe && b === 0xff ? 'utf-16be' : 'utf-8';
  try {
    return new TextDecoder(label, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

export const linesOf = (text: string): string[] => text.split(/\r\n|\r|\n/);
