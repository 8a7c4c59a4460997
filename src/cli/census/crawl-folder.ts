/** Where crawls lie: data/census/DAY/LENDER.json, and the pages beside them under their sha256. */
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { htmlOf } from '../../channels/website/index.ts';
import { SetupError } from '../../model/errors.ts';
import { type PageWithHtml, SiteCrawl } from '../../model/site.ts';
import { keepEvidence, readEvidence } from '../../store/evidence-files.ts';
import { type StudyFolder, writeWhole } from '../folder.ts';

export interface CrawlFolder {
  keep(bytes: Uint8Array): Promise<string>;
  save(lender: string, crawl: SiteCrawl): Promise<void>;
  /** Null where the lender was not crawled on that day. */
  find(lender: string): Promise<SiteCrawl | null>;
  /** InstrumentError where a page's bytes are missing or changed. */
  pages(crawl: SiteCrawl): Promise<PageWithHtml[]>;
}

const root = (folder: StudyFolder): string => join(folder.root, 'data', 'census');

export function crawlFolder(folder: StudyFolder, day: string): CrawlFolder {
  const dir = join(root(folder), day);
  const evidence = join(dir, 'evidence');
  return {
    keep: async (bytes) => (await keepEvidence(evidence, [bytes]))[0]!,
    save: (lender, crawl) => writeWhole(join(dir, `${lender}.json`), `${JSON.stringify(crawl, null, 1)}\n`),
    async find(lender) {
      const path = join(dir, `${lender}.json`);
      if (!existsSync(path)) return null;
      const read = SiteCrawl.safeParse(
        await readFile(path, 'utf8')
          .then(JSON.parse)
          .catch(() => null),
      );
      if (read.success) return read.data;
      throw new SetupError(`${path} is no crawl that this version wrote: remove it, or crawl --again`);
    },
    pages: (crawl) => withHtml(crawl, (sha) => readEvidence(evidence, sha)),
  };
}

/** The pages of a crawl with their HTML, from wherever the bytes are. */
export const withHtml = (
  crawl: SiteCrawl,
  bytes: (sha256: string) => Promise<Uint8Array>,
): Promise<PageWithHtml[]> =>
  Promise.all(crawl.pages.map(async (page) => ({ ...page, html: htmlOf(page, await bytes(page.html)) })));

/** The days on which anything was crawled, the last one first. */
export async function crawlDays(folder: StudyFolder): Promise<string[]> {
  if (!existsSync(root(folder))) return [];
  return (await readdir(root(folder)))
    .filter((d) => /^\d{4}-\d\d-\d\d$/.test(d))
    .sort()
    .reverse();
}
