/** The home page at both viewports, contact pages with a picture, and pages that are nothing without their scripts. */
import { instant } from '../../model/scalars.ts';
import type { PageView, SavedPage } from '../../model/site.ts';
import { type Crawl, fail, MOST, skip, wallOf } from './crawl.ts';
import { bareLink, type Link, normalUrl, sameSite } from './links.ts';
import { pageSigns } from './page-signs.ts';
import { openViewer, type Viewer } from './views.ts';

/** Pages with a picture of their own, beside the home page. */
const MOST_CONTACTS = 3;
/** Loads at the phone's viewport. */
const ON_PHONE = 2;
/** Loads of a site that is drawn by its scripts. */
const MOST_LOADS = 12;

type Wanted = Pick<SavedPage, 'url' | 'steps' | 'from' | 'linkText'>;

/** Adds to `crawl.out.pages`. A page that a browser can't show is a failure of that view, not of the crawl. */
export async function viewPages(crawl: Crawl): Promise<void> {
  const { out } = crawl;
  const http = [...out.pages];
  const home = http[0]!;
  const ok = http.filter((p) => p.status < 400);
  const contacts = contactPages(ok.filter((p) => p !== home));
  const room = Math.min(MOST.all - http.length, MOST_LOADS) - ON_PHONE;
  let viewer: Viewer | null = null;
  try {
    viewer = await open(crawl, 'desktop');
    const first = await viewOne(crawl, viewer, 'desktop', home, true);
    const drawn = first ? await linksDrawn(crawl, first.links, http) : [];
    const more: Wanted[] = drawn.map((l) => ({ url: l.url, steps: 1, from: home.url, linkText: l.text }));
    const bare = ok.filter((p) => p !== home && !contacts.includes(p) && crawl.bare.has(p.url));
    const isContact = (p: Wanted): boolean => contacts.some((c) => c.url === p.url) || isContactLink(p);
    const wanted = [
      ...contacts,
      ...more.filter(isContactLink),
      ...bare,
      ...more.filter((p) => !isContactLink(p)),
    ];
    for (const page of wanted.slice(0, room - 1))
      await viewOne(crawl, viewer, 'desktop', page, isContact(page));
    await viewer.close();
    viewer = await open(crawl, 'phone');
    const onPhone = await viewOne(crawl, viewer, 'phone', home, true);
    const [contact] = [...contacts, ...more.filter(isContactLink)];
    if (contact) await viewOne(crawl, viewer, 'phone', onThePhone(contact, onPhone?.visible), true);
  } catch (error) {
    fail(out, crawl.site, `browser: ${error instanceof Error ? error.message : error}`);
  } finally {
    await viewer?.close();
  }
}

const open = async (crawl: Crawl, view: 'desktop' | 'phone'): Promise<Viewer> =>
  openViewer(await crawl.theBrowser(), view, {
    userAgent: crawl.userAgent,
    language: crawl.languages[0],
    trustAnyCertificate: crawl.sandbox,
    mayOpen: (url) => URL.canParse(url) && sameSite(url, crawl.site),
  });

/** Contact pages by name, nearest first; where none is named so, the pages that help or introduce. */
function contactPages(pages: readonly SavedPage[]): SavedPage[] {
  const near = [...pages].sort((a, b) => a.steps - b.steps);
  const named = near.filter(isContactLink);
  if (named.length > 0) return named.slice(0, MOST_CONTACTS);
  return near.filter((p) => bareLink(p.url).first).slice(0, 1);
}

const isContactLink = (p: Wanted): boolean => bareLink(p.url).contact;

/** A link that can only be seen once the phone's menu is open is a touch further away. */
const onThePhone = (page: Wanted, visible: ReadonlySet<string> | undefined): Wanted =>
  visible && page.steps === 1 && !visible.has(page.url) ? { ...page, steps: page.steps + 1 } : page;

/** Links of the first kind that the home page shows only after its scripts have run. */
async function linksDrawn(crawl: Crawl, links: readonly Link[], http: readonly SavedPage[]): Promise<Link[]> {
  const out: Link[] = [];
  for (const link of links.filter((l) => l.first)) {
    if (http.some((p) => p.url === link.url || p.requested === link.url)) continue;
    if (await crawl.robots.allows(link.url)) out.push(link);
    else skip(crawl.out, link.url, 'robots');
  }
  return out.sort((a, b) => Number(b.contact) - Number(a.contact));
}

async function viewOne(
  crawl: Crawl,
  by: Viewer,
  view: Exclude<PageView, 'http'>,
  page: Wanted,
  picture: boolean,
): Promise<{ links: Link[]; visible: Set<string> } | null> {
  const { out } = crawl;
  const done = await crawl.turns.take(page.url);
  try {
    const seen = await by.view(page.url, picture);
    if (!URL.canParse(seen.url) || !sameSite(seen.url, crawl.site)) throw new Error('it leads away');
    const { links, wall } = pageSigns(seen.html, seen.url);
    if (seen.status > 599) throw new Error(`the server answers ${seen.status}`);
    const shut = wallOf(page.url, seen.status, wall);
    if (shut) throw new Error(shut.reason);
    const html = new TextEncoder().encode(seen.html);
    out.pages.push({
      url: normalUrl(seen.url),
      requested: page.url,
      view,
      at: instant(crawl.clock.now()),
      status: seen.status,
      headers: seen.headers,
      html: await crawl.keep(html),
      bytes: html.length,
      ...(seen.screenshot ? { screenshot: await crawl.keep(seen.screenshot) } : {}),
      steps: page.steps,
      ...(page.from === undefined ? {} : { from: page.from }),
      ...(page.linkText === undefined ? {} : { linkText: page.linkText }),
      requests: seen.requests,
      globals: seen.globals,
    });
    crawl.onPage(out.pages.length);
    const visible = seen.visibleLinks.filter((u) => URL.canParse(u)).map(normalUrl);
    return { links, visible: new Set(visible) };
  } catch (error) {
    fail(out, page.url, `${view}: ${error instanceof Error ? error.message : error}`);
    return null;
  } finally {
    done();
  }
}
