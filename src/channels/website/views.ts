/**
 * Pages as a browser shows them: after their scripts have run, at a desktop's and at a phone's viewport. Nothing is
 * pressed, nothing is posted: requests other than GET are refused before they leave.
 */
import type { Browser, BrowserContext, Page, Request } from 'playwright-core';

export interface BrowserView {
  url: string;
  status: number;
  headers: Record<string, string>;
  html: string;
  requests: string[];
  globals: string[];
  /** Targets of the links that can be seen without opening a menu. */
  visibleLinks: string[];
  screenshot: Uint8Array | null;
}

export interface Viewer {
  /** Rejects where the page can't be shown. */
  view(url: string, picture: boolean): Promise<BrowserView>;
  close(): Promise<void>;
}

const VIEWPORTS = {
  desktop: { width: 1280, height: 800 },
  phone: { width: 390, height: 844 },
} as const;
/** ms: the document itself; whatever it loads; widgets that come late on purpose; all of it together. */
const TIME = { document: 30_000, load: 10_000, late: 2500, all: 60_000 };
const HTML = 5_000_000;
/** Pixels of a picture's height: endless pages have no end. */
const TALLEST = 5000;

export async function openViewer(
  browser: Browser,
  at: keyof typeof VIEWPORTS,
  options: {
    userAgent: string;
    language: string | undefined;
    trustAnyCertificate: boolean;
    /** Whether the page itself may go there. */
    mayOpen(url: string): boolean;
  },
): Promise<Viewer> {
  const context: BrowserContext = await browser.newContext({
    viewport: VIEWPORTS[at],
    isMobile: at === 'phone',
    hasTouch: at === 'phone',
    userAgent: `${at === 'phone' ? 'Mozilla/5.0 (Linux; Android 14; Mobile)' : 'Mozilla/5.0'} ${options.userAgent}`,
    ...(options.language === undefined ? {} : { locale: options.language }),
    acceptDownloads: false,
    serviceWorkers: 'block',
    ignoreHTTPSErrors: options.trustAnyCertificate,
  });
  await context.route('**/*', (route) => {
    const request = route.request();
    const posts = !['GET', 'HEAD', 'OPTIONS'].includes(request.method());
    const leaves = isOfTop(request) && !options.mayOpen(request.url());
    const heavy = ['media', 'font'].includes(request.resourceType());
    // "aborted", as if the user had pressed stop: the page stays as it is. Failed, it would make room for an error page.
    const done = posts || leaves || heavy ? route.abort('aborted') : route.continue();
    return done.catch(() => {});
  });
  let current: Page | null = null;
  context.on('page', (page) => {
    // Windows that the page opens by itself.
    if (current !== null && page !== current) void page.close().catch(() => {});
  });
  return {
    async view(url, picture) {
      current = null;
      const page = await context.newPage();
      current = page;
      try {
        // A script that never ends lets no call return.
        return await within(TIME.all, look(page, url, picture));
      } finally {
        await within(5000, page.close()).catch(() => {});
      }
    },
    close: () => within(10_000, context.close()).catch(() => {}),
  };
}

/** Whether the page itself, or a window that it opens, is to go there. */
function isOfTop(request: Request): boolean {
  if (!request.isNavigationRequest()) return false;
  try {
    return request.frame().parentFrame() === null;
  } catch {
    // A new window: it has no frame yet.
    return true;
  }
}

async function look(page: Page, url: string, picture: boolean): Promise<BrowserView> {
  const requests = new Set<string>();
  const note = (address: string): void => {
    if (requests.size < 500) requests.add(address.slice(0, 500));
  };
  page.on('dialog', (dialog) => void dialog.dismiss().catch(() => {}));
  page.on('request', (request: Request) => {
    if (['script', 'document', 'fetch', 'xhr', 'websocket'].includes(request.resourceType()))
      note(request.url());
  });
  page.on('websocket', (socket) => note(socket.url()));
  // A page that tries to leave for where it may not go is never done loading: what it shows counts all the same.
  const response = await page.goto(url, { waitUntil: 'commit', timeout: TIME.document });
  await page.waitForLoadState('load', { timeout: TIME.load }).catch(() => {});
  await page.waitForTimeout(TIME.late);
  const html = (await page.content()).slice(0, HTML);
  const seen = await page.evaluate(signsOfWindow).catch(() => ({ globals: [], links: [] }));
  return {
    url: page.url(),
    status: response?.status() ?? 200,
    headers: Object.fromEntries(
      Object.entries(response?.headers() ?? {})
        .slice(0, 60)
        .map(([k, v]) => [k, v.slice(0, 2000)]),
    ),
    html,
    requests: [...requests],
    globals: seen.globals,
    visibleLinks: seen.links,
    screenshot: picture ? await pictureOf(page) : null,
  };
}

async function pictureOf(page: Page): Promise<Uint8Array | null> {
  const { width = 0, height = 0 } = page.viewportSize() ?? {};
  const tall = await page.evaluate(() => document.documentElement.scrollHeight).catch(() => height);
  const clip = { x: 0, y: 0, width, height: Math.min(Math.max(tall, height), TALLEST) };
  return page.screenshot({ fullPage: true, clip, timeout: 10_000 }).catch(() => null);
}

function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not shown within ${ms / 1000} s`)), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** Names on the window that an empty frame's window has not, and the links that can be seen. Runs in the page. */
function signsOfWindow(): { globals: string[]; links: string[] } {
  const frame = document.createElement('iframe');
  document.body.append(frame);
  const plain = new Set(Object.getOwnPropertyNames(frame.contentWindow ?? {}));
  frame.remove();
  const globals = Object.getOwnPropertyNames(window)
    .filter((name) => !plain.has(name) && !/^\d+$/.test(name))
    .slice(0, 300)
    .map((name) => name.slice(0, 100));
  const links: string[] = [];
  for (const link of document.querySelectorAll<HTMLAnchorElement>('a[href]')) {
    const box = link.getBoundingClientRect();
    const style = getComputedStyle(link);
    const inside = box.right > 0 && box.left < window.innerWidth;
    if (box.width > 1 && box.height > 1 && inside && style.visibility === 'visible' && style.opacity !== '0')
      links.push(link.href);
    if (links.length >= 500) break;
  }
  return { globals, links };
}
