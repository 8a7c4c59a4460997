/** The report in a real browser: it asks for nothing, runs nothing of anybody else's, and can be used by everybody. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from '../../src/channels/browser/index.ts';
import { renderHtml } from '../../src/report/html.ts';
import { LANGUAGES, pageOf, resultOf, spokenBy } from './pages.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser({});
});
afterAll(() => browser.close());

const ADDRESS = 'http://report.test/';

interface Opened {
  page: Page;
  /** Every request but that for the page itself. */
  requests: string[];
  /** Errors on the console, uncaught errors, dialogs. */
  trouble: string[];
}

/** The page as a reader gets it, with all of its policy. */
async function open(html: string, options: BrowserContextOptions = {}): Promise<Opened> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const requests: string[] = [];
  const trouble: string[] = [];
  await context.route('**/*', (route) => {
    if (route.request().url() === ADDRESS)
      return route.fulfill({ body: html, contentType: 'text/html; charset=utf-8' });
    requests.push(route.request().url());
    return route.abort();
  });
  page.on('console', (m) => {
    if (m.type() === 'error' || m.type() === 'warning') trouble.push(m.text());
  });
  page.on('pageerror', (e) => trouble.push(e.message));
  page.on('dialog', (d) => {
    trouble.push(`dialog: ${d.message()}`);
    void d.dismiss();
  });
  await page.goto(ADDRESS, { waitUntil: 'load' });
  return { page, requests, trouble };
}

/** Closes the page's context with it. */
const shut = ({ page }: Opened) => page.context().close();

describe('the page in the browser', () => {
  it.each([
    [12, 'en'],
    [12, 'uk'],
    [12, 'ru'],
    [12, 'zh'],
    [600, 'en'],
  ] as const)(
    'of %i lenders in %s asks for nothing, breaks nothing, and scrolls down only',
    async (n, language) => {
      for (const width of [1280, 375]) {
        const opened = await open(pageOf(n, language), { viewport: { width, height: 900 } });
        expect(opened.requests).toEqual([]);
        expect(opened.trouble).toEqual([]);
        const over = await opened.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect(over).toBeLessThanOrEqual(0);
        const drawn = await opened.page
          .locator('figure svg.plot')
          .evaluateAll((all) => all.filter((svg) => svg.getBoundingClientRect().width > 0).length);
        expect(drawn).toBe(await opened.page.locator('figure').count());
        await shut(opened);
      }
    },
  );

  it('is whole without its script', async () => {
    const opened = await open(pageOf(12, 'en'), { javaScriptEnabled: false });
    expect(await opened.page.locator('input, button').count()).toBe(0);
    expect(await opened.page.locator('table[data-search] tbody tr').count()).toBe(
      resultOf(12).lenders.filter((l) => l.publishable === 'ranked').length,
    );
    await shut(opened);
  });

  it('lets no script, handler, style, picture or connection of anybody else through', async () => {
    const opened = await open(pageOf(12, 'en'));
    const done = await opened.page.evaluate(async () => {
      const blocked: string[] = [];
      addEventListener('securitypolicyviolation', (e) => blocked.push(e.effectiveDirective));
      const script = document.createElement('script');
      script.textContent = 'window.pwned = 1';
      const picture = document.createElement('img');
      picture.src = 'http://elsewhere.test/x.png';
      const button = document.createElement('button');
      button.setAttribute('onclick', 'window.pwned = 2');
      const style = document.createElement('style');
      style.textContent = 'body { display: none }';
      document.body.append(script, picture, button, style);
      button.click();
      const fetched = await fetch('http://elsewhere.test/').then(
        () => true,
        () => false,
      );
      await new Promise((settled) => setTimeout(settled, 100));
      return {
        blocked: [...new Set(blocked)].sort(),
        fetched,
        pwned: 'pwned' in window,
        hidden: getComputedStyle(document.body).display === 'none',
      };
    });
    expect(done).toEqual({
      blocked: ['connect-src', 'img-src', 'script-src-attr', 'script-src-elem', 'style-src-elem'],
      fetched: false,
      pwned: false,
      hidden: false,
    });
    expect(opened.requests).toEqual([]);
    await shut(opened);
  });
});

describe('hostile words in every field of a result', () => {
  const VECTORS = [
    '<script>window.pwned=1</script>',
    '"><img src=x onerror="window.pwned=1">',
    "' onmouseover='window.pwned=1' x='",
    '</title></style></script><svg/onload=window.pwned=1>',
    '</text></svg><iframe srcdoc="<script>parent.pwned=1</script>">',
    '--><script>window.pwned=1</script><!--',
    '<details open ontoggle=window.pwned=1>',
    '<a href="javascript:window.pwned=1">x</a>',
    '&lt;script&gt;window.pwned=1&lt;/script&gt;',
    '{{constructor.constructor("window.pwned=1")()}}',
  ];
  const shapeOf = (page: Page) =>
    page.evaluate(() =>
      [...document.querySelectorAll('*')].map((e) => `${e.localName} ${e.getAttributeNames().join(' ')}`),
    );

  it.each(LANGUAGES)('stay words on the page in %s', async (language) => {
    const calm = await open(renderHtml(spokenBy(resultOf(12), 'word'), { language }));
    const shape = await shapeOf(calm.page);
    await shut(calm);
    expect(shape.length).toBeGreaterThan(2000);
    for (const vector of language === 'en' ? VECTORS : [VECTORS.join(' ')]) {
      const hostile = await open(renderHtml(spokenBy(resultOf(12), vector), { language }));
      expect(await hostile.page.evaluate(() => 'pwned' in window)).toBe(false);
      expect(hostile.trouble).toEqual([]);
      expect(hostile.requests).toEqual([]);
      // Dots that a long name pushes aside aside, the tree of elements is that of harmless words.
      expect(await shapeOf(hostile.page)).toEqual(shape);
      expect(await hostile.page.locator('figure svg').first().textContent()).toContain(vector.slice(0, 1));
      await hostile.page.getByRole('searchbox').fill(vector);
      expect(await hostile.page.evaluate(() => 'pwned' in window)).toBe(false);
      await shut(hostile);
    }
  });
});

describe('the table of lenders by keyboard', () => {
  it('is searched: by any word of brand or legal entity, in any case', async () => {
    const opened = await open(pageOf(12, 'en'));
    const { page } = opened;
    const visible = () => page.locator('table[data-search] tbody tr:visible').count();
    const all = await visible();
    await page.getByRole('searchbox').focus();
    await page.keyboard.type('granite 信贷');
    expect(await visible()).toBe(1);
    expect(await page.getByRole('status').first().textContent()).toBe(`1 of ${all} shown`);
    await page.keyboard.press('Control+A');
    await page.keyboard.type('holdings 8 llc');
    expect(await visible()).toBeGreaterThan(0);
    expect(await visible()).toBeLessThan(all);
    await page.keyboard.press('Control+A');
    await page.keyboard.press('Delete');
    expect(await visible()).toBe(all);
    await shut(opened);
  });

  it('is sorted by every column, both ways, and says so', async () => {
    const opened = await open(pageOf(12, 'en'));
    const { page } = opened;
    const table = page.locator('table[data-search]');
    const scores = () =>
      table
        .locator('tbody tr td:nth-child(5)')
        .evaluateAll((tds) => tds.map((td) => Number((td as HTMLElement).dataset.v)));
    const before = await scores();
    await page.getByRole('searchbox').focus();
    // The region that scrolls, then the heads in their order.
    for (let i = 0; i < 6; i += 1) await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Score (95% interval)');
    await page.keyboard.press('Enter');
    const up = await scores();
    expect(up).toEqual(before.toSorted((a, b) => a - b));
    expect(await table.locator('th[aria-sort]').getAttribute('aria-sort')).toBe('ascending');
    await page.keyboard.press('Enter');
    expect(await scores()).toEqual(before.toSorted((a, b) => b - a));
    expect(await table.locator('th[aria-sort]').getAttribute('aria-sort')).toBe('descending');
    for (const button of await table.locator('th button').all()) {
      await button.focus();
      await page.keyboard.press('Enter');
    }
    expect(await table.locator('tbody tr').count()).toBe(before.length);
    expect(opened.trouble).toEqual([]);
    await shut(opened);
  });

  it("leads to a lender's page, which opens", async () => {
    const opened = await open(pageOf(12, 'en'));
    const { page } = opened;
    const link = page.locator('table[data-search] tbody a').first();
    const target = (await link.getAttribute('href'))!.slice(1);
    await link.focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator(`[id="${target}"]`).isVisible()).toBe(true);
    await shut(opened);
  });
});

describe('axe-core', () => {
  const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

  async function findingsOf(page: Page): Promise<string[]> {
    await page.evaluate(axe);
    return page.evaluate(async () => {
      const { axe } = globalThis as unknown as {
        axe: {
          run: (options: object) => Promise<{
            violations: { id: string; impact: string; nodes: { html: string }[] }[];
          }>;
        };
      };
      const { violations } = await axe.run({ resultTypes: ['violations'] });
      return violations
        .filter((v) => v.impact === 'serious' || v.impact === 'critical')
        .map((v) => `${v.id}: ${v.nodes.length} x ${v.nodes[0]?.html.slice(0, 200)}`);
    });
  }

  it('sees what is wrong, where something is', async () => {
    const opened = await open(pageOf(12, 'en'));
    await opened.page.evaluate(() => {
      document.querySelector('svg.plot')?.removeAttribute('aria-label');
      document.querySelector('input')?.parentElement?.replaceWith(document.createElement('input'));
    });
    expect((await findingsOf(opened.page)).map((f) => f.split(':')[0]).sort()).toEqual([
      'label',
      'svg-img-alt',
    ]);
    await shut(opened);
  });

  /** Widths and colours in every pairing once, and both of each in every language. */
  const cases = LANGUAGES.flatMap((language) =>
    (['1280 light', '375 dark', ...(language === 'en' ? ['1280 dark', '375 light'] : [])] as const).map(
      (view) => ({
        language,
        width: view.startsWith('1280') ? 1280 : 375,
        scheme: view.endsWith('dark') ? ('dark' as const) : ('light' as const),
      }),
    ),
  );
  it.each(cases)(
    'finds nothing serious at $width px, $scheme, in $language',
    async ({ language, width, scheme }) => {
      const opened = await open(pageOf(12, language), {
        viewport: { width, height: 900 },
        colorScheme: scheme,
      });
      await opened.page.evaluate(() => {
        for (const d of document.querySelectorAll('details')) d.open = true;
      });
      expect(await findingsOf(opened.page)).toEqual([]);
      await shut(opened);
    },
  );

  it.each([
    { width: 1280, scheme: 'light' },
    { width: 375, scheme: 'dark' },
  ] as const)('finds nothing serious on 600 lenders at $width px, $scheme', async ({ width, scheme }) => {
    const opened = await open(pageOf(600, 'en'), { viewport: { width, height: 900 }, colorScheme: scheme });
    // Their pages are like those of the twelve, and hundreds of them tell axe nothing more.
    await opened.page.evaluate(() => {
      for (const d of [...document.querySelectorAll('details.lender')].slice(20)) d.remove();
      for (const row of [...document.querySelectorAll('table[data-search] tbody tr')].slice(60)) row.remove();
    });
    expect(await findingsOf(opened.page)).toEqual([]);
    await shut(opened);
  });
});
