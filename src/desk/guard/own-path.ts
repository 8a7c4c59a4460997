/** A path on this desk, and never an address elsewhere, out of what a form or a link says; '/' for anything else. */
export function ownPath(given: unknown): string {
  if (typeof given !== 'string' || !given.startsWith('/') || given.length > 400) return '/';
  if (!URL.canParse(given, 'http://desk.invalid')) return '/';
  const url = new URL(given, 'http://desk.invalid');
  return url.host === 'desk.invalid' && !url.pathname.startsWith('//') ? url.pathname : '/';
}
