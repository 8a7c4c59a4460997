/**
 * The texts in a zip, hostile or not: read by its central directory, unpacked in small steps and given up when a bound is
 * reached, whatever sizes the archive claims of itself.
 */
import { Inflate } from 'fflate';
import { MOST_TEXT_BYTES } from './bytes.ts';

export interface Entry {
  name: string;
  bytes: Uint8Array;
}

const MOST_ENTRIES = 5_000;
/** Texts in a chat's archive: the chat, and perhaps a document or two that was sent in it. */
const MOST_TEXTS = 20;
/** Compressed bytes pushed at once: deflate makes at most a thousand times as much of them. */
const STEP = 4_096;
/** Texts shrink to a fifth. */
const MOST_PACKED = MOST_TEXT_BYTES;

export const isZip = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5);

/** Texts (.txt, .csv, .json) of the archive, in its order. */
export function textsInZip(bytes: Uint8Array): { entries: Entry[] } | { problem: string } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = endRecord(view);
  if (end === null)
    return { problem: 'The zip file is damaged: hand in the export as the messenger wrote it.' };
  const count = view.getUint16(end + 10, true);
  if (count > MOST_ENTRIES) return { problem: `The zip file has more than ${MOST_ENTRIES} files in it.` };
  const entries: Entry[] = [];
  let at = view.getUint32(end + 16, true);
  let left = MOST_TEXT_BYTES;
  for (let n = 0; n < count && at + 46 <= bytes.length; n++) {
    if (view.getUint32(at, true) !== 0x02014b50) break;
    const nameLength = view.getUint16(at + 28, true);
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength));
    const entry = {
      method: view.getUint16(at + 10, true),
      packed: view.getUint32(at + 20, true),
      local: view.getUint32(at + 42, true),
    };
    const locked = (view.getUint16(at + 8, true) & 1) === 1;
    at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    if (!/\.(?:txt|csv|json)$/i.test(name) || /(?:^|\/)(?:__MACOSX|\._)/.test(name)) continue;
    if (locked) return { problem: 'The zip file is locked with a password.' };
    if (entries.length === MOST_TEXTS)
      return { problem: `The zip file has more than ${MOST_TEXTS} texts in it.` };
    const unpacked = unpack(view, bytes, entry, left);
    if (unpacked === 'large')
      return {
        problem: `The zip file unpacks to more than ${MOST_TEXT_BYTES / 1_000_000} MB of text: that is no chat with a lender.`,
      };
    if (unpacked === 'damaged')
      return { problem: 'The zip file is damaged: hand in the export as the messenger wrote it.' };
    left -= unpacked.length;
    entries.push({ name: name.slice(0, 300), bytes: unpacked });
  }
  return { entries };
}

/** Offset of the end-of-central-directory record; its comment has at most 65,535 bytes. */
function endRecord(view: DataView): number | null {
  for (let at = view.byteLength - 22; at >= Math.max(0, view.byteLength - 65_557); at--)
    if (view.getUint32(at, true) === 0x06054b50) return at;
  return null;
}

function unpack(
  view: DataView,
  bytes: Uint8Array,
  { method, packed, local }: { method: number; packed: number; local: number },
  limit: number,
): Uint8Array | 'large' | 'damaged' {
  if (packed > MOST_PACKED) return 'large';
  if (local + 30 > bytes.length || view.getUint32(local, true) !== 0x04034b50) return 'damaged';
  const from = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
  if (from + packed > bytes.length) return 'damaged';
  const source = bytes.subarray(from, from + packed);
  if (method === 0) return source.length > limit ? 'large' : source.slice();
  if (method !== 8) return 'damaged';
  const parts: Uint8Array[] = [];
  let size = 0;
  const inflate = new Inflate((part) => {
    size += part.length;
    if (size <= limit) parts.push(part);
  });
  try {
    for (let at = 0; at < source.length && size <= limit; at += STEP)
      inflate.push(source.subarray(at, at + STEP), at + STEP >= source.length);
  } catch {
    return 'damaged';
  }
  if (size > limit) return 'large';
  const out = new Uint8Array(size);
  let offset = 0;
  for (const part of parts) {
    out.set(part, offset);
    offset += part.length;
  }
  return out;
}
