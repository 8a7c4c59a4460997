/** A desk on a real port with a real browser before it, for people who are simulated. */
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { launchBrowser } from '../../../src/channels/browser/index.ts';
import { openDesk } from '../../../src/desk/serve.ts';
import type { PlannedProbe } from '../../../src/model/plan.ts';
import { aDesk, type DeskUnderTest } from '../../desk/a-desk.ts';

export const PHONE = { width: 360, height: 740 };

export interface DeskInBrowser extends DeskUnderTest {
  url: string;
  /** A browser of one person: cookies of their own. */
  person(given?: {
    size?: { width: number; height: number };
    script?: boolean;
    dark?: boolean;
    language?: string;
  }): Promise<BrowserContext>;
  close(): Promise<void>;
}

export async function deskInBrowser(
  probes: PlannedProbe[],
  given: Parameters<typeof aDesk>[1] = {},
): Promise<DeskInBrowser> {
  const desk = await aDesk(probes, given);
  const open = await openDesk({ ...desk.options, settings: { ...desk.options.settings, port: 0 } }, (error) =>
    desk.failures.push(error),
  );
  const browser: Browser = await launchBrowser({ path: process.env.DOORBELL_BROWSER });
  return {
    ...desk,
    url: open.url.replace(/\/$/, ''),
    async person({ size = PHONE, script = true, dark = false, language = 'en-GB' } = {}) {
      const context = await browser.newContext({
        viewport: size,
        hasTouch: size.width < 600,
        isMobile: size.width < 600,
        javaScriptEnabled: script,
        colorScheme: dark ? 'dark' : 'light',
        locale: language,
        // Colours that are still changing can't be measured.
        reducedMotion: 'reduce',
      });
      // The messenger's own page, wherever the link leads: nothing leaves this machine.
      await context.route(
        (url) => url.hostname !== '127.0.0.1',
        (route) => route.fulfill({ contentType: 'text/html', body: '<title>messenger</title>' }),
      );
      context.setDefaultTimeout(15_000);
      return context;
    },
    async close() {
      await browser.close();
      await open.close();
    },
  };
}

/** Comes in under a name, and stands on the wave's page. */
export async function comeIn(context: BrowserContext, url: string, name: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${url}/`);
  await page.getByLabel(name, { exact: true }).check();
  await page.locator('main button.primary').click();
  await page.waitForURL(`${url}/`);
  return page;
}
