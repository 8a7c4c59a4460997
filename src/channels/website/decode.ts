/** The text of a page from its bytes: by BOM, then header, then <meta>, as browsers do it (WHATWG Encoding, HTML 13.2.3). */

import type { SavedPage } from '../../model/site.ts';

/** Bytes in which a <meta> is looked for. */
const HEAD = 4096;

export function decodeHtml(bytes: Uint8Array, contentType: string | undefined): string {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return decode(bytes, 'utf-8');
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return decode(bytes, 'utf-16le');
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return decode(bytes, 'utf-16be');
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, HEAD));
  const label =
    /charset\s*=\s*"?([\w-]+)/i.exec(contentType ?? '')?.[1] ??
    /<meta[^>]{0,200}?charset\s*=\s*["']?([\w-]+)/i.exec(head)?.[1];
  return decode(bytes, label ?? 'utf-8');
}

/** A saved page's HTML: as it came, or as the browser held it, which is saved in UTF-8 whatever its header says. */
export const htmlOf = (page: Pick<SavedPage, 'view' | 'headers'>, bytes: Uint8Array): string =>
  page.view === 'http' ? decodeHtml(bytes, page.headers['content-type']) : decode(bytes, 'utf-8');

function decode(bytes: Uint8Array, label: string): string {
  try {
    return new TextDecoder(label).decode(bytes);
  } catch {
    return new TextDecoder('utf-8').decode(bytes);
  }
}
