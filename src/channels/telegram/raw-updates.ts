/** The updates of one answer with the bytes of each exactly as they came: evidence is what was received, not our copy of it. */
import { InstrumentError } from '../../model/errors.ts';

export interface RawUpdate<T> {
  update: T;
  raw: Uint8Array;
}

/**
 * The bytes of every element of `result` in the JSON text of an answer. `text` must be valid JSON.
 * Throws InstrumentError `telegram-garbled` where the two readings of it differ.
 */
export function bytesOfResults<T extends { update_id: number }>(text: string, parsed: T[]): RawUpdate<T>[] {
  const slices = elementsOf(text, 'result');
  const encoder = new TextEncoder();
  return parsed.map((update, i) => {
    const slice = slices[i];
    if (slice === undefined || slices.length !== parsed.length || idOf(slice) !== update.update_id)
      throw new InstrumentError('telegram-garbled', 'an answer of the Bot API could not be taken apart');
    return { update, raw: encoder.encode(slice) };
  });
}

const idOf = (slice: string): number => (JSON.parse(slice) as { update_id: number }).update_id;

/** The texts of the elements of the array under `key` of the outermost object. */
function elementsOf(text: string, key: string): string[] {
  let elements: string[] = [];
  let depth = 0;
  let start = -1;
  let name = '';
  let inside = false;
  for (let i = 0; i < text.length; i += 1) {
    const c = text[i]!;
    if (c === '"') {
      const end = endOfString(text, i);
      // A name or a value at the top: only a name is followed by a colon, and a value names no array.
      if (depth === 1) name = text.slice(i + 1, end);
      i = end;
      continue;
    }
    if (c === '{' || c === '[') {
      if (depth === 1 && c === '[' && name === key) {
        inside = true;
        elements = [];
      } else if (depth === 2 && inside) start = i;
      depth += 1;
    } else if (c === '}' || c === ']') {
      depth -= 1;
      if (depth === 2 && inside) elements.push(text.slice(start, i + 1));
      if (depth === 1) inside = false;
    }
  }
  return elements;
}

function endOfString(text: string, from: number): number {
  let i = from + 1;
  while (text[i] !== '"') i += text[i] === '\\' ? 2 : 1;
  return i;
}
