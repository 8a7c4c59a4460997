/** `census --site URL`: one site, without a study; its pages are read and forgotten. */
import { sha256 } from '../../model/digest.ts';
import { SetupError } from '../../model/errors.ts';
import { hostOf } from '../../model/hosts.ts';
import { WebAddress } from '../../model/scalars.ts';
import type { WebSettings } from '../../model/settings.ts';
import { systemClock } from '../system-clock.ts';
import { withHtml } from './crawl-folder.ts';
import { crawlers, whereIs } from './crawl-lenders.ts';
import { type ReadAs, readCrawl } from './read-crawl.ts';

/** Stands in the User-Agent only towards this machine and hosts that nobody can own. */
const NOBODY = 'https://doorbell.invalid/set--contact';

const mayBeCrawledByAnyone = (site: string): boolean => whereIs(site) !== 'elsewhere';

/** The page that says who crawls. SetupError where it is missing and somebody else's server would be asked. */
export function contactFor(sites: readonly string[], given: string | undefined): string {
  if (given !== undefined) {
    if (WebAddress.safeParse(given).success) return given;
    throw new SetupError(`--contact ${given}: must be an absolute http(s) address`);
  }
  const real = sites.find((s) => !mayBeCrawledByAnyone(s));
  if (real === undefined) return NOBODY;
  throw new SetupError(
    `${hostOf(real)} must be able to see who reads its pages: name a page of yours that says who crawls and why, in settings.yml (web: {contact: https://your-institute/study}) or by --contact`,
  );
}

export async function censusOfSite(order: {
  site: string;
  contact: string | undefined;
  web: Pick<WebSettings, 'contact' | 'browser' | 'proxy'> | undefined;
  as: ReadAs;
  /** See CrawlOptions; for servers of our own. */
  spacing?: number;
  onPage: (pages: number) => void;
}) {
  const { site, web } = order;
  if (!WebAddress.safeParse(site).success)
    throw new SetupError(`--site ${site}: must be an absolute http(s) address, e.g. https://lender.example/`);
  const contact = contactFor([site], order.contact ?? web?.contact);
  const kept = new Map<string, Uint8Array>();
  const made = crawlers({
    settings: { ...web, contact },
    clock: systemClock,
    ...(order.spacing === undefined ? {} : { spacing: order.spacing }),
    async keep(bytes) {
      const sha = sha256(bytes);
      kept.set(sha, bytes);
      return sha;
    },
  });
  try {
    const crawl = await made.of(site).crawl({
      site,
      languages: order.as.languages,
      onPage: order.onPage,
    });
    const pages = await withHtml(crawl, async (sha) => kept.get(sha)!);
    const reading = readCrawl(crawl, pages, order.as);
    const { userAgent, robots, skipped, failures } = crawl;
    const read = crawl.pages.map(({ url, view, status, steps, at }) => ({ url, view, status, steps, at }));
    return { ...reading, crawl: { userAgent, robots, pages: read, skipped, failures } };
  } finally {
    await made.close();
  }
}
