/** The lines of a file, one at a time: bounded memory whatever stands in it. */
import { createReadStream } from 'node:fs';

/** Bytes of one line that are read (a mail of 25 MB in base64); a longer one is passed over and said to be too long. */
const LONGEST_LINE = 40_000_000;

export interface Line {
  /** From 1, as editors count. */
  number: number;
  /** Null when it could not be read; `problem` says why. */
  text: string | null;
  problem?: string;
}

/**
 * Lines end with LF or CRLF. Blank ones are passed over, but counted. A byte-order mark is no text. Rejects with the
 * system's error when the file can't be read.
 */
export async function* textLines(path: string): AsyncGenerator<Line> {
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  let parts: Buffer[] = [];
  let size = 0;
  let number = 0;
  const finish = (): Line | null => {
    number++;
    const bytes = parts.length === 1 ? parts[0]! : Buffer.concat(parts);
    const tooLong = size > LONGEST_LINE;
    parts = [];
    size = 0;
    if (tooLong) return { number, text: null, problem: `is longer than ${LONGEST_LINE} bytes` };
    try {
      const text = utf8.decode(bytes);
      return text.trim() === '' ? null : { number, text };
    } catch {
      return { number, text: null, problem: 'is not UTF-8 text' };
    }
  };
  const take = (bytes: Buffer): void => {
    size += bytes.length;
    if (size > LONGEST_LINE) parts = [];
    else if (bytes.length > 0) parts.push(bytes);
  };
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    let from = 0;
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, from)) {
      take(chunk.subarray(from, at));
      from = at + 1;
      const line = finish();
      if (line) yield line;
    }
    take(chunk.subarray(from));
  }
  if (size > 0) {
    const line = finish();
    if (line) yield line;
  }
}
