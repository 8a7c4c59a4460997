/** Loads the lender's page, and says what on it keeps everybody out. */
import { isRiddle } from './guard.ts';
import type { Looked, Tab } from './tab.ts';
import { says } from './words.ts';

/** Why there is nothing to ask in. */
export interface Shut {
  at: 'closed';
  outcome: 'gated' | 'no-chat' | 'dead' | 'blocked';
  reason: string;
}

export const shut = (outcome: Shut['outcome'], reason: string): Shut => ({ at: 'closed', outcome, reason });

/** How long the page may take to come, and after that for its pictures and scripts, ms. */
const PATIENCE = { load: 45_000, rest: 10_000 };

/** Null when the page stands; else why there is nothing to press. */
export async function openPage(tab: Tab, url: string): Promise<Shut | null> {
  try {
    const response = await tab.page.goto(url, { waitUntil: 'domcontentloaded', timeout: PATIENCE.load });
    const status = response?.status() ?? 200;
    if (status === 403 || status === 429) return shut('blocked', `the page answers ${status} to our browser`);
    if (status >= 400) return shut('dead', `the page answers ${status}`);
  } catch (error) {
    return shut('dead', `the page does not load: ${firstLine(error)}`);
  }
  await tab.page.waitForLoadState('load', { timeout: PATIENCE.rest }).catch(() => {});
  return null;
}

/** A wall against robots: said, never climbed. */
export function wallIn(looks: readonly Looked[]): Shut | null {
  const main = looks.find((l) => l.main);
  // The small badge in the corner is no riddle; a challenge covers a good part of the window.
  const challenge = main?.view.frames.some((f) => f.w > 250 && f.h > 300 && isRiddle(f.src, f.label));
  const short =
    main !== undefined &&
    main.view.text.length < 1500 &&
    says('blocked', `${main.view.title} ${main.view.text}`);
  return challenge || short ? shut('blocked', 'the page wants to be shown that no robot is here') : null;
}

export const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n')[0]!.slice(0, 200);
