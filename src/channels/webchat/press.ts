/** The one way in which anything is pressed: asked of the guard first, and written down. */
import type { Clock } from '../../fieldwork/ports.ts';
import type { ChatVisit } from '../../model/chat.ts';
import type { Candidate } from './find-chat.ts';
import { mayPress } from './guard.ts';
import type { Tab } from './tab.ts';

/** What was met on the way, as the visit will tell it. */
export type Way = Pick<ChatVisit, 'cookieBanner' | 'launcher' | 'prechat' | 'pressed'>;

export const startOfWay = (): Way => ({ cookieBanner: 'none', launcher: null, prechat: [], pressed: [] });

const MOST_WRITTEN = 20;

/** One click. False where the guard forbids it, or nothing could be clicked. */
export async function press(tab: Tab, way: Way, { look, seen }: Candidate): Promise<boolean> {
  if (!mayPress(seen)) return false;
  if (way.pressed.length < MOST_WRITTEN) way.pressed.push(wordsOn(seen));
  const element = seen.id > 0 && seen.tag !== 'iframe' ? await tab.handle(look.frame, seen.id) : null;
  const point = [look.x + seen.x + seen.w / 2, look.y + seen.y + seen.h / 2] as const;
  try {
    if (element) await element.click({ timeout: 3000 });
    else await tab.page.mouse.click(...point);
    return true;
  } catch {
    // Something transparent may lie on it, as over many launchers: a person's click would go through at the same point.
    return tab.page.mouse.click(...point).then(
      () => true,
      () => false,
    );
  }
}

/** What a thing to press says, else what it is called. */
export const wordsOn = (seen: Candidate['seen']): string =>
  (seen.text || seen.label || `${seen.tag} ${seen.marks}`).trim().slice(0, 200);

/** Gives the page a moment to draw itself, ms of real time. */
export async function settle(tab: Tab, clock: Clock, ms: number): Promise<void> {
  const end = clock.now() + ms;
  while (clock.now() < end) await tab.moved(Math.min(end, clock.now() + 250));
}
