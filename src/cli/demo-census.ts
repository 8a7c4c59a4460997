/** The demo's census: every site of the market read once by plain HTTP, and compared with what the study lists. */
import type { Clock } from '../fieldwork/ports.ts';
import type { Lender } from '../model/lenders.ts';
import { instant } from '../model/scalars.ts';
import type { WebSettings } from '../model/settings.ts';
import { compareLender, type LenderDiff } from './census/compare.ts';
import { crawlFolder } from './census/crawl-folder.ts';
import { crawlLenders } from './census/crawl-lenders.ts';
import { readAs, readCrawl } from './census/read-crawl.ts';
import type { StudyFolder } from './folder.ts';

/** The sandbox's own servers need no pauses. ms. */
const SPACING = 1;

/** Keeps the crawl in the study's folder, where `doorbell census --read-only` finds it. */
export async function demoCensus(
  folder: StudyFolder,
  lenders: readonly Lender[],
  settings: WebSettings,
  clock: Clock,
): Promise<LenderDiff[]> {
  const kept = crawlFolder(folder, instant(clock.now()).slice(0, 10));
  const crawled = await crawlLenders(lenders, {
    folder: kept,
    settings,
    clock,
    spacing: SPACING,
    browser: false,
    again: true,
    onProgress: () => {},
  });
  const diffs: LenderDiff[] = [];
  for (const { lender, crawl } of crawled) {
    if (!crawl) continue;
    const pages = await kept.pages(crawl);
    diffs.push(compareLender({ lender, crawl, pages, reading: readCrawl(crawl, pages, readAs(lender)) }));
  }
  return diffs;
}

/** One line of numbers. */
export function censusLine(diffs: readonly LenderDiff[]): string {
  const sum = (count: (d: LenderDiff) => number): number => diffs.reduce((all, d) => all + count(d), 0);
  const blocked = diffs.filter((d) => d.blocked !== undefined).length;
  return [
    `census  ${diffs.length} sites, ${sum((d) => d.pages)} pages`,
    `${sum((d) => d.confirmed.length + d.changed.length)} channels as listed`,
    `${sum((d) => d.added.length)} found that are not listed`,
    `${sum((d) => d.vanished.length)} listed and gone`,
    `${sum((d) => d.unread.length)} that only a browser could show`,
    ...(blocked > 0 ? [`${blocked} sites keep robots out`] : []),
  ].join('; ');
}
