/**
 * Assesses replies that were collected elsewhere: JSON Lines or raw mails in, one JSON line each out, in the same order.
 * Memory is bounded whatever the length of the file: only a window of replies is in work at a time.
 */
import { open } from 'node:fs/promises';
import { MAIL_LIMITS } from '../model/mail.ts';
import type { ParsePool } from './parse-pool.ts';
import { bytesOfReply, readReplyLine } from './reply-line.ts';
import { verdictOnReply } from './reply-verdict.ts';
import { textLines } from './text-lines.ts';

/** Replies in work at once, and the characters that they may hold together. */
const WINDOW = { replies: 64, size: 32_000_000 };

/** What became of one line or mail. */
export interface Done {
  /** One JSON object: the verdict, or `{"id"?, "line" or "file", "error"}` in its place. */
  output: string;
  /** Where and why, for the person at the terminal. */
  problem?: string;
}

/**
 * `path`: one JSON object a line (reply-line.ts). A line that is none gives `{"id"?, "line", "error"}`, so that the
 * output has one line for each that is not blank. Rejects with the system's error when the file can't be read.
 */
export async function* assessLines(path: string, parsers: ParsePool): AsyncGenerator<Done> {
  yield* inOrder(textLines(path), ({ number, text, problem }) => {
    const read = text === null ? { error: problem ?? '' } : readReplyLine(text);
    if ('error' in read) {
      const { error, ...known } = read;
      return {
        size: 0,
        done: Promise.resolve({
          output: JSON.stringify({ ...known, line: number, error }),
          problem: `line ${number}: ${error}`,
        }),
      };
    }
    const { id, raw, ...reply } = read.reply;
    const done = async (): Promise<Done> => {
      const mail = await parsers.parse(bytesOfReply(read.reply));
      return { output: JSON.stringify({ id, ...verdictOnReply(mail, reply) }) };
    };
    return { size: text!.length + (raw?.length ?? 0), done: done() };
  });
}

/** Raw mails (RFC 5322), a file each: nothing is known of the question, so the score and some outcomes can't be told. */
export async function* assessMails(paths: readonly string[], parsers: ParsePool): AsyncGenerator<Done> {
  yield* inOrder(paths, (file) => {
    const done = async (): Promise<Done> => {
      let raw: Uint8Array;
      try {
        raw = await readBeginning(file);
      } catch (cause) {
        const error = cause instanceof Error ? cause.message : String(cause);
        return { output: JSON.stringify({ file, error }), problem: `${file}: ${error}` };
      }
      const mail = await parsers.parse(raw);
      const verdict = verdictOnReply(mail, { channel: 'email', question: '', asked: [] });
      return { output: JSON.stringify({ file, ...verdict }) };
    };
    return { size: MAIL_LIMITS.source, done: done() };
  });
}

/** As much of a mail as is ever read, and one byte more, by which the reader sees that it was cut. */
async function readBeginning(path: string): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const parts: Uint8Array[] = [];
    for await (const part of file.createReadStream({ end: MAIL_LIMITS.source })) parts.push(part);
    return Buffer.concat(parts);
  } finally {
    await file.close();
  }
}

/** Begins `work` on item after item as far as the window allows, and hands out what is done in the items' order. */
async function* inOrder<T>(
  items: AsyncIterable<T> | Iterable<T>,
  work: (item: T) => { size: number; done: Promise<Done> },
): AsyncGenerator<Done> {
  const open: { size: number; done: Promise<Done> }[] = [];
  let size = 0;
  const first = (): Promise<Done> => {
    const begun = open.shift()!;
    size -= begun.size;
    return begun.done;
  };
  for await (const item of items) {
    const begun = work(item);
    // Its failure is met when its turn comes.
    begun.done.catch(() => {});
    open.push(begun);
    size += begun.size;
    while (open.length >= WINDOW.replies || (open.length > 0 && size > WINDOW.size)) yield await first();
  }
  while (open.length > 0) yield await first();
}
