/** What the saved pages of a crawl advertise: the pure reading, on pages from wherever they are kept. */
import { load } from 'cheerio/slim';
import { readSite } from '../../assess/advertised-channels/read-site.ts';
import type { SiteReading } from '../../model/census.ts';
import type { Lender } from '../../model/lenders.ts';
import type { PageWithHtml, SiteCrawl } from '../../model/site.ts';
import { countryOf } from './country.ts';

export interface ReadAs {
  /** ISO 639-1, the main one first; none: what the home page says of itself. */
  languages: readonly string[];
  country?: string;
}

export function readCrawl(crawl: SiteCrawl, pages: readonly PageWithHtml[], as: ReadAs): SiteReading {
  const languages = as.languages.length > 0 ? as.languages : [languageOf(pages)];
  const reading = readSite(
    crawl.site,
    pages.filter((p) => p.status < 400),
    {
      languages,
      seenOn: crawl.startedAt.slice(0, 10),
      ...(as.country === undefined ? {} : { country: as.country }),
    },
  );
  return crawl.blocked ? { ...reading, blocked: `${crawl.blocked.kind}: ${crawl.blocked.reason}` } : reading;
}

export function readAs({ languages, timeZone }: Lender): ReadAs {
  const country = countryOf(timeZone);
  return { languages, ...(country === undefined ? {} : { country }) };
}

function languageOf(pages: readonly PageWithHtml[]): string {
  for (const { html } of pages) {
    const lang = load(html.slice(0, 5000))('html').attr('lang')?.slice(0, 2).toLowerCase();
    if (lang && /^[a-z]{2}$/.test(lang)) return lang === 'ua' ? 'uk' : lang === 'cn' ? 'zh' : lang;
  }
  return 'en';
}
