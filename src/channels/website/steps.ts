/** The shortest way from the home page to each page that was read, over the links of all of them. Pure. */
import type { SavedPage } from '../../model/site.ts';
import type { Link } from './links.ts';

/** For pages that no link of those read leads to: only the sitemap or the study names them. */
export const UNLINKED = 9;

/**
 * `links`: of each page, by its address after redirects. A page counts under the address that was asked for too.
 * The order in which pages were read is that of their worth, not of their distance: so the ways are found afterwards.
 */
export function withShortestWays(
  pages: readonly SavedPage[],
  links: ReadonlyMap<string, readonly Link[]>,
): SavedPage[] {
  const home = pages[0];
  if (!home) return [];
  const landed = new Map(pages.flatMap((p) => [[p.requested, p.url] as const, [p.url, p.url] as const]));
  const ways = new Map<string, { steps: number; from?: string; text?: string }>([[home.url, { steps: 0 }]]);
  const queue = [home.url];
  for (let i = 0; i < queue.length; i++) {
    const from = queue[i]!;
    const { steps } = ways.get(from)!;
    for (const link of links.get(from) ?? []) {
      const to = landed.get(link.url);
      if (to === undefined || ways.has(to)) continue;
      ways.set(to, { steps: steps + 1, from, text: link.text });
      queue.push(to);
    }
  }
  return pages.map(({ from: _from, linkText: _text, ...page }) => {
    const way = ways.get(page.url);
    return {
      ...page,
      steps: way?.steps ?? UNLINKED,
      ...(way?.from === undefined ? {} : { from: way.from }),
      ...(way?.text ? { linkText: way.text } : {}),
    };
  });
}
