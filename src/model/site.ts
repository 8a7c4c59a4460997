/** What the census saw of a lender's site: raw evidence, no conclusion. The pages themselves are files under their sha256. */
import { z } from 'zod';
import { Sha256 } from './digest.ts';
import { Instant, WebAddress } from './scalars.ts';

/** How a page was fetched: by plain HTTP, or loaded in a browser at a desktop's or a phone's viewport. */
export const PageView = z.enum(['http', 'desktop', 'phone']);
export type PageView = z.infer<typeof PageView>;

export const SavedPage = z.strictObject({
  url: WebAddress.describe('Where it was after redirects.'),
  requested: WebAddress.describe('What was asked for.'),
  view: PageView,
  at: Instant.describe('When it had loaded, our clock.'),
  status: z.int().min(100).max(599),
  headers: z.record(z.string(), z.string().max(2000)).describe('Lower-case names; bounded.'),
  html: Sha256.describe('The HTML as received, or of the document after load in a browser.'),
  bytes: z.int().min(0),
  screenshot: Sha256.optional().describe('PNG of a contact page.'),
  steps: z.int().min(0).describe('Links followed from the home page, the shortest way.'),
  from: WebAddress.optional().describe(
    'The page that links to it; absent for the home page and the sitemap.',
  ),
  linkText: z.string().max(300).optional(),
  requests: z
    .array(z.string().max(500))
    .max(500)
    .default([])
    .describe('Addresses of scripts, frames and sockets that the page asked for; only in a browser.'),
  globals: z
    .array(z.string().max(100))
    .max(300)
    .default([])
    .describe("Names on the page's window that a browser does not have of itself; only in a browser."),
});
export type SavedPage = z.infer<typeof SavedPage>;

export const SiteCrawl = z.strictObject({
  format: z.literal('doorbell-crawl/1'),
  site: WebAddress.describe('The home page that the study names.'),
  startedAt: Instant,
  endedAt: Instant,
  userAgent: z.string(),
  robots: z.strictObject({
    status: z.int().describe('HTTP status of robots.txt; 0 when it could not be fetched.'),
    disallowed: z.int().min(0).describe('Pages that it kept us from.'),
  }),
  pages: z.array(SavedPage).max(200),
  skipped: z
    .array(z.strictObject({ url: z.string(), reason: z.enum(['robots', 'limit', 'not-html', 'too-large']) }))
    .max(500),
  failures: z.array(z.strictObject({ url: z.string(), reason: z.string() })).max(500),
  blocked: z
    .strictObject({
      kind: z.enum(['forbidden', 'rate-limited', 'captcha', 'robots', 'unreachable']),
      url: z.string(),
      reason: z.string(),
    })
    .optional()
    .describe('The site would not be read: what was found is then no statement about what it advertises.'),
});
export type SiteCrawl = z.infer<typeof SiteCrawl>;

/** A saved page with its HTML: what the reading of a site works on. */
export type PageWithHtml = Omit<SavedPage, 'html'> & { html: string };
