/** The sandbox's web for a test: proxy, sites and widgets on the market of this repository, and a browser behind it. */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { parse } from 'yaml';
import type { Clock } from '../../src/fieldwork/ports.ts';
import { type Lender, LendersFile } from '../../src/model/lenders.ts';
import { Scenario } from '../../src/model/scenario.ts';
import { ChatBehaviours, sandboxChatBehaviours } from '../../src/sandbox/web/behaviour.ts';
import { startWeb, type Web, type WebInput } from '../../src/sandbox/web/web.ts';

const root = resolve(import.meta.dirname, '../..');
const yaml = (...path: string[]): unknown => parse(readFileSync(join(root, ...path), 'utf8'));

const SCENARIOS = ['first-loan', 'early-repayment', 'money-today', 'pay-late', 'total-cost', 'student'];

export const sandboxLenders = (): Lender[] => LendersFile.parse(yaml('lenders.yml')).lenders;

export const sandboxScenarios = (): Scenario[] =>
  SCENARIOS.map((id) => Scenario.parse(yaml('scenarios', `${id}.yml`)));

/** The system's clock, which nobody has to hold. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleepUntil: (at, signal) =>
    new Promise((done) => {
      const timer = setTimeout(done, Math.max(0, at - Date.now()));
      signal?.addEventListener('abort', () => {
        clearTimeout(timer);
        done();
      });
    }),
  hold: () => () => {},
};

/** What our driver asks in a test, by language: the first wording of the first scenario. */
export function questionIn(language: string, name = 'Max Koval'): string {
  return sandboxScenarios()[0]!.texts[language]!.a.body.replace('{name}', name);
}

/**
 * Starts the web. `behaviours` are laid over the sandbox's own, lender by lender. The clock is the system's unless one
 * is given; `hurry: 60` makes minutes into seconds on it.
 */
export function startSandboxWeb(
  given: Partial<Omit<WebInput, 'behaviours'>> & { behaviours?: unknown } = {},
): Promise<Web> {
  const { behaviours, ...rest } = given;
  return startWeb({
    clock: systemClock,
    lenders: sandboxLenders(),
    scenarios: sandboxScenarios(),
    seed: 41,
    deadlineHours: 72,
    ...rest,
    behaviours: {
      lenders: {
        ...sandboxChatBehaviours().lenders,
        ...ChatBehaviours.parse(behaviours ?? { lenders: {} }).lenders,
      },
    },
  });
}

/** A Chromium whose whole web is the sandbox. Contexts need `ignoreHTTPSErrors`. */
export const startBrowser = (web: Web): Promise<Browser> =>
  chromium.launch({
    executablePath: process.env.DOORBELL_BROWSER ?? '/usr/bin/chromium',
    proxy: { server: web.proxy },
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      // Takes the place of Playwright's own list, which blocks storage in frames of other sites (channels.md, 2.5).
      '--disable-features=Translate,MediaRouter',
    ],
  });
