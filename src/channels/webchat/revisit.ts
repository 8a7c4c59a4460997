/** A later look at a kept chat: reads what stands there now, and writes nothing. */
import type { Clock } from '../../fieldwork/ports.ts';
import type { ChatVisit } from '../../model/chat.ts';
import { openPage } from './open-page.ts';
import { settle, startOfWay } from './press.ts';
import { reachChat } from './reach.ts';
import { RECIPES } from './recipes/index.ts';
import { type Known, recognise } from './recipes.ts';
import { type Sighting, watchChat } from './sight.ts';
import type { Tab } from './tab.ts';
import { visitOf } from './visit.ts';

export interface Look {
  url: string;
  question: string;
  visit: number;
  unaided: boolean;
}

/** Histories are loaded after the chat has opened: how long they may take in all, how long what has come must stand, and how long nothing must have come where our question is missing, ms. */
const HISTORY = { within: 8000, stands: 1500, missing: 5000 };

/** The chat as it stands now. `complete` is false where we could not look: then nothing is said about it. */
export async function lookAgain(
  tab: Tab,
  clock: Clock,
  { url, question, visit, unaided }: Look,
): Promise<{ visit: ChatVisit; complete: boolean; reason: string }> {
  const startedAt = clock.now();
  const way = startOfWay();
  const known: Known = { vendor: null, recipe: null };
  const sight = watchChat(tab, known);
  sight.transcript.asked(question, startedAt);
  const failed = await openPage(tab, url);
  let reason = failed?.reason ?? '';
  let complete = failed === null;
  if (!failed) {
    await settle(tab, clock, 500);
    const found = await recognise(RECIPES, await tab.look(), []);
    known.vendor = found?.vendor ?? null;
    if (!unaided) known.recipe = found;
    const nobody = { name: '', email: '', question };
    const reached = await reachChat(tab, {
      clock,
      way,
      asker: nobody,
      recipe: known.recipe,
      doing: 'looking',
      inert: new Set(),
    });
    await readHistory(tab, clock, sight);
    const stands = sight.transcript.own() !== null;
    // A chat that doesn't open says nothing about what was written in it.
    complete = stands || reached.at !== 'closed';
    reason = stands
      ? 'the chat still shows our question'
      : reached.at === 'closed'
        ? reached.reason
        : 'the chat shows nothing of what was said';
  }
  const persisted = !complete ? 'unknown' : sight.transcript.own() === null ? 'no' : 'yes';
  const parts = { visit, url, clock, startedAt, way, known, sight, reason, persisted } as const;
  return {
    complete,
    reason,
    visit: visitOf({ ...parts, outcome: 'revisited', ended: 'none', thanked: false }),
  };
}

async function readHistory(tab: Tab, clock: Clock, sight: Sighting): Promise<void> {
  const end = clock.now() + HISTORY.within;
  let still = clock.now();
  while (clock.now() < end) {
    if (await sight.look()) still = clock.now();
    const quiet = clock.now() - still;
    if (quiet >= (sight.transcript.own() === null ? HISTORY.missing : HISTORY.stands)) return;
    await tab.moved(clock.now() + 400);
  }
  await sight.look();
}
