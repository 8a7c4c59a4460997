/** One Chromium for all chats: an installed one, started quietly and without disguise. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser } from 'playwright-core';
import { SetupError } from '../../model/errors.ts';

/** Where Chrome and Chromium are usually installed, the first that exists is taken. */
const INSTALLED = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
];

/** The path of a browser; the given one, an installed one, or Playwright's own download. SetupError when there is none. */
export function findBrowser(given?: string): string {
  if (given !== undefined) {
    if (existsSync(given)) return given;
    throw new SetupError(`settings.yml: web.browser: there is no file ${given}`);
  }
  const found = INSTALLED.find((path) => existsSync(path)) ?? downloaded();
  if (found) return found;
  throw new SetupError(
    'no Chrome or Chromium was found: install one (Debian: apt install chromium), or name it in settings.yml: web.browser',
  );
}

/** Playwright's own, where somebody has fetched it. */
function downloaded(): string | undefined {
  const { chromium } = createRequire(import.meta.url)('playwright-core') as typeof import('playwright-core');
  const path = chromium.executablePath();
  return path !== '' && existsSync(path) ? path : undefined;
}

/**
 * Keeps Chromium from calling home. The list of features replaces Playwright's own, with which frames of another site
 * (most widgets) get no storage and don't start (channels.md 2.5).
 */
const QUIET = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-extensions',
  '--disable-default-apps',
  '--disable-domain-reliability',
  '--disable-client-side-phishing-detection',
  '--no-pings',
  '--metrics-recording-only',
  '--gaia-url=https://localhost.invalid',
  '--component-updater=url-source=https://localhost.invalid',
  '--apps-gallery-update-url=https://localhost.invalid',
  '--disable-features=Translate,MediaRouter,OptimizationHints,AutofillServerCommunication,CertificateTransparencyComponentUpdater',
];

export interface BrowserOptions {
  path?: string | undefined;
  proxy?: string | undefined;
}

export async function launchBrowser({ path, proxy }: BrowserOptions): Promise<Browser> {
  // Loaded where it is needed: half a second that no other command should pay.
  const { chromium } = await import('playwright-core');
  return chromium.launch({
    executablePath: findBrowser(path),
    headless: true,
    chromiumSandbox: false,
    args: [...QUIET, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
    ...(proxy === undefined ? {} : { proxy: { server: proxy, bypass: '<-loopback>' } }),
  });
}
