/**
 * A message's bytes cut to what a parser can bear: MIME parsers take quadratic time over long header fields, many short
 * lines, many parts. What is left out is far beyond any letter, and `cut` says that something was. One pass.
 */
import { MAIL_LIMITS } from '../model/mail.ts';

const MOST_LINES = 20_000;
/** Those that are no lines of base64: each costs the parser microseconds. */
const MOST_TEXT_LINES = 6_000;
/** Lines that may begin a part. */
const MOST_DELIMITERS = 500;
const FIELD_BYTES = 10_000;
/** All header fields together, those of parts included. */
const HEADER_BYTES = 200_000;

const [LF, CR, SPACE, TAB, DASH] = [10, 13, 32, 9, 45];

export function boundedSource(raw: Uint8Array): { source: Uint8Array; cut: boolean } {
  const end = Math.min(raw.length, MAIL_LIMITS.source);
  const kept: Uint8Array[] = [];
  let cut = raw.length > end;
  /** What is kept goes from here, in as few pieces as can be. */
  let from = 0;
  let lines = 0;
  let textLines = 0;
  let delimiters = 0;
  let header = true;
  let field = 0;
  let headerBytes = 0;
  const drop = (start: number, next: number): void => {
    if (start > from) kept.push(raw.subarray(from, start));
    from = next;
    cut = true;
  };
  let at = 0;
  while (at < end) {
    const lf = raw.indexOf(LF, at);
    const next = lf < 0 || lf >= end ? end : lf + 1;
    const text = lf < 0 ? next : next - 1 - (raw[next - 2] === CR ? 1 : 0);
    if (++lines > MOST_LINES) {
      drop(at, end);
      break;
    }
    if (text <= at) header = false;
    else if (raw[at] === DASH && raw[at + 1] === DASH && text > at + 2) {
      if (++delimiters > MOST_DELIMITERS) drop(at, next);
      else header = true;
      field = 0;
    } else if (header) {
      const folded = raw[at] === SPACE || raw[at] === TAB;
      field = folded ? field : 0;
      const room = Math.max(0, Math.min(FIELD_BYTES - field, HEADER_BYTES - headerBytes));
      const size = next - at;
      if (size > room) {
        // A field that is cut short keeps its line end, so that the next one is a field.
        drop(
          folded || headerBytes >= HEADER_BYTES ? at : Math.min(text, at + room),
          folded || headerBytes >= HEADER_BYTES ? next : text,
        );
        field = FIELD_BYTES;
      } else field += size;
      headerBytes += Math.min(size, room);
    } else if (!isBase64(raw, at, text) && ++textLines > MOST_TEXT_LINES) drop(at, next);
    at = next;
  }
  if (!cut) return { source: raw, cut };
  if (from < end) kept.push(raw.subarray(from, end));
  return { source: join(kept), cut };
}

/** As wide as such lines are, without a blank. */
function isBase64(raw: Uint8Array, start: number, end: number): boolean {
  if (end - start < 60 || end - start > 80) return false;
  for (let i = start; i < end; i++) if (raw[i]! <= SPACE || raw[i]! > 126) return false;
  return true;
}

function join(pieces: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(pieces.reduce((n, p) => n + p.length, 0));
  let at = 0;
  for (const p of pieces) {
    out.set(p, at);
    at += p.length;
  }
  return out;
}
