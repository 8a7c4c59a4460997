/** Files from outside: bounded, known by their first bytes and not by their name, kept as evidence and never opened here. */
import { fileTypeFromBuffer } from 'file-type';

/** Largest body of a form with a file, bytes. */
export const MOST_UPLOAD = 20_000_000;
/** Largest picture, bytes. */
export const MOST_PICTURE = 8_000_000;

const PICTURES = new Set(['image/png', 'image/jpeg', 'image/webp']);

export type Upload =
  | { bytes: Uint8Array; refused?: undefined }
  | { bytes?: undefined; refused: 'too-large' | 'not-a-picture' };

/** Null when the field was left empty. */
export async function pictureIn(field: unknown): Promise<Upload | null> {
  const bytes = await bytesIn(field);
  if (bytes === null) return null;
  if (bytes.length > MOST_PICTURE) return { refused: 'too-large' };
  const type = await fileTypeFromBuffer(bytes.subarray(0, 4100));
  return type && PICTURES.has(type.mime) ? { bytes } : { refused: 'not-a-picture' };
}

/** An exported chat; its reader judges what is in it. Null when the field was left empty. */
export async function exportIn(field: unknown): Promise<Upload | null> {
  const bytes = await bytesIn(field);
  if (bytes === null) return null;
  return bytes.length > MOST_UPLOAD ? { refused: 'too-large' } : { bytes };
}

/** Browsers send a file without name and bytes for a field that was left empty. */
async function bytesIn(field: unknown): Promise<Uint8Array | null> {
  if (!(field instanceof File) || (field.size === 0 && field.name === '')) return null;
  return new Uint8Array(await field.arrayBuffer());
}
