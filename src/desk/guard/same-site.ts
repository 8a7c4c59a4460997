/** Whether a form was sent by one of our own pages: told by what browsers add by themselves, before any token is read. */

/**
 * Sec-Fetch-Site where the browser sends it (all current ones do, on https and loopback), else Origin. A request with
 * neither is refused: no browser sends a form without both.
 */
export function sentByUs(
  header: (name: string) => string | undefined,
  isOurs: (host: string) => boolean,
): boolean {
  const site = header('sec-fetch-site');
  if (site !== undefined) return site === 'same-origin';
  const origin = header('origin');
  return origin !== undefined && URL.canParse(origin) && isOurs(new URL(origin).host);
}
