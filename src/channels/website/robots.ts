/** What robots.txt lets us read (RFC 9309): fetched once for each origin, before anything else of it. */
import type { Fetcher } from './fetching.ts';
import { sameSite } from './links.ts';
import type { Turns } from './turns.ts';

/** Our product token: the group of robots.txt that is ours, and the first word of the User-Agent. */
export const AGENT = 'DoorbellCensus';

export interface OriginRobots {
  /** HTTP status; 0 when it could not be fetched. */
  status: number;
  reason: string;
  allows(url: string): boolean;
  sitemaps: string[];
}

export interface Robots {
  of(url: string): Promise<OriginRobots>;
  allows(url: string): Promise<boolean>;
}

/** Origins of one site: its name with and without www., http and https, some subdomains. */
const MOST_ORIGINS = 8;
/** RFC 9309, 2.5: at least 500 KiB are to be read. */
const MOST_BYTES = 512_000;
/** A site may ask for pauses; more than this would make a crawl of 30 pages a matter of hours. ms. */
const LONGEST_PAUSE = 30_000;

export function robotsOf(site: string, fetcher: Fetcher, turns: Turns): Robots {
  const known = new Map<string, Promise<OriginRobots>>();
  const of = (url: string): Promise<OriginRobots> => {
    const { origin } = new URL(url);
    const found = known.get(origin);
    if (found) return found;
    if (known.size >= MOST_ORIGINS) return Promise.resolve(shut(0, 'too many host names'));
    const read = readRobots(origin, site, fetcher, turns);
    known.set(origin, read);
    return read;
  };
  return { of, allows: async (url) => (await of(url)).allows(url) };
}

const shut = (status: number, reason: string): OriginRobots => ({
  status,
  reason,
  allows: () => false,
  sitemaps: [],
});

async function readRobots(
  origin: string,
  site: string,
  fetcher: Fetcher,
  turns: Turns,
): Promise<OriginRobots> {
  const url = `${origin}/robots.txt`;
  let found: Awaited<ReturnType<Fetcher['get']>>;
  try {
    found = await fetcher.get(url, (to) => sameSite(to, site), 'text/plain,*/*;q=0.1');
  } catch (error) {
    // 2.3.1.4: not to be reached is "nothing is allowed".
    return shut(0, error instanceof Error ? error.message : String(error));
  }
  const { status } = found;
  if (status >= 500)
    return shut(status, `robots.txt answers ${status}: until it can be read nothing is allowed`);
  if (status === 429) return shut(status, 'robots.txt answers 429: too many requests');
  const text = status === 200 ? new TextDecoder().decode(found.body.subarray(0, MOST_BYTES)) : '';
  // A page in place of the file ("not found" with status 200) has no rules.
  const pause = crawlDelay(text);
  if (pause !== null) turns.slower(url, Math.min(pause * 1000, LONGEST_PAUSE));
  const { RobotsTxtFile } = await import('@crawlee/utils');
  const file = RobotsTxtFile.from(url, /^\s*</.test(text) ? '' : text);
  return {
    status,
    reason: '',
    allows: (page) => file.isAllowed(page, AGENT),
    sitemaps: file
      .getSitemaps({ enqueueStrategy: 'all' })
      .filter((s) => URL.canParse(s) && sameSite(s, site)),
  };
}

/** Seconds between requests that our group asks for, else everybody's; null for none. No part of RFC 9309, but asked for. */
export function crawlDelay(text: string): number | null {
  const delays = new Map<string, number>();
  let agents: string[] = [];
  let named = false;
  for (const line of text.split(/\r\n|\r|\n/)) {
    const [, key = '', value = ''] = /^\s*([\w-]+)\s*:\s*([^#]*)/.exec(line) ?? [];
    if (/^user-agent$/i.test(key)) {
      agents = [...(named ? agents : []), value.trim().toLowerCase().split('/')[0]!];
      named = true;
    } else if (key !== '') {
      named = false;
      const seconds = Number(value.trim());
      if (/^crawl-delay$/i.test(key) && seconds > 0) for (const agent of agents) delays.set(agent, seconds);
    }
  }
  return delays.get(AGENT.toLowerCase()) ?? delays.get('*') ?? null;
}
