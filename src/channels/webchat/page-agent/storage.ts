/// <reference lib="dom" />
import type { PageAgent } from '../page-view.ts';

/** What the frame's own site has stored in the browser; null where it may store nothing. */
export function storage(): ReturnType<PageAgent['storage']> {
  try {
    const dump = (s: Storage): [string, string][] =>
      Array.from({ length: Math.min(s.length, 200) }, (_, i) => s.key(i) as string).map((k) => [
        k,
        (s.getItem(k) ?? '').slice(0, 200_000),
      ]);
    return { origin: location.origin, local: dump(localStorage), session: dump(sessionStorage) };
  } catch {
    return null;
  }
}
