/** Pictures for the press: each chart of a report, drawn by the browser as a reader sees it, in light colours. */
import type { Page } from 'playwright-core';
import { SetupError } from '../../model/errors.ts';
import { type BrowserOptions, launchBrowser } from './index.ts';

export interface PrintedChart {
  /** The figure's id on the page, e.g. `chart-scores`: a file name without its ending. */
  name: string;
  png: Uint8Array;
}

/** CSS pixels of a printed chart's width, and how many dots make one of them. */
const WIDTH = 1000;
const SCALE = 2;
/** Answered by ourselves; nothing else is. */
const ADDRESS = 'http://report.invalid/';
/** A page has about ten charts; a hundred pictures are no report. */
const MOST = 100;

/** Two characters that no font draws alike: where they look the same, both are the box of a missing letter. */
const SCRIPTS = [
  { name: 'Chinese', has: /\p{Script=Han}/u, pair: ['贷', '款'], package: 'fonts-noto-cjk' },
  { name: 'Cyrillic', has: /\p{Script=Cyrillic}/u, pair: ['Ж', 'Щ'], package: 'fonts-noto-core' },
] as const;

/**
 * The charts of `html` (what `renderHtml` of `src/report/html.ts` returns): every `figure` with an id, in the order of
 * the page, as PNG bytes at double density, without its table. Runs none of the page's scripts and asks nobody for anything. Throws
 * SetupError when there is no browser, or when the machine has no font for a script that the page is written in:
 * a chart of boxes is never made.
 *
 * In `src/cli/reporting.ts`: `for (const { name, png } of await printCharts(html, { path: settings.web.browser })) save(`${name}.png`, png)`.
 */
export async function printCharts(html: string, options: BrowserOptions = {}): Promise<PrintedChart[]> {
  const browser = await launchBrowser(options);
  try {
    const context = await browser.newContext({
      viewport: { width: WIDTH + 80, height: 900 },
      deviceScaleFactor: SCALE,
      colorScheme: 'light',
      reducedMotion: 'reduce',
    });
    await context.route('**/*', (route) =>
      route.request().url() === ADDRESS
        ? route.fulfill({
            body: html,
            contentType: 'text/html; charset=utf-8',
            headers: { 'content-security-policy': "script-src 'none'" },
          })
        : route.abort(),
    );
    const page = await context.newPage();
    await page.goto(ADDRESS, { waitUntil: 'load' });
    await requireFonts(page, html);
    await page.evaluate(prepare, WIDTH);
    const charts: PrintedChart[] = [];
    for (const figure of (await page.locator('figure[id]').all()).slice(0, MOST)) {
      const name = (await figure.getAttribute('id')) ?? '';
      charts.push({ name, png: await figure.screenshot({ animations: 'disabled' }) });
    }
    return charts;
  } finally {
    await browser.close();
  }
}

/** Throws SetupError when a script of the text would be printed as boxes. */
async function requireFonts(page: Page, text: string): Promise<void> {
  for (const script of SCRIPTS) {
    if (!script.has.test(text)) continue;
    const [first, second] = await Promise.all(script.pair.map((letter) => page.evaluate(drawn, letter)));
    if (first === second)
      throw new SetupError(
        `this machine has no font for ${script.name}: the charts would show boxes; install one (Debian: apt install ${script.package}) or leave out --png`,
      );
  }
}

/** Runs in the page: figures alone in one width, without their tables. */
function prepare(width: number): void {
  document.body.style.maxWidth = `${width + 40}px`;
  for (const details of document.querySelectorAll('figure details')) details.remove();
  for (const figure of document.querySelectorAll('figure')) {
    figure.style.margin = '0';
    figure.style.padding = '20px';
    figure.style.background = 'var(--paper)';
  }
}

/** Runs in the page: how a letter looks there. */
function drawn(letter: string): string {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 40;
  const pen = canvas.getContext('2d');
  if (!pen) return letter;
  pen.font = '30px system-ui, sans-serif';
  pen.fillText(letter, 2, 32);
  return canvas.toDataURL();
}
