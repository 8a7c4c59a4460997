/** Addresses as a page writes them, made whole; nothing is ever fetched. */

/** Absolute http(s) address without its fragment; null where it is none. */
export function absolute(href: string, base: string): string | null {
  try {
    const url = new URL(href, base);
    if (url.protocol !== 'http:' && url.protocol !== 'https:') return null;
    url.hash = '';
    return url.href;
  } catch {
    return null;
  }
}

/** The path with percent signs read, lower-case; the address itself where that is not possible. */
export function readablePath(address: string): string {
  try {
    return decodeURIComponent(new URL(address).pathname).toLowerCase();
  } catch {
    return address.toLowerCase();
  }
}

export const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};
