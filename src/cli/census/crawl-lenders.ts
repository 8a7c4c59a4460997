/** Crawls the lenders of a study, several at once, each once a day. What one site does never stops the others. */
import { type Crawler, createCrawler } from '../../channels/website/index.ts';
import type { Clock } from '../../fieldwork/ports.ts';
import { hostOf, isLoopback, isReservedHost } from '../../model/hosts.ts';
import type { Lender } from '../../model/lenders.ts';
import type { WebSettings } from '../../model/settings.ts';
import type { SiteCrawl } from '../../model/site.ts';
import { VERSION } from '../version.ts';
import type { CrawlFolder } from './crawl-folder.ts';

/** Sites read at the same time: each is asked once a second at most, so the waiting is shared. */
const AT_ONCE = 6;

export interface Crawled {
  lender: Lender;
  crawl: SiteCrawl | null;
  /** Why there is none: a fault of ours, or of the disk. */
  failure?: string;
}

export interface CrawlersInput {
  settings: Pick<WebSettings, 'contact' | 'browser' | 'proxy'>;
  clock: Clock;
  keep(bytes: Uint8Array): Promise<string>;
  /** See CrawlOptions; for servers of our own. */
  spacing?: number;
  /** False for plain HTTP alone. */
  browser?: boolean;
}

/**
 * Whose machine answers: ours; nobody's (names that can't be anybody's, so the sandbox behind its proxy); or somebody's.
 * example.com is reserved too, but a server answers there.
 */
export function whereIs(site: string): 'loopback' | 'sandbox' | 'elsewhere' {
  const host = hostOf(site).replace(/\.$/, '');
  if (isLoopback(host)) return 'loopback';
  return isReservedHost(host) && !/\.(?:com|net|org)$/i.test(host) ? 'sandbox' : 'elsewhere';
}

/** A crawler for each kind of site: the sandbox's behind its proxy, this machine's own without one, the real web's. */
export function crawlers(input: CrawlersInput): { of(site: string): Crawler; close(): Promise<void> } {
  const open = new Map<string, Crawler>();
  return {
    of(site) {
      const kind = whereIs(site);
      const known = open.get(kind);
      if (known) return known;
      const made = createCrawler({
        ...input,
        settings: { ...input.settings, proxy: kind === 'loopback' ? undefined : input.settings.proxy },
        version: VERSION,
        sandbox: kind === 'sandbox',
      });
      open.set(kind, made);
      return made;
    },
    close: async () => void (await Promise.all([...open.values()].map((c) => c.close()))),
  };
}

export async function crawlLenders(
  lenders: readonly Lender[],
  input: Omit<CrawlersInput, 'keep'> & {
    folder: CrawlFolder;
    again: boolean;
    onProgress: (progress: { done: number; of: number; pages: number; now: string[] }) => void;
  },
): Promise<Crawled[]> {
  const { folder } = input;
  const { keep } = folder;
  const made = crawlers({ ...input, keep });
  const pages = new Map<string, number>();
  const now = new Set<string>();
  const out: Crawled[] = [];
  const told = () =>
    input.onProgress({
      done: out.length,
      of: lenders.length,
      pages: [...pages.values()].reduce((a, b) => a + b, 0),
      now: [...now],
    });

  async function one(lender: Lender): Promise<Crawled> {
    try {
      const known = input.again ? null : await folder.find(lender.id);
      if (known && known.site === lender.site) return { lender, crawl: known };
      const proofs = [...lender.channels.map((c) => c.seenAt), ...lender.terms.map((t) => t.source)];
      const crawl = await made.of(lender.site).crawl({
        site: lender.site,
        languages: lender.languages,
        known: [...new Set(proofs)],
        ...(input.browser === undefined ? {} : { browser: input.browser }),
        onPage: (n) => {
          pages.set(lender.id, n);
          told();
        },
      });
      await folder.save(lender.id, crawl);
      return { lender, crawl };
    } catch (error) {
      return { lender, crawl: null, failure: error instanceof Error ? error.message : String(error) };
    }
  }

  const waiting = [...lenders];
  const work = async (): Promise<void> => {
    for (let lender = waiting.shift(); lender; lender = waiting.shift()) {
      now.add(lender.id);
      told();
      const done = await one(lender);
      now.delete(lender.id);
      out.push(done);
      told();
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, lenders.length) }, work));
  } finally {
    await made.close();
  }
  return lenders.map((l) => out.find((c) => c.lender.id === l.id)!);
}
