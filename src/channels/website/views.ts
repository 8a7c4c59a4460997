/** Pages as a browser shows them: after their scripts have run, at a desktop's and at a phone's viewport. Nothing is pressed. */
import type { Browser, BrowserContext, Page } from 'playwright-core';

export interface BrowserView {
  url: string;
  status: number;
  headers: Record<string, string>;
  html: string;
  requests: string[];
  globals: string[];
  screenshot: Uint8Array | null;
}

export interface Viewer {
  view(url: string, picture: boolean): Promise<BrowserView>;
  close(): Promise<void>;
}

const VIEWPORTS = {
  desktop: { width: 1280, height: 800 },
  phone: { width: 390, height: 844 },
} as const;
const LOAD = 30_000;
/** Widgets are often loaded late, on purpose. ms. */
const LATE = 2500;
const HTML = 5_000_000;

export async function openViewer(
  browser: Browser,
  at: keyof typeof VIEWPORTS,
  options: { userAgent: string; trustAnyCertificate: boolean },
): Promise<Viewer> {
  const context: BrowserContext = await browser.newContext({
    viewport: VIEWPORTS[at],
    isMobile: at === 'phone',
    hasTouch: at === 'phone',
    userAgent: `${at === 'phone' ? 'Mozilla/5.0 (Linux; Android 14; Mobile)' : 'Mozilla/5.0'} ${options.userAgent}`,
    acceptDownloads: false,
    ignoreHTTPSErrors: options.trustAnyCertificate,
  });
  const page: Page = await context.newPage();
  context.on('page', (other) => {
    if (other !== page) void other.close().catch(() => {});
  });
  page.on('dialog', (dialog) => void dialog.dismiss().catch(() => {}));
  return {
    async view(url, picture) {
      const requests = new Set<string>();
      const note = (address: string): void => {
        if (requests.size < 500) requests.add(address.slice(0, 500));
      };
      const onRequest = (r: { url(): string; resourceType(): string }): void => {
        if (['script', 'document', 'fetch', 'xhr', 'websocket'].includes(r.resourceType())) note(r.url());
      };
      page.on('request', onRequest);
      page.on('websocket', (socket) => note(socket.url()));
      try {
        const response = await page.goto(url, { waitUntil: 'load', timeout: LOAD });
        await page.waitForTimeout(LATE);
        const html = (await page.content()).slice(0, HTML);
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
          globals: await page.evaluate(ownGlobals).catch(() => []),
          screenshot: picture ? await page.screenshot({ timeout: 8000 }).catch(() => null) : null,
        };
      } finally {
        page.off('request', onRequest);
        page.removeAllListeners('websocket');
      }
    },
    close: () => context.close().catch(() => {}),
  };
}

/** Names on the window that an empty frame's window has not. Runs in the page. */
function ownGlobals(): string[] {
  const frame = document.createElement('iframe');
  document.body.append(frame);
  const plain = new Set(Object.getOwnPropertyNames(frame.contentWindow ?? {}));
  frame.remove();
  return Object.getOwnPropertyNames(window)
    .filter((name) => !plain.has(name) && !/^\d+$/.test(name))
    .slice(0, 300)
    .map((name) => name.slice(0, 100));
}
